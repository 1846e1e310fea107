#include "cpsg/sync/rewrite_history.h"

#include <map>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/history/roll_up.h"
#include "cpsg/sync/change_policy.h"

namespace cpsg::sync {
namespace {

constexpr std::size_t kStepPeople = 4'096;

std::optional<PrivacyPolicy> policy_before(const storage::PublishedState& before) {
  return before.policy ? parse_policy(*before.policy) : std::nullopt;
}

void stop_if_asked(const RewriteTask& task) {
  if (task.cancelled) throw Error(ErrorCode::kCancelled, "stopped");
}

// One pass over all stored people and commits, which keep their numbers.
class StoredRewrite {
 public:
  StoredRewrite(const RewriteTask& task, const storage::PublishedState& before, const PolicyChange& people,
                const PolicyChange& messages)
      : task_(task), before_(before), people_(people), messages_(messages) {}

  // What the result is to be called, given by `policy`, is known only after it. False if something was lost that the
  // new rules would have kept.
  bool run() {
    task_.writer.begin_rewrite(task_.lease);
    rewrite_people();
    rewrite_commits();
    return exact_;
  }

  void publish(std::optional<std::string> policy) {
    task_.writer.publish_rewritten(
        task_.lease, {.people = before_.people, .contributors = contributors(), .policy = std::move(policy)});
  }

 private:
  void rewrite_people() {
    keys_.reserve(before_.people);
    for (std::uint32_t first = 0; first < before_.people;) {
      stop_if_asked(task_);
      std::vector<storage::StagedPerson> page = task_.writer.people_from(task_.project_id, first, kStepPeople);
      if (page.empty()) throw Error(ErrorCode::kStoreCorrupt, "published people are not stored");
      first = page.back().number + 1;
      for (storage::StagedPerson& person : page) {
        // Without the address, the name tells people apart, and this one's is not known any more.
        const bool nameless = !person.person.name && person.person.email;
        if (people_.changes_emails()) person = people_.person(person);
        if (nameless && !person.person.email) exact_ = false;
        keys_.emplace_back(person.key, person.number);
      }
      task_.writer.stage_rewritten(task_.lease, page, {});
    }
  }

  void rewrite_commits() {
    for (std::uint32_t first = 0; first < before_.rows;) {
      stop_if_asked(task_);
      std::vector<storage::CommitText> page =
          task_.writer.commit_texts(task_.project_id, first, limits::kStageBatchCommits);
      if (page.empty()) throw Error(ErrorCode::kStoreCorrupt, "published commits are not stored");
      first = page.back().row + 1;
      for (storage::CommitText& commit : page) {
        if (!messages_.changes_messages()) continue;
        // Masked or not, the whole message may fit.
        if (contains(commit.altered, model::Altered::kMessage)) exact_ = false;
        messages_.message(commit);
      }
      task_.writer.stage_rewritten(task_.lease, {}, page);
    }
  }

  [[nodiscard]] std::vector<storage::StagedContributor> contributors() const {
    const history::StoredGraph stored = history::load_graph(task_.history, task_.project_id, before_.rows);
    history::require_published(stored, before_);
    const storage::CommitView view = task_.history.commit_view(task_.project_id);
    model::Bitmap live(stored.graph.nodes());
    model::Bitmap on_default(stored.graph.nodes());
    for (const history::Node node : stored.order) {
      const std::uint32_t row = stored.graph.row(node);
      if (view.live.test(row)) live.set(node);
      if (view.on_default.test(row)) on_default.set(node);
    }
    const PersonRegistry registry(task_.privacy, keys_);
    return history::roll_up_contributors(stored.graph, stored.order, live, on_default, registry.contributors());
  }

