#include "cpsg/sync/sync_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "cpsg/base/limits.h"
#include "cpsg/git/client/remote_repository.h"
#include "cpsg/git/protocol/remote_text.h"
#include "cpsg/sync/damaged_remote.h"
#include "cpsg/sync/fast_forward.h"
#include "cpsg/sync/fetch_history.h"
#include "cpsg/sync/git_lane_slot.h"
#include "cpsg/sync/left_out_refs.h"
#include "cpsg/sync/new_commits.h"
#include "cpsg/sync/privacy_policy.h"
#include "cpsg/sync/publication.h"
#include "cpsg/sync/rewrite_history.h"

namespace cpsg::sync {
namespace {

std::string remote_url(const model::Project& project, const std::string& git_url) {
  return project.source_url.empty() ? fmt::format("{}/{}.git", git_url, project.full_name()) : project.source_url;
}

git::client::RemoteRepository open_remote(const HistoryTask& task, const std::string& url, GitLaneSlot& slot,
                                          const std::optional<storage::RemoteState>& known) {
  git::client::RemoteOptions options;
  options.url = url;
  if (task.project.source_url.empty() && task.settings.credentials) {
    options.credentials = task.settings.credentials(task.project.owner);
  }
  options.http = task.settings.http;
  options.spool_directory = task.settings.spool_directory;
  options.before_request = [&slot] { slot.pace(); };
  std::optional<git::client::RemoteAdvertisement> advertisement;
  if (known && known->configured_url == url) advertisement = {known->base_url, known->capabilities};
  return git::client::RemoteRepository(std::move(options), std::move(advertisement));
}

// Many, because a remote says of one object at a time that it lacks it.
constexpr int kAttemptsMax = 64;
// How often branches may move while they are being read.
constexpr int kMovesMax = 3;

// One listing of one remote, and the fetch that follows from it.
class HistorySync {
 public:
  explicit HistorySync(const HistoryTask& task)
      : task_(task),
        slot_(task),
        before_(task.writer.published_state(task.project.id)),
        url_(remote_url(task.project, task.settings.git_url)),
        remote_(open_remote(task, url_, slot_, before_.remote)) {
    if (!before_.remote) return;
    for (const storage::OddObject& object : before_.remote->odd_objects) odd_.emplace(object.oid, object.kind);
  }

  [[nodiscard]] git::client::RemoteTraffic traffic() const { return remote_.traffic(); }

  void run(SyncReport& report) {
    task_.writer.discard_staged(task_.lease);
    if (before_.generation > 0 && before_.policy != policy_text(task_.settings.privacy)) {
      rewrites_ = rewrite_stored(rewrite_task_of(task_), before_, task_.fetch_unknown);
      before_ = task_.writer.published_state(task_.project.id);
    }
    if (task_.only_apply_policy && !rewrites_) return;
    report_progress(Phase::kRefs);
    std::vector<std::string> lost;
    try {
      list_refs();
      if (is_up_to_date()) {
        report.total = before_.counts;
      } else {
        lost = sync_changes(report);
      }
    } catch (const Error& e) {
      slot_.failed(e);
      if (e.code() == ErrorCode::kBadData && fetching_ && failed_alike_before()) throw damaged_answers(e);
      throw;
    }
    slot_.succeeded();
    task_.observations.record_refs_listed(task_.lease, task_.clock());
    if (!lost.empty()) throw damaged_branches(lost, retry_is_costly_ ? Retry::kDaily : Retry::kAsUsual);
  }

 private:
  [[nodiscard]] bool remote_moved() const {
    const auto& found = remote_.advertisement();
    return !before_.remote || !found || before_.remote->configured_url != url_ ||
           before_.remote->base_url != found->base_url || before_.remote->capabilities != found->capabilities;
  }

  void list_refs() {
    listed_ = remote_.list_refs();
    take_listed();
  }

