#include "cpsg/sync/sync_project.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <unordered_set>

#include "cpsg/base/limits.h"
#include "cpsg/base/log.h"
#include "cpsg/git/client.h"
#include "cpsg/git/reachability.h"
#include "cpsg/sync/commit_intake.h"
#include "cpsg/sync/failure.h"
#include "cpsg/sync/lease_keeper.h"
#include "cpsg/sync/publication.h"

namespace cpsg::sync {
namespace {

std::string remote_url(const model::Project& project, const std::string& git_url) {
  return project.source_url.empty() ? fmt::format("{}/{}.git", git_url, project.full_name()) : project.source_url;
}

git::RemoteRepository open_remote(const model::Project& project, const SyncSettings& settings, const std::string& url,
                                  const std::optional<storage::RemoteState>& known) {
  git::RemoteOptions options;
  options.url = url;
  if (project.source_url.empty()) options.credentials = settings.credentials;
  options.http = settings.http;
  options.spool_directory = settings.spool_directory;
  std::optional<git::RemoteAdvertisement> advertisement;
  if (known && known->configured_url == url) advertisement = {known->base_url, known->capabilities};
  return git::RemoteRepository(std::move(options), std::move(advertisement));
}

// Whether the remote still is what was published: nothing to fetch, nothing to compute.
bool unchanged(const git::RefListing& refs, const storage::PublishedState& before) {
  if (before.generation == 0 || default_branch(refs) != before.counts.default_branch) return false;
  return std::equal(refs.heads.begin(), refs.heads.end(), before.branches.begin(), before.branches.end(),
                    [](const git::RemoteRef& head, const model::Branch& branch) {
                      return branch_name(head) == branch.name && head.oid == branch.oid;
                    });
}

// Published tips to offer: those of refs that moved or went, then the default branch, then the newest.
std::vector<model::Oid> choose_haves(const storage::PublishedState& before, const git::RefListing& refs) {
  std::unordered_set<model::Oid> present;
  for (const git::RemoteRef& head : refs.heads) present.insert(head.oid);
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

// One sync of one project, the lease being held.
class ProjectSync {
 public:
  ProjectSync(storage::Store& store, const SyncSettings& settings, const model::Project& project,
              const storage::Lease& lease, const Clock& clock, const ProgressSink& on_progress)
      : store_(store),
        settings_(settings),
        project_(project),
        lease_(lease),
        clock_(clock),
        on_progress_(on_progress),
        before_(store.published_state(project.id)),
        url_(remote_url(project, settings.git_url)),
        remote_(open_remote(project, settings, url_, before_.remote)) {}

  [[nodiscard]] git::RemoteTraffic traffic() const { return remote_.traffic(); }

  void run(SyncReport& report) {
    store_.discard_staged(lease_);
    report_progress(Phase::kRefs);
    refs_ = remote_.list_refs();
    if (unchanged(refs_, before_) && !remote_moved()) {
      confirm_unchanged();
      report.total = before_.counts;
    } else {
      report.total = sync_changes(report);
    }
  }

 private:
  [[nodiscard]] bool remote_moved() const {
    const auto& found = remote_.advertisement();
    return !before_.remote || !found || before_.remote->configured_url != url_ ||
           before_.remote->base_url != found->base_url || before_.remote->capabilities != found->capabilities;
  }

  [[nodiscard]] UnixTime next_sync_at() const { return clock_() + settings_.refresh_interval; }

  void confirm_unchanged() {
    model::ProjectStatus status = project_.status;
    if (status.state != model::SyncState::kOk) status.since = clock_();
    status.state = model::SyncState::kOk;
    status.reason.reset();
    status.code.reset();
    status.failures = 0;
    status.last_synced_at = clock_();
    status.next_sync_at = next_sync_at();
    store_.set_status(lease_, status);
  }

  // Fetches what is new and publishes; the new totals.
  model::ProjectCounts sync_changes(SyncReport& report) {
    StoredGraph stored = load_graph(store_, project_.id, before_.rows);
    require_rows(stored, before_.rows);
    const std::size_t nodes_before = stored.graph.nodes();
    PersonRegistry people(settings_.privacy, store_.person_keys(project_.id));
    CommitIntake intake(store_, lease_, settings_.privacy, stored.graph, people, before_.rows);
    const bool shallow = fetch(stored.graph, intake);
    require_tips(stored.graph);

    report_progress(Phase::kPublishing);
    storage::Publication publication = make_publication({.before = before_,
                                                         .activity_before = activity_before(),
                                                         .stored = stored,
                                                         .repacked = repack(stored, nodes_before, intake.filled_gap()),
                                                         .refs = refs_,
                                                         .people = people,
                                                         .rows = intake.next_row(),
                                                         .shallow = shallow,
                                                         .tip_times = tip_times(stored.graph, intake),
                                                         .now = clock_()});
    const git::RemoteAdvertisement& found = remote_.advertisement().value();
    publication.remote = storage::RemoteState{url_, found.base_url, found.capabilities};
    publication.next_sync_at = next_sync_at();
    store_.publish(lease_, publication);

    report.new_commits = intake.next_row() - before_.rows;
    report.new_branches = count_new_branches();
    return publication.counts;
  }

  // True if the remote's history is cut.
  bool fetch(git::CommitGraph& graph, CommitIntake& intake) {
    // Behind a cut there may be more by now, which offering a have would hide: then everything is asked for again.
    const bool cut = before_.counts.shallow || before_.counts.missing_parents > 0;
    git::FetchPlan plan;
    std::unordered_set<model::Oid> wanted;
    for (const git::RemoteRef& head : refs_.heads) {
      const std::optional<git::Node> node = graph.find(head.oid);
      const bool known = node && graph.present(*node);
      if (!known) intake.watch(head.oid);
      if ((cut || !known) && wanted.insert(head.oid).second) plan.wants.push_back(head.oid);
    }
    if (plan.wants.empty()) return before_.counts.shallow;
    if (!cut) plan.haves = choose_haves(before_, refs_);
    plan.sampled_ancestors = [&] {
      std::vector<git::Node> tips;
      for (const model::Oid& have : plan.haves) tips.push_back(graph.find(have).value());
      std::vector<model::Oid> ancestors;
      for (const git::Node node : git::sample_ancestors(graph, tips, limits::kHavesMax)) {
        ancestors.push_back(graph.oid(node));
      }
      return ancestors;
    };
    const git::FetchResult result = remote_.fetch(
        plan, [&](const model::Oid& oid, git::Bytes content) { intake.add(oid, content); },
        [&](const git::FetchProgress& progress) {
          on_progress_({Phase::kCommits, progress.objects_done, progress.objects_total, progress.received_bytes,
                        progress.remote_message});
        },
        [&](std::uint32_t objects) { graph.reserve(objects); });
    intake.flush();
    return result.history_cut;
  }

  void require_tips(const git::CommitGraph& graph) const {
    for (const git::RemoteRef& head : refs_.heads) {
      const std::optional<git::Node> node = graph.find(head.oid);
      if (node && graph.present(*node)) continue;
      throw Error(
          ErrorCode::kBadData,
          fmt::format("the remote did not send commit {} of a branch that it listed; try again", head.oid.hex()));
    }
  }

  [[nodiscard]] std::vector<model::ActivityYear> activity_before() const {
    return before_.generation == 0 ? std::vector<model::ActivityYear>{} : store_.activity(project_.id, 0, 9999);
  }

  // Committer dates of the heads with their offsets, which the graph has not: from the intake for those that came now,
  // from their rows for the others.
  [[nodiscard]] std::vector<std::optional<model::GitTime>> tip_times(const git::CommitGraph& graph,
                                                                     const CommitIntake& intake) const {
    std::vector<std::optional<model::GitTime>> times(refs_.heads.size());
    std::vector<std::uint32_t> known_rows;
    std::vector<std::size_t> known_heads;
    for (std::size_t i = 0; i < refs_.heads.size(); ++i) {
      const std::uint32_t row = graph.facts(graph.find(refs_.heads[i].oid).value()).row;
      if (row >= before_.rows) {
        times[i] = intake.committed_at(refs_.heads[i].oid);
      } else {
        known_rows.push_back(row);
        known_heads.push_back(i);
      }
    }
    const std::vector<model::Commit> known = store_.commits_at(store_.commit_view(project_.id), known_rows);
    for (std::size_t i = 0; i < known.size(); ++i) times[known_heads[i]] = known[i].committed_at;
    return times;
  }

  [[nodiscard]] std::uint64_t count_new_branches() const {
    std::unordered_set<std::string> known;
    for (const model::Branch& branch : before_.branches) known.insert(branch.name);
    return static_cast<std::uint64_t>(std::count_if(
        refs_.heads.begin(), refs_.heads.end(), [&](const auto& head) { return !known.contains(branch_name(head)); }));
  }

  void report_progress(Phase phase) const { on_progress_({phase, 0, 0, 0, {}}); }

  storage::Store& store_;
  const SyncSettings& settings_;
  const model::Project& project_;
  const storage::Lease& lease_;
  const Clock& clock_;
  const ProgressSink& on_progress_;
  const storage::PublishedState before_;
  const std::string url_;
  git::RemoteRepository remote_;
  git::RefListing refs_;
};

// Adds what a sync spent to its report, however it ends.
class Accounting {
 public:
  Accounting(const ProjectSync& sync, SyncReport& report) : sync_(sync), report_(report) {}
  ~Accounting() {
    report_.git_requests += sync_.traffic().requests;
    report_.git_bytes += sync_.traffic().received_bytes;
    report_.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
  }
  Accounting(const Accounting&) = delete;
  Accounting& operator=(const Accounting&) = delete;

 private:
  const ProjectSync& sync_;
  SyncReport& report_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

void record_failure(storage::Store& store, const storage::Lease& lease, const model::ProjectStatus& before,
                    const Failure& failure, UnixTime now) noexcept {
  try {
    store.set_status(lease, status_after_failure(before, failure, now));
  } catch (const std::exception& e) {
    log::warning("the failure could not be recorded: {}", e.what());
  }
}

}  // namespace

void sync_project(storage::Store& store, const SyncSettings& settings, std::string_view project_id, const Clock& clock,
                  const ProgressSink& on_progress, const std::atomic<bool>& cancelled, SyncReport& report) {
  const LeaseKeeper keeper(
      store, project_id, {settings.holder, settings.lease_ttl, settings.lease_wait}, clock,
      [&](std::string_view holder) { on_progress({Phase::kWaiting, 0, 0, 0, holder}); }, cancelled);
  // Read under the lease: another process may have synced it while we waited.
  const model::Project project = store.project(project_id);
  try {
    ProjectSync sync(store, settings, project, keeper.lease(), clock, on_progress);
    const Accounting accounting(sync, report);
    sync.run(report);
  } catch (...) {
    record_failure(store, keeper.lease(), project.status, current_failure(), clock());
    throw;
  }
}

}  // namespace cpsg::sync
