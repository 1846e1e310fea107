#include "cpsg/sync/sync_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "cpsg/base/limits.h"
#include "cpsg/git/client/remote_repository.h"
#include "cpsg/git/graph/reachability.h"
#include "cpsg/sync/commit_stager.h"
#include "cpsg/sync/privacy_policy.h"
#include "cpsg/sync/publication.h"
#include "cpsg/sync/rewrite_history.h"

namespace cpsg::sync {
namespace {

// One repository's slot in git's lane. Without a lane, or for a directory of this machine, nothing is held back.
class GitLaneSlot {
 public:
  explicit GitLaneSlot(const HistoryTask& task)
      : lane_(task.project.source_url.empty() ? task.settings.git_lane : nullptr),
        max_wait_(task.max_wait),
        cancelled_(&task.cancelled) {
    if (lane_ != nullptr) slot_.emplace(lane_->enter(max_wait_, cancelled_));
  }

  void pace() {
    if (lane_ == nullptr) return;
    held_back_ = true;
    lane_->pace(max_wait_, cancelled_);
    held_back_ = false;
  }
  void succeeded() const {
    if (lane_ != nullptr) lane_->answered();
  }
  void failed(const Error& failure) const {
    // If the lane itself held the request back, the remote has not refused anything.
    if (lane_ == nullptr || held_back_ || failure.code() != ErrorCode::kRateLimited) return;
    lane_->refused(failure.retry_after());
  }

 private:
  github::ledger::GitLane* lane_;
  std::chrono::milliseconds max_wait_;
  const std::atomic<bool>* cancelled_;
  std::optional<github::ledger::GitLane::Slot> slot_;
  bool held_back_ = false;
};

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

// Whether the remote has the very branches that were published, so that there is nothing to fetch or to compute.
bool unchanged(const git::protocol::RefListing& refs, const storage::PublishedState& before) {
  if (before.generation == 0 || default_branch(refs) != before.counts.default_branch) return false;
  return std::equal(refs.heads.begin(), refs.heads.end(), before.branches.begin(), before.branches.end(),
                    [](const git::protocol::RemoteRef& head, const model::Branch& branch) {
                      return branch_name(head) == branch.name && head.oid == branch.oid;
                    });
}

// Published tips to offer: those of refs that moved or went, then the default branch, then the newest.
std::vector<model::Oid> choose_haves(const storage::PublishedState& before, const git::protocol::RefListing& refs) {
  std::unordered_set<model::Oid> present;
  for (const git::protocol::RemoteRef& head : refs.heads) present.insert(head.oid);
  std::vector<const model::Branch*> candidates;
  for (const model::Branch& branch : before.branches) candidates.push_back(&branch);
  const auto rank = [&](const model::Branch& branch) {
    return !present.contains(branch.oid) ? 0 : branch.is_default ? 1 : 2;
  };
  const auto newest_first = [](const model::Branch& branch) {
    return branch.committed_at ? -branch.committed_at->epoch_s : 0;
  };
  std::stable_sort(candidates.begin(), candidates.end(), [&](const model::Branch* a, const model::Branch* b) {
    return std::pair(rank(*a), newest_first(*a)) < std::pair(rank(*b), newest_first(*b));
  });
  std::vector<model::Oid> haves;
  std::unordered_set<model::Oid> chosen;
  for (const model::Branch* branch : candidates) {
    if (haves.size() == limits::kHavesMax) break;
    if (chosen.insert(branch->oid).second) haves.push_back(branch->oid);
  }
  return haves;
}

// One listing of one remote, and the fetch that follows from it.
class HistorySync {
 public:
  explicit HistorySync(const HistoryTask& task)
      : task_(task),
        slot_(task),
        before_(task.writer.published_state(task.project.id)),
        url_(remote_url(task.project, task.settings.git_url)),
        remote_(open_remote(task, url_, slot_, before_.remote)) {}

  [[nodiscard]] git::client::RemoteTraffic traffic() const { return remote_.traffic(); }

