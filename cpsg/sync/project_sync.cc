#include "cpsg/sync/project_sync.h"

#include <fmt/ranges.h>

#include <limits>

#include "cpsg/base/log.h"
#include "cpsg/sync/api_access.h"
#include "cpsg/sync/failures.h"
#include "cpsg/sync/privacy_policy.h"
#include "cpsg/sync/read_extras.h"
#include "cpsg/sync/recount.h"
#include "cpsg/sync/rest_statistics.h"
#include "cpsg/sync/step_name.h"
#include "cpsg/sync/sync_history.h"

namespace cpsg::sync {

using model::Work;

ProjectSync::ProjectSync(const storage::Stores& stores, const SyncSettings& settings, const SyncOptions& options,
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

std::optional<std::string> ProjectSync::run() {
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

// ---- what is due ----

// Without probes, only listing the branches tells whether they moved.
bool ProjectSync::refs_are_due() const {
  return has(Work::kRefs | Work::kAudit) || options_.refs || options_.audit || access_ != ApiAccess::kGraphql ||
         project_.generation == 0 || due_.git_is_due_in_trouble(project_) ||
         (options_.api_failure && due_.git_is_due_without_the_api(project_, *options_.api_failure));
}

// The API is there, and refuses this project to our tokens.
bool ProjectSync::is_refused() const {
  return access_ == ApiAccess::kGraphql && options_.api_failure && is_refusal_of_token(*options_.api_failure);
}

// ---- the steps ----

template <typename Step>
void ProjectSync::attempt(Work work, Step&& step) {
  if (!state_.may_run(work)) return;
  const std::uint64_t received_before = report_.git_bytes;
  const std::uint64_t api_bytes_before = report_.api.rest_bytes + report_.api.graphql_bytes;
  try {
    project_ = stores_.projects.project(lease_.project_id);
    log::debug("{}: {}: begins", project_.full_name(), step_name(work));
    const std::uint64_t version = project_.work_version;
    if (step()) {
      stores_.projects.finish_work(lease_, work == Work::kRefs ? work_done_by_refs(access_) : work, version);
    }
    if (state_.result() != SyncResult::kReplaced) project_ = stores_.projects.project(lease_.project_id);
    state_.succeed(work);
    // A step may find that nothing is to be asked: then nobody has answered.
    const bool heard_api = report_.api.rest_bytes + report_.api.graphql_bytes > api_bytes_before;
    if (asked_by(work) != Asked::kApi || heard_api) report_.contact_of(work).answered = true;
    log::debug("{}: {}: done", project_.full_name(), step_name(work));
  } catch (...) {
    const Failure failure = current_failure();
    const bool heard = report_.git_bytes > received_before;
    if (is_outage(failure.code, asked_by(work), heard)) report_.contact_of(work).outage = failure;
    fail(work, failure, std::current_exception(), heard);
  }
}

void ProjectSync::fail(Work work, const Failure& failure, std::exception_ptr error, bool heard) {
  log::debug("{}: {}: failed: {}", project_.full_name(), step_name(work), failure.message);
  state_.fail(work, failure, heard);
  if (!first_error_) first_error_ = std::move(error);
}

void ProjectSync::run_api_steps() {
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

void ProjectSync::sync_refs() {
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
void ProjectSync::follow_name() {
  if (access_ != ApiAccess::kRest || !is_put_aside(project_)) return;
  attempt(Work::kStatistics, [&] {
    static_cast<void>(read_statistics());
    return false;
  });
}

// Where the name alone leads to it, it may be another's, of which nothing is stored. False if the API can't say.
bool ProjectSync::has_own_name() {
  const bool may_ask = access_ == ApiAccess::kRest || is_refused();
  if (!may_ask) return access_ != ApiAccess::kGraphql || !options_.api_failure || !project_.github_id;
  const NameOwner owner = name_is_of_another_ ? NameOwner::kProject : owner_of_name(*settings_.api, project_, call_);
  if (owner != NameOwner::kAnother) return owner == NameOwner::kProject;
  name_is_of_another_ = true;
  throw Error(ErrorCode::kBadData, project_.full_name() + ": is the name of another repository now; try again");
}

// By REST. False if another project is to be synced in the place of this one.
bool ProjectSync::read_statistics() {
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

void ProjectSync::list_refs(bool whole) {
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

void ProjectSync::sync_by_graphql() {
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
void ProjectSync::audit_if_due() {
  const bool due = has(Work::kAudit) || options_.audit || pulls_.report().cut_short;
  if (due && state_.refs_listed()) attempt(Work::kAudit, [&] { return audit(); });
}

void ProjectSync::sync_by_rest() {
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
bool ProjectSync::has_handle() {
  if (!project_.node_id.empty()) return true;
  ask_for_probe_now();
  return false;
}

bool ProjectSync::audit() {
  if (!has_handle()) return false;
  on_progress_({Phase::kAudit, 0, 0, 0, {}});
  count_once_more();
  if (!pulls_.audit(project_, options_.audit).history_incomplete) return true;
  log::warning("{}: commits are missing: the history is fetched as a whole", project_.full_name());
  list_refs(true);
  project_ = stores_.projects.project(lease_.project_id);
  const bool still = pulls_.audit(project_, options_.audit).history_incomplete;
  if (still) log::warning("{}: commits are missing still", project_.full_name());
  return true;
}

void ProjectSync::count_once_more() {
  const Recount found = recount(stores_.history, stores_.writer, settings_.privacy, project_.id, clock_());
  if (found.differ.empty()) return;
  log::warning("{}: counted once more, this differed and is set right: {}", project_.full_name(),
               fmt::join(found.differ, ", "));
  stores_.writer.publish(lease_, found.publication);
  project_ = stores_.projects.project(lease_.project_id);
}

bool ProjectSync::enrich() {
  if (!has_handle()) return false;
  const std::size_t most = options_.enrich ? std::numeric_limits<std::size_t>::max() : settings_.enrich_batch_commits;
  on_progress_({Phase::kEnriching, 0, 0, 0, {}});
  extras_again_at_ = read_extras(stores_, *settings_.api, project_, lease_, call_, clock_).again_at;
  enrich_commits(stores_.writer, *settings_.api, project_, lease_, call_, on_progress_, most, enriched_);
  return enriched_.finished && !extras_again_at_;
}

}  // namespace cpsg::sync
