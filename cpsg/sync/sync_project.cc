#include "cpsg/sync/sync_project.h"

#include <chrono>
#include <exception>
#include <limits>

#include "cpsg/base/log.h"
#include "cpsg/sync/audit.h"
#include "cpsg/sync/enrichment.h"
#include "cpsg/sync/failure.h"
#include "cpsg/sync/history.h"
#include "cpsg/sync/lease_keeper.h"
#include "cpsg/sync/pull_requests.h"
#include "cpsg/sync/rest_statistics.h"

namespace cpsg::sync {
namespace {

using model::Work;

// What leaves a project due; lines and logins can wait.
constexpr Work kUrgent = Work::kProbe | Work::kStatistics | Work::kRefs | Work::kPulls | Work::kAudit;

// When lines and logins are asked for again after a failure, passing or not.
constexpr std::chrono::seconds kEnrichAgain{5 * 60};
constexpr std::chrono::seconds kEnrichMuchLater{6 * 3600};

// Nothing that follows can succeed.
bool ends_everything(ErrorCode code) {
  return code == ErrorCode::kCancelled || code == ErrorCode::kInternal || code == ErrorCode::kBusy ||
         concerns_store(code);
}

// No other question to the API will fare better.
bool ends_the_api(ErrorCode code) {
  return code == ErrorCode::kRateLimited || code == ErrorCode::kUnauthorized || code == ErrorCode::kNetwork ||
         code == ErrorCode::kTls;
}

// Git's word that there is no such repository, which the API would only repeat.
bool is_missing(ErrorCode code) {
  return code == ErrorCode::kNotFound || code == ErrorCode::kGone || code == ErrorCode::kBlocked;
}

// One sync of one project, the lease being held.
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
        status_before_(project_.status) {}

  void run() {
    if (project_.counts) report_.total = *project_.counts;
    if (!enriches_only() && refs_are_due()) sync_refs();
    if (options_.api_failure) {
      fail(Work::kProbe, *options_.api_failure, std::make_exception_ptr(error_of(*options_.api_failure)));
    } else if (api_ != nullptr) {
      if (api_->has_graphql()) {
        sync_by_graphql();
      } else if (!enriches_only()) {
        sync_by_rest();
      }
    }
    report_.new_pulls += pulls_.new_pulls;
    report_.enriched_commits += enriched_.commits;
    if (!moved_away_) settle();
    if (first_error_) std::rethrow_exception(first_error_);
  }

 private:
  // ---- What is due ----

  [[nodiscard]] bool by_graphql() const { return api_ != nullptr && api_->has_graphql(); }
  [[nodiscard]] bool has(Work work) const { return model::any(project_.work & work); }

  // Without probes only a look at the refs themselves tells whether they moved.
  [[nodiscard]] bool refs_are_due() const {
    return has(Work::kRefs | Work::kAudit) || options_.refs || options_.audit || !by_graphql() ||
           project_.generation == 0;
  }

  // A turn in the lane of what can wait does nothing else, whatever is due by now.
  [[nodiscard]] bool enriches_only() const { return options_.lane == github::ledger::Lane::kEnrich; }

  // What a look at the refs settles: everything, where nothing else can tell.
  [[nodiscard]] Work work_of_refs() const {
    if (by_graphql()) return Work::kRefs;
    if (api_ != nullptr) return Work::kRefs | Work::kProbe | Work::kAudit;
    return project_.source_url.empty() ? kUrgent : kUrgent | Work::kEnrich;
  }

  // ---- The steps ----

  // Takes the work off the list if `step` says that it is done, unless more came meanwhile. False if it failed.
  template <typename Step>
  bool attempt(Work work, Step&& step) {
    if (ended_ || (api_ended_ && work != Work::kRefs)) return false;
    try {
      project_ = stores_.projects.project(lease_.project_id);
      const std::uint64_t version = project_.work_version;
      if (step()) stores_.projects.finish_work(lease_, work == Work::kRefs ? work_of_refs() : work, version);
      if (!moved_away_) project_ = stores_.projects.project(lease_.project_id);
      looked_ = looked_ || work != Work::kEnrich;
      return true;
    } catch (...) {
      fail(work, current_failure(), std::current_exception());
      return false;
    }
  }

  void fail(Work work, const Failure& failure, std::exception_ptr error) {
    ended_ = ended_ || ends_everything(failure.code);
    if (work == Work::kRefs ? is_missing(failure.code) : ends_the_api(failure.code)) api_ended_ = true;
    lost_ = lost_ || (work == Work::kRefs ? is_missing(failure.code) : failure.code == ErrorCode::kNotFound);
    if (first_error_) return;
    first_error_ = std::move(error);
    // Spare budget that is used up is nothing for the project's status.
    if (work == Work::kEnrich && failure.code == ErrorCode::kRateLimited && !enriches_only()) return;
    first_failure_ = failure;
    failed_work_ = work;
  }

