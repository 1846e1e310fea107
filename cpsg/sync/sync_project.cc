#include "cpsg/sync/sync_project.h"

#include <chrono>
#include <exception>
#include <limits>

#include "cpsg/base/log.h"
#include "cpsg/sync/audit_project.h"
#include "cpsg/sync/enrich_commits.h"
#include "cpsg/sync/failures.h"
#include "cpsg/sync/lease_keeper.h"
#include "cpsg/sync/privacy_policy.h"
#include "cpsg/sync/rest_statistics.h"
#include "cpsg/sync/status_transitions.h"
#include "cpsg/sync/sync_history.h"
#include "cpsg/sync/sync_pull_requests.h"
#include "cpsg/sync/sync_state.h"

namespace cpsg::sync {
namespace {

using model::Work;

ApiAccess access_to(const model::Project& project, const github::client::Client* api) {
  if (!project.source_url.empty()) return ApiAccess::kNotGithub;
  if (api == nullptr) return ApiAccess::kNone;
  return api->has_graphql() ? ApiAccess::kGraphql : ApiAccess::kRest;
}

// One sync of one project, while its lease is held: runs the steps that are due, and stores what SyncState makes of
// their results.
class ProjectSync {
 public:
  ProjectSync(const storage::Stores& stores, const SyncSettings& settings, const SyncOptions& options,
              const storage::Lease& lease, const Clock& clock, const ProgressSink& on_progress,
              const std::atomic<bool>& cancelled, SyncReport& report)
      : stores_(stores),
        settings_(settings),
        options_(options),
        lease_(lease),
        clock_(clock),
        on_progress_(on_progress),
        cancelled_(cancelled),
        report_(report),
        call_{options.lane, options.max_wait, &cancelled, &report.api},
        project_(stores.projects.project(lease.project_id)),
        status_before_(project_.status),
        access_(access_to(project_, settings.api)),
        state_(enriches_only()) {}

  void run() {
    if (project_.counts) report_.total = *project_.counts;
    if (!enriches_only() && refs_are_due()) sync_refs();
    run_api_steps();
    report_.new_pulls += pulls_.new_pulls;
    report_.enriched_commits += enriched_.commits;
    if (enriches_only()) {
      store_enrichment_pause();
    } else {
      store_result();
    }
    if (first_error_) std::rethrow_exception(first_error_);
  }

 private:
  // ---- what is due ----

  [[nodiscard]] bool has(Work work) const { return any(project_.work & work); }

  // A sync in the lane of spare budget does nothing but enrich, whatever else is due.
  [[nodiscard]] bool enriches_only() const { return options_.lane == github::ledger::Lane::kEnrich; }

  // Without probes, only listing the branches tells whether they moved.
  [[nodiscard]] bool refs_are_due() const {
    return has(Work::kRefs | Work::kAudit) || options_.refs || options_.audit || access_ != ApiAccess::kGraphql ||
           project_.generation == 0;
  }

  [[nodiscard]] bool statistics_are_due() const {
    const std::optional<UnixTime> read_at = stores_.observations.api_progress(project_.id).statistics_at;
    return schedule::duty_is_due(settings_.due.statistics, project_.id, read_at, clock_());
  }

  [[nodiscard]] bool can_ask_api() const { return access_ == ApiAccess::kGraphql || access_ == ApiAccess::kRest; }

  // ---- the steps ----

  // Runs `step`, if it may still succeed. If it returns true, all of this work is done and is taken off the project,
  // unless more of it was added while the step ran.
  template <typename Step>
  void attempt(Work work, Step&& step) {
    if (!state_.may_run(work)) return;
    try {
      project_ = stores_.projects.project(lease_.project_id);
      const std::uint64_t version = project_.work_version;
      if (step()) {
        const Work done = work == Work::kRefs ? work_done_by_refs(access_) : work;
        stores_.projects.finish_work(lease_, done, version);
      }
      if (state_.result() != SyncResult::kReplaced) project_ = stores_.projects.project(lease_.project_id);
      state_.succeed(work);
    } catch (...) {
      fail(work, current_failure(), std::current_exception());
    }
  }

  void fail(Work work, const Failure& failure, std::exception_ptr error) {
    state_.fail(work, failure);
    if (!first_error_) first_error_ = std::move(error);
  }

  void run_api_steps() {
    if (options_.api_failure) {
      fail(Work::kProbe, *options_.api_failure, std::make_exception_ptr(error_of(*options_.api_failure)));
    } else if (access_ == ApiAccess::kGraphql) {
      sync_by_graphql();
    } else if (access_ == ApiAccess::kRest && !enriches_only()) {
      sync_by_rest();
    }
  }