  const RewriteTask& task_;
  const storage::PublishedState& before_;
  const PolicyChange& people_;
  const PolicyChange& messages_;
  std::vector<std::pair<storage::PersonKey, std::uint32_t>> keys_;
  bool exact_ = true;
};

// Whether an earlier version stored a person differently than this one does.
bool any_person_differs(const RewriteTask& task, const storage::PublishedState& before, const PolicyChange& change) {
  for (std::uint32_t first = 0; first < before.people;) {
    const std::vector<storage::StagedPerson> page = task.writer.people_from(task.project_id, first, kStepPeople);
    if (page.empty()) return false;
    first = page.back().number + 1;
    for (const storage::StagedPerson& person : page) {
      if (change.person(person.person) != person.person) return true;
    }
  }
  return false;
}

// The rules under which a history is after everything was done that stored data allows.
PrivacyPolicy nearest_policy(const PrivacyPolicy& from, const Privacy& to, const PolicyChange& change) {
  const PrivacyPolicy wanted = policy_of(to);
  PrivacyPolicy nearest = from;
  if (change.emails_in_place()) {
    nearest.emails = wanted.emails;
    nearest.key_check = wanted.key_check;
  }
  if (change.messages_in_place()) nearest.messages = wanted.messages;
  return nearest;
}

bool rewrite_unknown(const RewriteTask& task, const storage::PublishedState& before, bool unknown_too) {
  const PolicyChange change(std::nullopt, task.privacy);
  const bool messages_too = unknown_too && task.privacy.messages != MessagePrivacy::kKeep;
  if (messages_too || any_person_differs(task, before, change)) {
    const PolicyChange nothing(policy_of(task.privacy), task.privacy);
    StoredRewrite rewrite(task, before, change, messages_too ? change : nothing);
    (void)rewrite.run();
    rewrite.publish(before.policy);
  }
  return unknown_too;
}

}  // namespace

bool rewrite_stored(const RewriteTask& task, const storage::PublishedState& before, bool unknown_too) {
  if (before.generation == 0 || before.policy == policy_text(task.privacy)) return false;
  const std::optional<PrivacyPolicy> from = policy_before(before);
  if (!from) return rewrite_unknown(task, before, unknown_too);
  const PolicyChange change(from, task.privacy);
  PrivacyPolicy nearest = nearest_policy(*from, task.privacy, change);
  if (nearest != *from) {
    // What cannot be brought to the new rules stays as it is until it is fetched.
    const PolicyChange nothing(policy_of(task.privacy), task.privacy);
    StoredRewrite rewrite(task, before, change.emails_in_place() ? change : nothing,
                          change.messages_in_place() ? change : nothing);
    nearest.unfinished = !rewrite.run() || nearest.unfinished;
    rewrite.publish(policy_text(nearest));
  }
  return nearest != policy_of(task.privacy);
}

void rewrite_rest(const RewriteTask& task, const storage::PublishedState& before, const model::Bitmap& staged,
                  PersonRegistry& people, history::StoredGraph& stored) {
  if (staged.count() == before.rows) return;
  const PolicyChange change(policy_before(before), task.privacy);
  std::vector<history::Node> node_of_row(before.rows, git::graph::kNone);
  for (const history::Node node : stored.order) node_of_row[stored.graph.row(node)] = node;
  std::map<std::uint32_t, PersonRegistry::Entry> known;
  const auto number_of = [&](std::uint32_t before_number) {
    const auto [entry, is_new] = known.try_emplace(before_number);
    if (is_new) {
      const auto found = task.writer.people_from(task.project_id, before_number, 1);
      if (found.empty()) throw Error(ErrorCode::kStoreCorrupt, "a commit names a person who is not stored");
      storage::StagedPerson changed = change.person(found.front());
      entry->second = people.number_of(std::move(changed.person), changed.key);
    }
    return entry->second;
  };
  for (std::uint32_t first = 0; first < before.rows;) {
    stop_if_asked(task);
    std::vector<storage::CommitText> page =
        task.writer.commit_texts(task.project_id, first, limits::kStageBatchCommits);
    if (page.empty()) throw Error(ErrorCode::kStoreCorrupt, "published commits are not stored");
    first = page.back().row + 1;
    std::erase_if(page, [&](const storage::CommitText& commit) { return staged.test(commit.row); });
    for (storage::CommitText& commit : page) {
      const PersonRegistry::Entry author = number_of(commit.author);
      commit.author = author.number;
      commit.committer = number_of(commit.committer).number;
      change.message(commit);
      stored.graph.set_author(node_of_row[commit.row], author.number, author.bot);
    }
    task.writer.stage_rewritten(task.lease, people.take_new(), page);
  }
}

}  // namespace cpsg::sync