  void sync_refs() {
    // Before anything comes, so that no interruption leaves commits that nobody enriches.
    if (!has(Work::kEnrich)) record({.project_id = project_.id, .add = Work::kEnrich});
    refs_listed_ = attempt(Work::kRefs, [&] {
      list_refs(false);
      return true;
    });
  }

  void list_refs(bool whole) {
    sync_history({.stores = stores_,
                  .settings = settings_,
                  .project = project_,
                  .lease = lease_,
                  .clock = clock_,
                  .on_progress = on_progress_,
                  .cancelled = cancelled_,
                  .max_wait = options_.max_wait,
                  .whole = whole},
                 report_);
  }

  void sync_by_graphql() {
    if (!enriches_only()) update_by_graphql();
    if (options_.enrich || (has(Work::kEnrich) && enriches_only())) {
      attempt(Work::kEnrich, [&] { return enrich(); });
    }
  }

  void update_by_graphql() {
    if (has(Work::kPulls)) {
      attempt(Work::kPulls, [&] {
        if (!has_handle()) return false;
        sync_pull_requests(stores_, *api_, project_, lease_, call_, on_progress_, pulls_);
        return true;
      });
    }
    if (pulls_.cut_short) record({.project_id = project_.id, .add = Work::kAudit});
    // Counts are compared with refs of this very sync.
    const bool audit_is_due = has(Work::kAudit) || options_.audit || pulls_.cut_short;
    if (audit_is_due && refs_listed_) attempt(Work::kAudit, [&] { return audit(); });
  }

  void sync_by_rest() {
    const storage::ApiProgress progress = stores_.observations.api_progress(project_.id);
    if (has(Work::kStatistics) || !project_.statistics ||
        schedule::duty_is_due(settings_.due.statistics, project_.id, progress.statistics_at, clock_())) {
      attempt(Work::kStatistics, [&] {
        on_progress_({Phase::kStatistics, 0, 0, 0, {}});
        moved_away_ = !read_statistics_by_rest(stores_, *api_, project_, call_, clock_());
        ended_ = ended_ || moved_away_;
        return false;  // the work is off the list already
      });
    }
    if (!has(Work::kPulls)) return;
    attempt(Work::kPulls, [&] {
      sync_pull_requests_by_rest(stores_, *api_, project_, lease_, call_, on_progress_, pulls_);
      return true;
    });
  }

  // A project without a handle has to be looked up first, which is not done here.
  bool has_handle() {
    if (!project_.node_id.empty()) return true;
    stores_.projects.add_work(project_.id, Work::kProbe, clock_(), project_.priority);
    return false;
  }

  bool audit() {
    if (!has_handle()) return false;
    on_progress_({Phase::kAudit, 0, 0, 0, {}});
    const AuditReport found = audit_project(stores_, *api_, project_, lease_, call_, clock_());
    if (!found.history_incomplete) return true;
    log::warning("{}: commits are missing: the history is fetched as a whole", project_.full_name());
    list_refs(true);
    const AuditReport again =
        audit_project(stores_, *api_, stores_.projects.project(lease_.project_id), lease_, call_, clock_());
    if (again.history_incomplete) log::warning("{}: commits are missing still", project_.full_name());
    return true;
  }

  bool enrich() {
    if (!has_handle()) return false;
    const std::size_t most = options_.enrich ? std::numeric_limits<std::size_t>::max() : settings_.enrich_batch_commits;
    on_progress_({Phase::kEnriching, 0, 0, 0, {}});
    enrich_commits(stores_, *api_, project_, lease_, call_, on_progress_, most, enriched_);
    return enriched_.finished;
  }

  // ---- The end ----

  void record(const storage::Refreshed& refreshed) { stores_.observations.record_refreshed({&refreshed, 1}, clock_()); }

  void settle() {
    if (enriches_only()) return settle_enrichment();
    if (first_failure_) return settle_failure();
    count_pulls();
    if (brought_something()) record({.project_id = project_.id, .changed_at = clock_()});
    if (looked_) stores_.projects.set_status(lease_, status_after_success(status_before_, next_sync_at(), clock_()));
  }

  [[nodiscard]] bool brought_something() const {
    return report_.new_commits + report_.new_branches + report_.new_pulls > 0;
  }

  void count_pulls() {
    const std::optional<std::int64_t> stored = stores_.pulls.count_pull_requests(project_.id).total();
    if (stored.value_or(0) > 0 || stores_.pulls.pull_walk(project_.id).watermark) report_.total_pulls = stored;
  }

  [[nodiscard]] UnixTime next_sync_at() const {
    const UnixTime now = clock_();
    if (model::any(stores_.projects.project(project_.id).work & kUrgent)) return now;
    const std::optional<UnixTime> changed_at = stores_.observations.api_progress(project_.id).changed_at;
    return schedule::next_probe_at(settings_.due, project_.id, changed_at, now);
  }