  void sync_refs() {
    // Before any commit is stored, so that none can be left that nobody enriches.
    if (!has(Work::kEnrich)) record({.project_id = project_.id, .add = Work::kEnrich});
    attempt(Work::kRefs, [&] {
      list_refs(false);
      return true;
    });
  }

  void list_refs(bool whole) {
    sync_history({.history = stores_.history,
                  .writer = stores_.writer,
                  .observations = stores_.observations,
                  .settings = settings_,
                  .project = project_,
                  .lease = lease_,
                  .clock = clock_,
                  .on_progress = on_progress_,
                  .cancelled = cancelled_,
                  .max_wait = options_.max_wait,
                  .whole = whole,
                  .fetch_unknown = !stored_policy(stores_.settings).tolerates_unknown()},
                 report_);
  }

  void sync_by_graphql() {
    if (!enriches_only()) {
      sync_pulls_by_graphql();
      audit_if_due();
    }
    if (options_.enrich || (has(Work::kEnrich) && enriches_only())) {
      attempt(Work::kEnrich, [&] { return enrich(); });
    }
  }

  void sync_pulls_by_graphql() {
    if (!has(Work::kPulls)) return;
    attempt(Work::kPulls, [&] {
      if (!has_handle()) return false;
      sync_pull_requests(stores_.pulls, *settings_.api, project_, lease_, titles(), call_, on_progress_, pulls_);
      return true;
    });
    if (pulls_.cut_short) record({.project_id = project_.id, .add = Work::kAudit});
  }

  // Counts are compared with the branches of this very sync, so only if they were listed in it.
  void audit_if_due() {
    const bool due = has(Work::kAudit) || options_.audit || pulls_.cut_short;
    if (due && state_.refs_listed()) attempt(Work::kAudit, [&] { return audit(); });
  }

  void sync_by_rest() {
    if (has(Work::kStatistics) || !project_.statistics || statistics_are_due()) {
      attempt(Work::kStatistics, [&] {
        on_progress_({Phase::kStatistics, 0, 0, 0, {}});
        const bool still_ours =
            read_statistics_by_rest(stores_.projects, stores_.observations, *settings_.api, project_, call_, clock_());
        if (!still_ours) state_.replace();
        return false;  // the work was taken off together with storing the statistics
      });
    }
    if (!has(Work::kPulls)) return;
    attempt(Work::kPulls, [&] {
      sync_pull_requests_by_rest(stores_.pulls, *settings_.api, project_, lease_, titles(), call_, on_progress_,
                                 pulls_);
      return true;
    });
  }

  // A project without a handle is looked up by the next probe, which is asked for here.
  bool has_handle() {
    if (!project_.node_id.empty()) return true;
    stores_.projects.add_work(project_.id, Work::kProbe, clock_(), project_.priority);
    return false;
  }

  bool audit() {
    if (!has_handle()) return false;
    on_progress_({Phase::kAudit, 0, 0, 0, {}});
    if (!compare_with_github().history_incomplete) return true;
    log::warning("{}: commits are missing: the history is fetched as a whole", project_.full_name());
    list_refs(true);
    project_ = stores_.projects.project(lease_.project_id);
    if (compare_with_github().history_incomplete) log::warning("{}: commits are missing still", project_.full_name());
    return true;
  }

  AuditReport compare_with_github() {
    return audit_project({stores_.writer, stores_.pulls, stores_.observations}, *settings_.api, project_, lease_,
                         titles(), call_, clock_());
  }

  [[nodiscard]] MessagePrivacy titles() const { return settings_.privacy.messages; }

  bool enrich() {
    if (!has_handle()) return false;
    const std::size_t most = options_.enrich ? std::numeric_limits<std::size_t>::max() : settings_.enrich_batch_commits;
    on_progress_({Phase::kEnriching, 0, 0, 0, {}});
    enrich_commits(stores_.writer, *settings_.api, project_, lease_, call_, on_progress_, most, enriched_);
    return enriched_.finished;
  }

  // ---- the result ----

  void record(const storage::Refreshed& refreshed) { stores_.observations.record_refreshed({&refreshed, 1}, clock_()); }

