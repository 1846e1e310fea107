#include "cpsg/sync/pull_request_steps.h"

#include <algorithm>

#include "cpsg/base/error.h"
#include "cpsg/sync/failures.h"

namespace cpsg::sync {

PullRequestSteps::PullRequestSteps(const storage::Stores& stores, const SyncSettings& settings,
                                   const storage::Lease& lease, const github::client::Call& call, const Clock& clock,
                                   const ProgressSink& on_progress)
    : stores_(stores), settings_(settings), lease_(lease), call_(call), clock_(clock), on_progress_(on_progress) {}

PullWalkContext PullRequestSteps::walk_context(const model::Project& project) const {
  return {stores_.pulls, *settings_.api, project, lease_, settings_.privacy.messages, call_, clock_, on_progress_};
}

bool PullRequestSteps::run_by_graphql(const model::Project& project) {
  try {
    sync_pull_requests(walk_context(project), report_);
  } catch (const Error& e) {
    if (!is_refusal_of_token({e.code(), "", {}})) throw;
    by_rest_ = true;
    sync_pull_requests_by_rest(walk_context(project), report_);
    throw;  // they are there, but less is known of them
  }
  return !report_.look_again_at;
}

bool PullRequestSteps::run_by_rest(const model::Project& project) {
  by_rest_ = true;
  sync_pull_requests_by_rest(walk_context(project), report_);
  record_coverage_by_rest(project);
  return !report_.look_again_at;
}

AuditReport PullRequestSteps::audit(const model::Project& project, bool list_again) const {
  return audit_project({stores_.writer, stores_.pulls, stores_.observations}, *settings_.api, project, lease_, call_,
                       {.now = clock_(), .titles = settings_.privacy.messages, .list_again = list_again});
}

// REST does not count pull requests, so the coverage is of those that the list is known to have.
void PullRequestSteps::record_coverage_by_rest(const model::Project& project) const {
  model::Coverage coverage = project.coverage;
  if (report_.cut_short) {
    const std::int64_t stored = stores_.pulls.count_pull_requests(project.id).total().value_or(0);
    const std::int64_t counted = std::max(report_.counted, stored + 1);
    coverage.pull_requests = static_cast<double>(stored) / static_cast<double>(counted);
  } else if (report_.from_the_front_to_the_end && coverage.pull_requests) {
    coverage.pull_requests = 1;
  }
  if (coverage == project.coverage) return;
  stores_.observations.record_audit(lease_, coverage, clock_());
}

std::optional<double> PullRequestSteps::stored_share_before_audit(const model::Project& project,
                                                                  const storage::PullProgress& stored) const {
  const bool was_all_read = stored.walk.watermark && !report_.from_the_front_to_the_end;
  if (by_rest_ || stored.walk.by_rest || (was_all_read && project.coverage.pull_requests)) return std::nullopt;
  std::optional<std::int64_t> counted = project.statistics ? project.statistics->pulls.total() : std::nullopt;
  if (report_.counted > 0) counted = report_.counted;
  if (!counted) return std::nullopt;
  return stored_share(stored.counts.total().value_or(0), *counted);
}

std::optional<model::Statistics> PullRequestSteps::counted_in_statistics(const model::Project& project,
                                                                         const model::PullCounts& stored) const {
  std::optional<model::Statistics> statistics = stores_.projects.project(project.id).statistics;
  if (!statistics || statistics->pulls == stored) return std::nullopt;
  statistics->pulls = stored;
  statistics->observed_at = clock_();
  return statistics;
}

}  // namespace cpsg::sync
