#include "cpsg/sync/sync_project.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>

#include "cpsg/base/log.h"
#include "cpsg/sync/api_access.h"
#include "cpsg/sync/due_times.h"
#include "cpsg/sync/enrich_commits.h"
#include "cpsg/sync/failures.h"
#include "cpsg/sync/lease_keeper.h"
#include "cpsg/sync/privacy_policy.h"
#include "cpsg/sync/pull_request_steps.h"
#include "cpsg/sync/rest_statistics.h"
#include "cpsg/sync/status_transitions.h"
#include "cpsg/sync/step_name.h"
#include "cpsg/sync/stopwatch.h"
#include "cpsg/sync/sync_history.h"
#include "cpsg/sync/sync_state.h"

namespace cpsg::sync {
namespace {

using model::Work;

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
        due_(stores.observations, settings.due, clock),
        state_(enriches_only()),
        pulls_(stores, settings, lease, call_, clock, on_progress) {}

  // Returns the project that is to be synced in the place of this one, if there is one.
  std::optional<std::string> run() {
    if (project_.counts) report_.total = *project_.counts;
    // What the token lacks is what the status says; the rest is read without it.
    if (is_refused()) fail(Work::kProbe, *options_.api_failure);
    if (!enriches_only()) follow_name();
    if (!enriches_only() && refs_are_due() && !is_put_aside(project_)) sync_refs();
    run_api_steps();
    report_.new_pulls += pulls_.report().new_pulls;
    report_.enriched_commits += enriched_.commits;
    if (enriches_only()) {
      store_enrichment_pause();
    } else {
      store_result();
    }
    if (first_error_) std::rethrow_exception(first_error_);
    return replaced_by_;
  }

 private:
  // ---- what is due ----

  [[nodiscard]] bool has(Work work) const { return any(project_.work & work); }

  // A sync in the lane of spare budget does nothing but enrich, whatever else is due.
  [[nodiscard]] bool enriches_only() const { return options_.lane == github::ledger::Lane::kEnrich; }

  // Without probes, only listing the branches tells whether they moved.
  [[nodiscard]] bool refs_are_due() const {
    return has(Work::kRefs | Work::kAudit) || options_.refs || options_.audit || access_ != ApiAccess::kGraphql ||
           project_.generation == 0 || due_.git_is_due_in_trouble(project_) ||
           (options_.api_failure && due_.git_is_due_without_the_api(project_, *options_.api_failure));
  }

  // The API is there, and refuses this project to our tokens.
  [[nodiscard]] bool is_refused() const {
    return access_ == ApiAccess::kGraphql && options_.api_failure && is_refusal_of_token(*options_.api_failure);
  }

  // ---- the steps ----

  // Runs `step`, if it may still succeed. If it returns true, all of this work is done and is taken off the project,
  // unless more of it was added while the step ran.
  template <typename Step>
  void attempt(Work work, Step&& step) {
    if (!state_.may_run(work)) return;
    const std::uint64_t received_before = report_.git_bytes;
    try {
      project_ = stores_.projects.project(lease_.project_id);
      log::debug("{}: {}: begins", project_.full_name(), step_name(work));
      const std::uint64_t version = project_.work_version;
      if (step()) {
        stores_.projects.finish_work(lease_, work == Work::kRefs ? work_done_by_refs(access_) : work, version);
      }
      if (state_.result() != SyncResult::kReplaced) project_ = stores_.projects.project(lease_.project_id);
      state_.succeed(work);
      report_.contact_of(work).answered = true;
      log::debug("{}: {}: done", project_.full_name(), step_name(work));
    } catch (...) {
      const Failure failure = current_failure();
      const bool heard = report_.git_bytes > received_before;
      if (is_outage(failure.code, asked_by(work), heard)) report_.contact_of(work).outage = failure;
      fail(work, failure, std::current_exception(), heard);
    }
  }

  void fail(Work work, const Failure& failure, std::exception_ptr error, bool heard = false) {
    log::debug("{}: {}: failed: {}", project_.full_name(), step_name(work), failure.message);
    state_.fail(work, failure, heard);
    if (!first_error_) first_error_ = std::move(error);
  }
  void fail(Work work, const Failure& failure) { fail(work, failure, std::make_exception_ptr(error_of(failure))); }

  void run_api_steps() {
    if (is_refused()) {
      if (!enriches_only()) sync_by_rest();
    } else if (options_.api_failure) {
      fail(Work::kProbe, *options_.api_failure);
    } else if (access_ == ApiAccess::kGraphql) {
      sync_by_graphql();
    } else if (access_ == ApiAccess::kRest && !enriches_only()) {
      sync_by_rest();
    }
  }