  void run(SyncReport& report) {
    task_.writer.discard_staged(task_.lease);
    if (before_.generation > 0 && before_.policy != policy_text(task_.settings.privacy)) {
      rewrites_ = rewrite_stored(rewrite_task(), before_, task_.fetch_unknown);
      before_ = task_.writer.published_state(task_.project.id);
    }
    if (task_.only_apply_policy && !rewrites_) return;
    report_progress(Phase::kRefs);
    try {
      refs_ = remote_.list_refs();
      const bool nothing_to_do = !task_.whole && !rewrites_ && unchanged(refs_, before_) && !remote_moved();
      report.total = nothing_to_do ? before_.counts : sync_changes(report);
    } catch (const Error& e) {
      slot_.failed(e);
      throw;
    }
    slot_.succeeded();
    task_.observations.record_refs_listed(task_.lease, task_.clock());
  }

 private:
  [[nodiscard]] RewriteTask rewrite_task() const {
    return {task_.history, task_.writer, task_.lease, task_.project.id, task_.settings.privacy, task_.cancelled};
  }

  [[nodiscard]] bool remote_moved() const {
    const auto& found = remote_.advertisement();
    return !before_.remote || !found || before_.remote->configured_url != url_ ||
           before_.remote->base_url != found->base_url || before_.remote->capabilities != found->capabilities;
  }

  // Fetches what is new and publishes; the new totals.
  model::ProjectCounts sync_changes(SyncReport& report) {
    history::StoredGraph stored = history::load_graph(task_.history, task_.project.id, before_.rows);
    history::require_rows(stored, before_.rows);
    const std::size_t nodes_before = stored.graph.nodes();
    PersonRegistry people(task_.settings.privacy, known_people());
    CommitStager stager(task_.writer, task_.lease, task_.settings.privacy, stored.graph, people, before_.rows);
    if (rewrites_) {
      task_.writer.begin_rewrite(task_.lease);
      stager.rewrite_published();
    }
    const bool shallow = fetch(stored.graph, stager);
    require_tips(stored.graph);
    if (rewrites_) rewrite_rest(rewrite_task(), before_, stager.rewritten(), people, stored);

    report_progress(Phase::kPublishing);
    storage::Publication publication =
        make_publication({.before = before_,
                          .activity_before = activity_before(),
                          .stored = stored,
                          .repacked = history::repack(stored, nodes_before, stager.filled_gap() || rewrites_),
                          .refs = refs_,
                          .people = people,
                          .rows = stager.next_row(),
                          .shallow = shallow,
                          .tip_times = tip_times(stored.graph, stager),
                          .now = task_.clock()});
    const git::client::RemoteAdvertisement& found = remote_.advertisement().value();
    publication.remote = storage::RemoteState{url_, found.base_url, found.capabilities};
    // What an earlier version wrote stays known as that, until it is fetched again.
    const bool all_is_new = rewrites_ || before_.generation == 0;
    publication.policy = all_is_new ? policy_text(task_.settings.privacy) : before_.policy;
    publication.next_sync_at = task_.clock();  // until the sync has ended and its caller knows better
    task_.writer.publish(task_.lease, publication);

    report.new_commits += stager.next_row() - before_.rows;
    report.new_branches += count_new_branches();
    return publication.counts;
  }

  // People get new numbers where all of them are staged anew.
  [[nodiscard]] std::vector<std::pair<storage::PersonKey, std::uint32_t>> known_people() const {
    if (rewrites_) return {};
    return task_.writer.person_keys(task_.project.id);
  }