  // Takes the branches from what was listed, as far as it is known by now what they point to.
  void take_listed() {
    refs_ = listed_;
    odd_in_use_.clear();
    for (git::protocol::RemoteRef& head : refs_.heads) {
      const auto found = peeled_.find(head.oid);
      if (found != peeled_.end()) head.tag = std::exchange(head.oid, found->second);
    }
    leave_out(refs_, [&](const git::protocol::RemoteRef& head) -> std::optional<model::RefOddity> {
      const auto found = odd_.find(head.object());
      if (found == odd_.end()) return std::nullopt;
      odd_in_use_.insert(found->first);
      return found->second;
    });
  }

  [[nodiscard]] bool is_up_to_date() {
    return !task_.whole && !rewrites_ && is_published(refs_, before_) && !remote_moved() &&
           !has_older_commits(remote_, task_, before_, refs_);
  }

  // Fetches what is new and publishes. The names of the branches that the remote cannot give.
  std::vector<std::string> sync_changes(SyncReport& report) {
    const bool is_own = !task_.before_fetch || (rewrites_ && is_published(refs_, before_)) || task_.before_fetch();
    received_before_ = remote_.traffic().received_bytes;
    NewCommits came;
    if (is_own && !task_.whole && !rewrites_ && !was_damaged() && may_be_fast_forward(before_, refs_)) {
      came = fetch_on_top();
    }
    if (!came.fetch) came.fetch = fetch_what_there_is();
    const std::unique_ptr<HistoryFetch>& fetched = came.fetch;
    if (!is_own && !fetched->reaches_published(refs_)) {
      task_.writer.discard_staged(task_.lease);
      throw Error(ErrorCode::kRemoteError, task_.project.full_name() +
                                               ": shares no commit with what is stored; its commits wait until the API "
                                               "can say whose the name is");
    }
    std::vector<std::string> unreadable = names_of(refs_);
    std::vector<std::string> lost = settle_unreadable(*fetched);
    // Where all is to come anew, a branch that is stored already is lost too.
    if (rewrites_) lost = std::move(unreadable);
    const bool anything_new = rewrites_ || !is_published(refs_, before_);
    model::ProjectCounts counts = before_.counts;
    const bool publishes = lost.empty() || (anything_new && !refs_.heads.empty());
    if (publishes) {
      if (rewrites_) fetched->rewrite_rest();
      storage::Publication publication =
          came.publication ? std::move(*came.publication) : publication_of_all(task_, before_, refs_, *fetched);
      counts = publish(*fetched, std::move(publication), policy_now(lost.empty()), report);
    }
    if (publishes || before_.generation > 0) report.total = counts;
    const bool is_cut = counts.shallow || counts.missing_parents > 0;  // then all is asked for each time
    const bool was_costly =
        wasted_bytes_ > limits::kDamageRetryMaxBytes || wasted_attempts_ > limits::kDamageRetryMaxAttempts;
    retry_is_costly_ = task_.whole || rewrites_ || is_cut || (before_.generation > 0 && was_costly);
    return lost;
  }

  // By which rules all is stored after this publication. What an earlier version wrote stays known as that until it is
  // fetched again, and what a damaged remote could not give again is asked for by the next sync.
  [[nodiscard]] std::optional<std::string> policy_now(bool all_came) const {
    if (!rewrites_ && before_.generation > 0) return before_.policy;
    PrivacyPolicy policy = policy_of(task_.settings.privacy);
    policy.unfinished = rewrites_ && !all_came;
    return policy_text(policy);
  }

  model::ProjectCounts publish(const HistoryFetch& fetched, storage::Publication publication,
                               std::optional<std::string> policy, SyncReport& report) {
    report_progress(Phase::kPublishing);
    const git::client::RemoteAdvertisement& found = remote_.advertisement().value();
    publication.remote = storage::RemoteState{url_, found.base_url, found.capabilities, odd_objects_in_use()};
    publication.policy = std::move(policy);
    publication.next_sync_at = task_.clock();  // until the sync has ended and its caller knows better
    task_.writer.publish(task_.lease, publication);

    report.new_commits += fetched.stager().next_row() - before_.rows;
    report.new_branches += count_new_branches(refs_, before_);
    return publication.counts;
  }

  // ---- fetching, however odd or damaged the remote is ----

  // A branch that the remote could not give looks as if it had moved, however often it is asked for.
  [[nodiscard]] bool was_damaged() const { return task_.project.status.code == ErrorCode::kRemoteDamaged; }