  void sync_refs() {
    if (options_.git_failure) return fail(Work::kRefs, *options_.git_failure);
    // Before any commit is stored, so that none can be left that nobody enriches.
    if (!has(Work::kEnrich)) add_work(Work::kEnrich);
    attempt(Work::kRefs, [&] {
      try {
        list_refs(false);
      } catch (const Error& e) {
        if (access_ == ApiAccess::kRest && e.code() == ErrorCode::kUnauthorized) {
          throw_meaning_of(e, *settings_.api, project_, call_);
        }
        if (!name_is_of_another_) throw;
        if (!read_statistics()) return false;
        list_refs(false);
      }
      return true;
    });
  }

  // One that was put aside when another repository took its name is looked up by its number.
  void follow_name() {
    if (access_ != ApiAccess::kRest || !is_put_aside(project_)) return;
    attempt(Work::kStatistics, [&] {
      static_cast<void>(read_statistics());
      return false;
    });
  }

  // Where the name alone leads to it, it may be another's, of which nothing is stored. False if the API can't say.
  bool has_own_name() {
    const bool may_ask = access_ == ApiAccess::kRest || is_refused();
    if (!may_ask) return access_ != ApiAccess::kGraphql || !options_.api_failure || !project_.github_id;
    const NameOwner owner = name_is_of_another_ ? NameOwner::kProject : owner_of_name(*settings_.api, project_, call_);
    if (owner != NameOwner::kAnother) return owner == NameOwner::kProject;
    name_is_of_another_ = true;
    throw Error(ErrorCode::kBadData, project_.full_name() + ": is the name of another repository now; try again");
  }

  // By REST. False if another project is to be synced in the place of this one.
  bool read_statistics() {
    on_progress_({Phase::kStatistics, 0, 0, 0, {}});
    std::string id = read_statistics_by_rest(stores_.projects, stores_.observations, *settings_.api, project_, lease_,
                                             call_, clock_());
    if (id == project_.id) {
      project_ = stores_.projects.project(project_.id);
      return true;
    }
    replaced_by_ = std::move(id);
    state_.replace();
    return false;
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
                  .fetch_unknown = !stored_policy(stores_.settings).tolerates_unknown(),
                  .before_fetch = [this] { return has_own_name(); }},
                 report_);
  }

  void sync_by_graphql() {
    if (!enriches_only()) {
      if (has(Work::kPulls)) attempt(Work::kPulls, [&] { return has_handle() && pulls_.run_by_graphql(project_); });
      if (pulls_.report().cut_short) add_work(Work::kAudit);
      audit_if_due();
    }
    if (options_.enrich || (has(Work::kEnrich) && enriches_only())) {
      attempt(Work::kEnrich, [&] { return enrich(); });
    }
  }

  // Counts are compared with the branches of this very sync, so only if they were listed in it.
  void audit_if_due() {
    const bool due = has(Work::kAudit) || options_.audit || pulls_.report().cut_short;
    if (due && state_.refs_listed()) attempt(Work::kAudit, [&] { return audit(); });
  }

  void sync_by_rest() {
    if (has(Work::kStatistics) || !project_.statistics || due_.statistics_are_due(project_.id)) {
      attempt(Work::kStatistics, [&] {
        static_cast<void>(read_statistics());
        return false;  // the work was taken off together with storing the statistics
      });
    }
    if (!has(Work::kPulls)) return;
    attempt(Work::kPulls, [&] { return pulls_.run_by_rest(project_); });
  }

  // A project without a handle is looked up by the next probe, which is asked for here.
  bool has_handle() {
    if (!project_.node_id.empty()) return true;
    ask_for_probe_now();
    return false;
  }

  bool audit() {
    if (!has_handle()) return false;
    on_progress_({Phase::kAudit, 0, 0, 0, {}});
    if (!pulls_.audit(project_, options_.audit).history_incomplete) return true;
    log::warning("{}: commits are missing: the history is fetched as a whole", project_.full_name());
    list_refs(true);
    project_ = stores_.projects.project(lease_.project_id);
    const bool still = pulls_.audit(project_, options_.audit).history_incomplete;
    if (still) log::warning("{}: commits are missing still", project_.full_name());
    return true;
  }

  bool enrich() {
    if (!has_handle()) return false;
    const std::size_t most = options_.enrich ? std::numeric_limits<std::size_t>::max() : settings_.enrich_batch_commits;
    on_progress_({Phase::kEnriching, 0, 0, 0, {}});
    enrich_commits(stores_.writer, *settings_.api, project_, lease_, call_, on_progress_, most, enriched_);
    return enriched_.finished;
  }

  // ---- the result ----

  void record(const storage::Refreshed& refreshed) {
    stores_.observations.record_refreshed(lease_, refreshed, clock_());
  }

  // The project is read again, so that this work is not taken for work of others that nobody has looked at.
  void add_work(Work work) {
    record({.project_id = project_.id, .add = work});
    project_ = stores_.projects.project(project_.id);
  }

  void ask_for_probe_now() { record({.project_id = project_.id, .add = Work::kProbe, .next_sync_at = clock_()}); }

  // What the sync has looked at is `project_` as it was read last. Work that came later keeps the project due.
  void finish(const model::ProjectStatus& status, Work add) {
    stores_.projects.finish_sync(lease_, {.status = status, .add = add, .ended_at = clock_()}, project_.work_version);
  }

  void store_result() {
    switch (state_.result()) {
      case SyncResult::kReplaced:
        return;
      case SyncResult::kPartial:
      case SyncResult::kAborted:
        return store_failure();
      case SyncResult::kSynced:
        store_counts();
        return finish(status_after_success(status_before_, next_sync_at(), clock_()), Work::kNothing);
      case SyncResult::kNothing:
        return store_counts();
    }
  }

  void store_counts() {
    const model::PullCounts stored = stores_.pulls.count_pull_requests(project_.id);
    if (stored.total().value_or(0) > 0 || stores_.pulls.pull_walk(project_.id).watermark) {
      report_.total_pulls = stored.total();
      auto counted = access_ == ApiAccess::kRest ? pulls_.counted_in_statistics(project_, stored) : std::nullopt;
      if (counted) record({.project_id = project_.id, .statistics = std::move(counted)});
    }
    const bool changed = report_.new_commits + report_.new_branches + report_.new_pulls > 0;
    if (changed) record({.project_id = project_.id, .changed_at = clock_()});
  }

  [[nodiscard]] UnixTime next_sync_at() const {
    if (leaves_due(model::without(project_.work, Work::kPulls))) return clock_();
    if (leaves_due(project_.work)) return pulls_.report().look_again_at.value_or(clock_());
    return due_.next_probe_at(project_.id);
  }

  // If the store fails here as well, that is only logged: the first failure is what the caller has to hear of.
  void store_failure() noexcept {
    try {
      if (state_.result() == SyncResult::kPartial) store_counts();
      const model::Project stored = stores_.projects.project(project_.id);
      model::ProjectStatus status = state_.status_after_failures(status_before_, stored.status, clock_());
      due_.keep_git_at_its_interval(project_, state_, status);
      finish(status, needs_probe() ? Work::kProbe : Work::kNothing);
    } catch (const std::exception& e) {
      log::warning("the failure could not be recorded: {}", e.what());
    }
  }

  [[nodiscard]] bool needs_probe() const {
    const bool can_ask_api = access_ == ApiAccess::kGraphql || access_ == ApiAccess::kRest;
    const ProbeNeed need = state_.probe_need(can_ask_api && !options_.api_failure);
    return need == ProbeNeed::kYes || (need == ProbeNeed::kIfStatisticsAreDue && due_.statistics_are_due(project_.id));
  }

  // A sync that only enriches leaves the status alone. It only says when the project may be enriched again, so that
  // other projects come first.
  void store_enrichment_pause() noexcept {
    try {
      if (state_.repository_missing()) ask_for_probe_now();
      const auto pause = state_.enrichment_pause(has(Work::kEnrich));
      if (pause) stores_.projects.put_off_work(lease_, clock_() + *pause);
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
  const DueTimes due_;
  SyncState state_;
  std::exception_ptr first_error_;
  PullRequestSteps pulls_;
  EnrichReport enriched_;
  bool name_is_of_another_ = false;  // as the API said before a fetch
  std::optional<std::string> replaced_by_;
};

}  // namespace