  // True if the remote's history is cut.
  bool fetch(git::graph::CommitGraph& graph, CommitStager& stager) {
    // A remote with a cut history may have more of it by now, but would not send what lies behind our haves. So after a
    // cut, everything is asked for again.
    const bool cut = task_.whole || rewrites_ || before_.counts.shallow || before_.counts.missing_parents > 0;
    git::client::FetchPlan plan;
    std::unordered_set<model::Oid> wanted;
    for (const git::protocol::RemoteRef& head : refs_.heads) {
      const std::optional<git::graph::Node> node = graph.find(head.oid);
      const bool known = node && graph.present(*node);
      if (!known) stager.watch(head.oid);
      if ((cut || !known) && wanted.insert(head.oid).second) plan.wants.push_back(head.oid);
    }
    if (plan.wants.empty()) return before_.counts.shallow;
    if (!cut) plan.haves = choose_haves(before_, refs_);
    plan.sampled_ancestors = [&] {
      std::vector<git::graph::Node> tips;
      for (const model::Oid& have : plan.haves) tips.push_back(graph.find(have).value());
      std::vector<model::Oid> ancestors;
      for (const git::graph::Node node : git::graph::sample_ancestors(graph, tips, limits::kHavesMax)) {
        ancestors.push_back(graph.oid(node));
      }
      return ancestors;
    };
    const git::client::FetchResult result = remote_.fetch(
        plan, [&](const model::Oid& oid, Bytes content) { stager.add(oid, content); },
        [&](const git::client::FetchProgress& progress) {
          task_.on_progress({Phase::kCommits, progress.objects_done, progress.objects_total, progress.received_bytes,
                             progress.remote_message});
        },
        [&](std::uint32_t objects) { graph.reserve(objects); });
    stager.flush();
    return result.history_cut;
  }

  void require_tips(const git::graph::CommitGraph& graph) const {
    for (const git::protocol::RemoteRef& head : refs_.heads) {
      const std::optional<git::graph::Node> node = graph.find(head.oid);
      if (node && graph.present(*node)) continue;
      throw Error(
          ErrorCode::kBadData,
          fmt::format("the remote did not send commit {} of a branch that it listed; try again", head.oid.hex()));
    }
  }

  [[nodiscard]] std::vector<model::ActivityYear> activity_before() const {
    return before_.generation == 0 ? std::vector<model::ActivityYear>{}
                                   : task_.history.activity(task_.project.id, 0, 9999);
  }

  // The committer dates of the heads, with their offsets, which the graph does not have: from the stager for commits
  // that came in this sync, from the store for the others.
  [[nodiscard]] std::vector<std::optional<model::GitTime>> tip_times(const git::graph::CommitGraph& graph,
                                                                     const CommitStager& stager) const {
    std::vector<std::optional<model::GitTime>> times(refs_.heads.size());
    std::vector<std::uint32_t> known_rows;
    std::vector<std::size_t> known_heads;
    for (std::size_t i = 0; i < refs_.heads.size(); ++i) {
      const std::uint32_t row = graph.facts(graph.find(refs_.heads[i].oid).value()).row;
      if (row >= before_.rows) {
        times[i] = stager.committed_at(refs_.heads[i].oid);
      } else {
        known_rows.push_back(row);
        known_heads.push_back(i);
      }
    }
    if (known_rows.empty()) return times;
    const auto known = task_.writer.committer_times(task_.project.id, known_rows);
    for (std::size_t i = 0; i < known.size(); ++i) times[known_heads[i]] = known[i];
    return times;
  }

  [[nodiscard]] std::uint64_t count_new_branches() const {
    std::unordered_set<std::string> known;
    for (const model::Branch& branch : before_.branches) known.insert(branch.name);
    return static_cast<std::uint64_t>(std::count_if(
        refs_.heads.begin(), refs_.heads.end(), [&](const auto& head) { return !known.contains(branch_name(head)); }));
  }

  void report_progress(Phase phase) const { task_.on_progress({phase, 0, 0, 0, {}}); }

  const HistoryTask& task_;
  GitLaneSlot slot_;
  storage::PublishedState before_;
  const std::string url_;
  git::client::RemoteRepository remote_;
  git::protocol::RefListing refs_;
  bool rewrites_ = false;  // all that was published is fetched and staged anew
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