  NewCommits fetch_on_top() {
    fetching_ = true;
    NewCommits came = fetch_beyond_tips(task_, before_, refs_, remote_);
    fetching_ = false;
    return came;
  }

  // Fetches until all is there that the remote can give. What it lists and cannot give is in `unreadable_` then: it
  // has refused it, or left it out, and listed it again all the same.
  std::unique_ptr<HistoryFetch> fetch_what_there_is() {
    int moves = 0;
    for (int attempts = 0; attempts < kAttemptsMax && moves < kMovesMax; ++attempts) {
      wasted_bytes_ = remote_.traffic().received_bytes - received_before_;
      auto fetch = std::make_unique<HistoryFetch>(task_, before_, rewrites_);
      std::optional<std::vector<model::Oid>> suspects = try_fetch(*fetch);
      if (suspects && suspects->empty()) return fetch;
      task_.writer.discard_staged(task_.lease);
      if (learned_) {
        learned_ = false;
        take_listed();
      } else if (listed_again_unchanged()) {
        if (!suspects) suspects = find_unreadable(remote_, fetch->plan());
        unreadable_.insert(suspects->begin(), suspects->end());
        ++wasted_attempts_;
      } else {
        ++moves;
      }
    }
    if (confirmed_) throw damaged_branches(names_of(refs_), Retry::kDaily);
    throw Error(ErrorCode::kRemoteError, "the branches moved while they were being read; try again");
  }

  // The objects that are to be looked at again: none if everything came, nothing if the remote did not say which.
  std::optional<std::vector<model::Oid>> try_fetch(HistoryFetch& fetch) {
    fetching_ = true;
    try {
      fetch.run(remote_, refs_, unreadable_);
    } catch (const git::protocol::RemoteRefusal& refusal) {
      fetching_ = false;
      const std::vector<model::Oid>& wants = fetch.plan().wants;
      const std::optional<model::Oid>& refused = refusal.refused_want();
      if (refused && std::find(wants.begin(), wants.end(), *refused) != wants.end()) return std::vector{*refused};
      using Hint = git::protocol::RemoteRefusal::Hint;
      const bool may_be_damaged =
          refusal.hint() == Hint::kDamage || (refusal.hint() == Hint::kSilence && !fetch.plan().haves.empty());
      if (!may_be_damaged) throw;
      return std::nullopt;
    }
    fetching_ = false;
    learn_objects(fetch, fetch.no_commits());
    std::vector<model::Oid> missing = fetch.missing_tips(refs_, unreadable_);
    if (!missing.empty() && !learned_) {
      learn_objects(fetch, fetch_no_commits(remote_, std::move(missing)));
      missing = fetch.missing_tips(refs_, unreadable_);
    }
    if (learned_) return std::nullopt;
    return missing;
  }

  // Takes out the heads that turned out to be no commits. A server that does not say what tags peel to makes a second
  // attempt necessary: then `learned_` is set.
  void learn_objects(const HistoryFetch& fetch, const std::unordered_map<model::Oid, git::client::NoCommit>& found) {
    leave_out(refs_, [&](const git::protocol::RemoteRef& head) -> std::optional<model::RefOddity> {
      if (fetch.has_commit(head.oid)) return std::nullopt;
      const FoundTarget target = follow_head(found, head);
      if (!target.oddity) {
        if (!target.commit || head.tag) return std::nullopt;
        peeled_[head.oid] = *target.commit;
        learned_ = true;
        return std::nullopt;
      }
      if (odd_.size() < limits::kOddObjectsMax) {
        odd_[head.object()] = *target.oddity;
        odd_in_use_.insert(head.object());
      }
      return target.oddity;
    });
  }

  // False if the branches moved: then the new ones are taken. They are listed once more only: what is refused after
  // that is damage too.
  bool listed_again_unchanged() {
    if (confirmed_) return true;
    const git::protocol::RefListing before = listed_;
    list_refs();
    confirmed_ = listed_ == before;
    return confirmed_;
  }