void sync_project(const storage::Stores& stores, const SyncSettings& settings, std::string_view project_id,
                  const SyncOptions& options, WaitableClock& clock, const ProgressSink& on_progress,
                  const std::atomic<bool>& cancelled, SyncReport& report) {
  const auto sync_once = [&](std::string_view id, const SyncOptions& wanted) -> std::optional<std::string> {
    const LeaseKeeper keeper(
        stores.projects, id, {settings.holder, settings.lease_ttl, settings.lease_wait}, clock,
        [&](std::string_view holder) { on_progress({Phase::kWaiting, 0, 0, 0, holder}); }, cancelled);
    // Read under the lease: whoever changes the policy takes the lease after that.
    require_policy(stores, settings.privacy);
    const Stopwatch stopwatch(clock, report);
    const Clock unix_time = [&clock] { return clock.unix_time(); };
    // The project is read under the lease: another process may have synced it while we waited.
    try {
      return ProjectSync(stores, settings, wanted, keeper.lease(), unix_time, on_progress, cancelled, report).run();
    } catch (const Error& e) {
      // Another sync found that its repository has this project's name now: this one is looked up by its number.
      if (e.code() != ErrorCode::kBusy || !is_put_aside(stores.projects.project(id))) throw;
      return std::string(id);
    }
  };
  constexpr int kReplacedMax = 3;  // projects in a row that turn out to be another one
  std::optional<std::string> next = sync_once(project_id, options);
  SyncOptions of_the_next = options;
  of_the_next.api_failure.reset();
  for (int replaced = 0; next && replaced < kReplacedMax; ++replaced) {
    report.total = {};
    try {
      next = sync_once(*next, of_the_next);
    } catch (const Error& e) {
      if (e.code() == ErrorCode::kBusy) return;  // whoever holds that project syncs it
      throw;
    }
  }
}

}  // namespace cpsg::sync