  // A turn in the lane of what can wait says nothing of the project's state: it gives way to the other projects' turns.
  void settle_enrichment() noexcept {
    try {
      if (lost_) stores_.projects.add_work(project_.id, Work::kProbe, clock_(), project_.priority);
      if (first_failure_ ? first_failure_->code != ErrorCode::kCancelled : has(Work::kEnrich)) {
        stores_.projects.put_off_work(project_.id, clock_() + enrichment_pause());
      }
    } catch (const std::exception& e) {
      log::warning("a turn of enrichment could not be put off: {}", e.what());
    }
  }

  [[nodiscard]] std::chrono::seconds enrichment_pause() const {
    if (!first_failure_) return std::chrono::seconds{0};
    const ErrorCode code = first_failure_->code;
    if (code == ErrorCode::kRateLimited && first_failure_->retry_after) return *first_failure_->retry_after;
    return traits(code).retry_helps || concerns_store(code) ? kEnrichAgain : kEnrichMuchLater;
  }

  // Whether the API has to be asked what became of the project, or is to be asked all the same: work for a sync that
  // fails time after time would keep its statistics from ever being read.
  [[nodiscard]] bool needs_probe(ErrorCode code) const {
    if (api_ == nullptr || options_.api_failure) return false;
    if (code != ErrorCode::kInternal && ends_everything(code)) return false;
    return lost_ || schedule::duty_is_due(settings_.due.statistics, project_.id,
                                          stores_.observations.api_progress(project_.id).statistics_at, clock_());
  }

  // Recording it is best effort: the failure itself is what the caller has to hear.
  void settle_failure() noexcept {
    try {
      Failure failure = *first_failure_;
      const model::ProjectStatus stored = stores_.projects.project(project_.id).status;
      // Before the status, which says when it comes to that.
      if (needs_probe(failure.code)) record({.project_id = project_.id, .add = Work::kProbe});
      if (ends_everything(failure.code)) {
        return stores_.projects.set_status(lease_, status_after_failure(stored, failure, clock_()));
      }
      count_pulls();
      if (brought_something()) record({.project_id = project_.id, .changed_at = clock_()});
      // A success that was published on the way is not the end.
      model::ProjectStatus before = status_before_;
      before.last_synced_at = refs_listed_ ? clock_() : stored.last_synced_at;
      const bool of_the_api = failed_work_ != Work::kRefs;
      if (of_the_api && failure.code == ErrorCode::kRateLimited) {
        failure.message = "commits and branches are up to date; " + failure.message;
      }
      // Perhaps the handle alone is out of date: what became of the project is for the next look to find out.
      if (of_the_api && failure.code == ErrorCode::kNotFound) failure.code = ErrorCode::kRemoteError;
      stores_.projects.set_status(lease_, status_with(before, failure));
    } catch (const std::exception& e) {
      log::warning("the failure could not be recorded: {}", e.what());
    }
  }

  // A failure that the caller brought along is in the status already, together with the next try.
  [[nodiscard]] model::ProjectStatus status_with(const model::ProjectStatus& before, const Failure& failure) const {
    const bool told = options_.api_failure && failed_work_ == Work::kProbe && before.code == failure.code;
    if (!told || !before.next_sync_at || *before.next_sync_at <= clock_()) {
      return status_after_failure(before, failure, clock_());
    }
    model::ProjectStatus status = before;
    status.reason = failure.message;
    return status;
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
  model::Project project_;
  const model::ProjectStatus status_before_;
  github::client::Client* const api_ = project_.source_url.empty() ? settings_.api : nullptr;

  PullReport pulls_;
  EnrichReport enriched_;
  bool refs_listed_ = false;
  bool looked_ = false;  // something of what keeps a project up to date was done
  bool ended_ = false;
  bool api_ended_ = false;
  bool lost_ = false;        // somebody said that there is no such repository
  bool moved_away_ = false;  // its data is another project's now
  std::exception_ptr first_error_;
  std::optional<Failure> first_failure_;
  Work failed_work_ = Work::kNothing;
};

// Adds the time to the report, however the sync ends.
class Stopwatch {
 public:
  explicit Stopwatch(SyncReport& report) : report_(report) {}
  ~Stopwatch() { report_.seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count(); }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  SyncReport& report_;
  const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace

void sync_project(const storage::Stores& stores, const SyncSettings& settings, std::string_view project_id,
                  const SyncOptions& options, const Clock& clock, const ProgressSink& on_progress,
                  const std::atomic<bool>& cancelled, SyncReport& report) {
  const LeaseKeeper keeper(
      stores, project_id, {settings.holder, settings.lease_ttl, settings.lease_wait}, clock,
      [&](std::string_view holder) { on_progress({Phase::kWaiting, 0, 0, 0, holder}); }, cancelled);
  const Stopwatch stopwatch(report);
  // The project is read under the lease: another process may have synced it while we waited.
  ProjectSync(stores, settings, options, keeper.lease(), clock, on_progress, cancelled, report).run();
}

}  // namespace cpsg::sync