  // Branches that cannot be read stay as they were published; new ones are left out. Their names, for people.
  std::vector<std::string> settle_unreadable(const HistoryFetch& fetch) {
    std::vector<std::string> lost;
    leave_out(refs_, [&](git::protocol::RemoteRef head) -> std::optional<model::RefOddity> {
      if (fetch.has_commit(head.oid)) return std::nullopt;
      lost.push_back(shown_ref_name(head.name));
      return published_tip(head) ? std::nullopt : std::optional(model::RefOddity::kMissing);
    });
    for (git::protocol::RemoteRef& head : refs_.heads) {
      if (!fetch.has_commit(head.oid)) head = {head.name, published_tip(head).value()};
    }
    return lost;
  }

  [[nodiscard]] std::optional<model::Oid> published_tip(const git::protocol::RemoteRef& head) const {
    const std::string name = branch_name(head);
    const auto found = std::find_if(before_.branches.begin(), before_.branches.end(),
                                    [&](const model::Branch& branch) { return branch.name == name; });
    return found == before_.branches.end() ? std::nullopt : std::optional(found->oid);
  }

  // Of the branches that cannot be read, for people.
  [[nodiscard]] std::vector<std::string> names_of(const git::protocol::RefListing& refs) const {
    std::vector<std::string> names;
    for (const git::protocol::RemoteRef& head : refs.heads) {
      if (unreadable_.contains(head.object())) names.push_back(shown_ref_name(head.name));
    }
    return names;
  }

  [[nodiscard]] std::vector<storage::OddObject> odd_objects_in_use() const {
    std::vector<storage::OddObject> objects;
    for (const auto& [oid, kind] : odd_) {
      if (odd_in_use_.contains(oid)) objects.push_back({oid, kind});
    }
    return objects;
  }

  // Answers that cannot be read, the third time in a row. Branches that are lost are damage of another kind, with which
  // all others were listed and read.
  [[nodiscard]] bool failed_alike_before() const {
    constexpr std::int64_t kFailuresBefore = 2;
    const model::ProjectStatus& status = task_.project.status;
    if (status.failures < kFailuresBefore) return false;
    if (status.code != ErrorCode::kRemoteDamaged) return status.code == ErrorCode::kBadData;
    const std::optional<UnixTime> read_at = task_.observations.api_progress(task_.project.id).refs_at;
    return !read_at || !status.trouble_since || *read_at < *status.trouble_since;
  }

  void report_progress(Phase phase) const { task_.on_progress({phase, 0, 0, 0, {}}); }

  const HistoryTask& task_;
  GitLaneSlot slot_;
  storage::PublishedState before_;
  const std::string url_;
  git::client::RemoteRepository remote_;
  git::protocol::RefListing listed_;
  git::protocol::RefListing refs_;                     // of them, what is taken for branches
  std::map<model::Oid, model::RefOddity> odd_;         // objects that are known to be no commits
  std::unordered_set<model::Oid> odd_in_use_;          // those that a ref names
  std::unordered_map<model::Oid, model::Oid> peeled_;  // tags of which the remote did not list it
  OidSet unreadable_;
  bool rewrites_ = false;  // all that was published is fetched and staged anew
  bool learned_ = false;
  bool confirmed_ = false;
  bool fetching_ = false;
  std::uint64_t received_before_ = 0;  // any commit was asked for
  std::uint64_t wasted_bytes_ = 0;     // by attempts to fetch that failed
  std::size_t wasted_attempts_ = 0;    // each of which loads the stored graph
  bool retry_is_costly_ = false;       // the next sync would fetch much again
};

// Adds what the remote cost to the report, however the sync ends.
class Accounting {
 public:
  Accounting(const HistorySync& sync, SyncReport& report) : sync_(sync), report_(report) {}
  ~Accounting() {
    report_.git_requests += sync_.traffic().requests;
    report_.git_bytes += sync_.traffic().received_bytes;
  }
  Accounting(const Accounting&) = delete;
  Accounting& operator=(const Accounting&) = delete;

 private:
  const HistorySync& sync_;
  SyncReport& report_;
};

}  // namespace

void sync_history(const HistoryTask& task, SyncReport& report) {
  HistorySync sync(task);
  const Accounting accounting(sync, report);
  sync.run(report);
}

}  // namespace cpsg::sync
