#include "cpsg/sync/sync_state.h"

#include <cassert>

#include "cpsg/sync/status_transitions.h"

namespace cpsg::sync {
namespace {

using model::Work;
using std::chrono::seconds;

constexpr Work kUrgent = Work::kProbe | Work::kStatistics | Work::kRefs | Work::kPulls | Work::kAudit;

constexpr seconds kEnrichAgain{5 * 60};
constexpr seconds kEnrichAgainRefused{6 * 3600};

// No further step can succeed.
bool ends_everything(ErrorCode code) {
  return code == ErrorCode::kCancelled || code == ErrorCode::kInternal || code == ErrorCode::kBusy ||
         concerns_store(code);
}

// No further question to the API can succeed.
bool ends_the_api(ErrorCode code) {
  return code == ErrorCode::kRateLimited || code == ErrorCode::kUnauthorized || code == ErrorCode::kNetwork ||
         code == ErrorCode::kTls;
}

// Git found no such repository. The API would only repeat it.
bool is_missing_for_git(ErrorCode code) {
  return code == ErrorCode::kNotFound || code == ErrorCode::kGone || code == ErrorCode::kBlocked;
}

// A failure of the API, in the words and with the code that the status shows.
Failure as_shown(const Failure& failure) {
  Failure shown = failure;
  if (failure.code == ErrorCode::kRateLimited) {
    shown.message = "commits and branches are up to date; " + failure.message;
  }
  // The API knows no such handle. That does not yet mean that the repository is gone: handles get out of date. So the
  // status says that GitHub failed, and the next probe looks the project up by name.
  if (failure.code == ErrorCode::kNotFound) shown.code = ErrorCode::kRemoteError;
  return shown;
}

}  // namespace

void SyncState::succeed(Work step) { done_ = done_ | step; }

void SyncState::fail(Work step, const Failure& failure) {
  const bool of_git = step == Work::kRefs;
  everything_is_pointless_ = everything_is_pointless_ || ends_everything(failure.code);
  api_is_pointless_ = api_is_pointless_ || (of_git ? is_missing_for_git(failure.code) : ends_the_api(failure.code));
  repository_missing_ =
      repository_missing_ || (of_git ? is_missing_for_git(failure.code) : failure.code == ErrorCode::kNotFound);
  if (failed_) return;
  failed_ = true;
  const bool spare_budget_is_used_up =
      step == Work::kEnrich && failure.code == ErrorCode::kRateLimited && !enrich_only_;
  if (!spare_budget_is_used_up) failure_ = FailedStep{step, failure};
}

void SyncState::replace() {
  replaced_ = true;
  everything_is_pointless_ = true;
}

bool SyncState::may_run(Work step) const {
  return !everything_is_pointless_ && (!api_is_pointless_ || step == Work::kRefs);
}

SyncResult SyncState::result() const {
  if (replaced_) return SyncResult::kReplaced;
  if (failure_) return ends_everything(failure_->failure.code) ? SyncResult::kAborted : SyncResult::kPartial;
  return any(model::without(done_, Work::kEnrich)) ? SyncResult::kSynced : SyncResult::kNothing;
}

model::ProjectStatus SyncState::status_after_failures(const model::ProjectStatus& before,
                                                      const model::ProjectStatus& stored, UnixTime now) const {
  assert(failure_);
  if (ends_everything(failure_->failure.code)) return status_after_failure(stored, failure_->failure, now);
  // Publishing commits made the stored status ok. But the sync as a whole failed, so the count of failures and the
  // state go on from what they were before it; only the time of the last success counts.
  model::ProjectStatus start = before;
  start.last_synced_at = refs_listed() ? now : stored.last_synced_at;
  const bool of_the_api = failure_->step != Work::kRefs;
  const Failure failure = of_the_api ? as_shown(failure_->failure) : failure_->failure;
  // The failure of an earlier refresh is in the status already, together with the time of the next try.
  const bool recorded_already =
      failure_->step == Work::kProbe && start.code == failure.code && start.next_sync_at && *start.next_sync_at > now;
  if (!recorded_already) return status_after_failure(start, failure, now);
  start.reason = failure.message;
  return start;
}

ProbeNeed SyncState::probe_need(bool api_can_be_asked) const {
  assert(failure_);
  const ErrorCode code = failure_->failure.code;
  if (!api_can_be_asked || (ends_everything(code) && code != ErrorCode::kInternal)) return ProbeNeed::kNo;
  return repository_missing_ ? ProbeNeed::kYes : ProbeNeed::kIfStatisticsAreDue;
}

std::optional<seconds> SyncState::enrichment_pause(bool work_left) const {
  if (!failure_) return work_left ? std::optional(seconds{0}) : std::nullopt;
  const ErrorCode code = failure_->failure.code;
  if (code == ErrorCode::kCancelled) return std::nullopt;
  if (code == ErrorCode::kRateLimited && failure_->failure.retry_after) return failure_->failure.retry_after;
  return traits(code).retry_helps || concerns_store(code) ? kEnrichAgain : kEnrichAgainRefused;
}

Work work_done_by_refs(ApiAccess access) {
  switch (access) {
    case ApiAccess::kGraphql:
      return Work::kRefs;
    case ApiAccess::kRest:
      return Work::kRefs | Work::kProbe | Work::kAudit;
    case ApiAccess::kNone:
      return kUrgent;
    case ApiAccess::kNotGithub:
      return kUrgent | Work::kEnrich;
  }
  return Work::kRefs;
}

bool leaves_due(Work work) { return any(work & kUrgent); }

}  // namespace cpsg::sync