  void store_result() {
    switch (state_.result()) {
      case SyncResult::kReplaced:
        return;
      case SyncResult::kPartial:
      case SyncResult::kAborted:
        return store_failure();
      case SyncResult::kSynced:
        store_counts();
        return stores_.projects.set_status(lease_, status_after_success(status_before_, next_sync_at(), clock_()));
      case SyncResult::kNothing:
        return store_counts();
    }
  }

  void store_counts() {
    const std::optional<std::int64_t> stored = stores_.pulls.count_pull_requests(project_.id).total();
    if (stored.value_or(0) > 0 || stores_.pulls.pull_walk(project_.id).watermark) report_.total_pulls = stored;
    const bool changed = report_.new_commits + report_.new_branches + report_.new_pulls > 0;
    if (changed) record({.project_id = project_.id, .changed_at = clock_()});
  }

  [[nodiscard]] UnixTime next_sync_at() const {
    const UnixTime now = clock_();
    if (leaves_due(stores_.projects.project(project_.id).work)) return now;
    const std::optional<UnixTime> changed_at = stores_.observations.api_progress(project_.id).changed_at;
    return schedule::next_probe_at(settings_.due, project_.id, changed_at, now);
  }

  // If the store fails here as well, that is only logged: the first failure is what the caller has to hear of.
  void store_failure() noexcept {
    try {
      const model::ProjectStatus stored = stores_.projects.project(project_.id).status;
      // Before the status, whose next time then holds for the probe too: it is not asked for at once.
      if (needs_probe()) record({.project_id = project_.id, .add = Work::kProbe});
      if (state_.result() == SyncResult::kPartial) store_counts();
      stores_.projects.set_status(lease_, state_.status_after_failures(status_before_, stored, clock_()));
    } catch (const std::exception& e) {
      log::warning("the failure could not be recorded: {}", e.what());
    }
  }

  [[nodiscard]] bool needs_probe() const {
    const ProbeNeed need = state_.probe_need(can_ask_api() && !options_.api_failure);
    return need == ProbeNeed::kYes || (need == ProbeNeed::kIfStatisticsAreDue && statistics_are_due());
  }

  // A sync that only enriches leaves the status alone. It only says when the project may be enriched again, so that
  // other projects come first.
  void store_enrichment_pause() noexcept {
    try {
      if (state_.repository_missing()) {
        stores_.projects.add_work(project_.id, Work::kProbe, clock_(), project_.priority);
      }
      const std::optional<std::chrono::seconds> pause = state_.enrichment_pause(has(Work::kEnrich));
      if (pause) stores_.projects.put_off_work(project_.id, clock_() + *pause);
    } catch (const std::exception& e) {
      log::warning("enrichment could not be put off: {}", e.what());
    }
  }

  const storage::Stores stores_;
  const SyncSettings& settings_;
  const SyncOptions& options_;
  const storage::Lease& lease_;
  const Clock& clock_;
  const ProgressSink& on_progress_;
  const std::atomic<bool>& cancelled_;
  SyncReport& report_;
  const github::client::Call call_;
  model::Project project_;  // as read before or after the latest step
  const model::ProjectStatus status_before_;
  const ApiAccess access_;
  SyncState state_;
  std::exception_ptr first_error_;
  PullReport pulls_;
  EnrichReport enriched_;
};

// Adds the time to the report, however the sync ends.
class Stopwatch {
 public:
  Stopwatch(const WaitableClock& clock, SyncReport& report) : clock_(clock), report_(report) {}
  ~Stopwatch() { report_.seconds += std::chrono::duration<double>(clock_.now() - started_at_).count(); }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  const WaitableClock& clock_;
  SyncReport& report_;
  const Instant started_at_ = clock_.now();
};

}  // namespace

void sync_project(const storage::Stores& stores, const SyncSettings& settings, std::string_view project_id,
                  const SyncOptions& options, WaitableClock& clock, const ProgressSink& on_progress,
                  const std::atomic<bool>& cancelled, SyncReport& report) {
  const LeaseKeeper keeper(
      stores.projects, project_id, {settings.holder, settings.lease_ttl, settings.lease_wait}, clock,
      [&](std::string_view holder) { on_progress({Phase::kWaiting, 0, 0, 0, holder}); }, cancelled);
  // Read under the lease: whoever changes the policy takes the lease after that.
  require_policy(stores, settings.privacy);
  const Stopwatch stopwatch(clock, report);
  const Clock unix_time = [&clock] { return clock.unix_time(); };
  // The project is read under the lease: another process may have synced it while we waited.
  ProjectSync(stores, settings, options, keeper.lease(), unix_time, on_progress, cancelled, report).run();
}

}  // namespace cpsg::sync
