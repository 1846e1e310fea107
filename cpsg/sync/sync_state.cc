#include "cpsg/sync/sync_state.h"

#include <cassert>
#include <utility>

#include "cpsg/sync/failures.h"
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
bool ends_the_api(ErrorCode code) { return code == ErrorCode::kRateLimited || is_outage(code, Asked::kApi); }

// Git found no such repository. The API would only repeat it.
bool is_missing_for_git(ErrorCode code) {
  return code == ErrorCode::kNotFound || code == ErrorCode::kGone || code == ErrorCode::kBlocked;
}

// Git gave all but some branches of a damaged remote, and will do so again for little.
bool gives_the_rest(const Failure& of_git) { return of_git.code == ErrorCode::kRemoteDamaged && !of_git.retry_after; }

// A failure of the API, in the words and with the code that the status shows.
Failure as_shown(const SyncState::FailedStep& failed) {
  Failure shown = failed.failure;
  if (shown.code == ErrorCode::kRateLimited) shown.message = "commits and branches are up to date; " + shown.message;
  if (is_outage(shown.code, Asked::kApi)) return as_waiting_for_the_api(std::move(shown));
  // The API knows no such handle. That does not yet mean that the repository is gone: handles get out of date. So the
  // status says that GitHub failed, and the next probe looks the project up by name.
  if (shown.code == ErrorCode::kNotFound && failed.step != Work::kProbe) shown.code = ErrorCode::kRemoteError;
  return shown;
}

// The branches are up to date, whatever the state was before; the failure says what is not.
void set_well(model::ProjectStatus& status, UnixTime now) {
  if (status.state != model::SyncState::kOk) status.since = now;
  status.state = model::SyncState::kOk;
  status.failures = 0;
}

}  // namespace

void SyncState::succeed(Work step) { done_ = done_ | step; }

void SyncState::fail(Work step, const Failure& failure, bool heard) {
  const bool of_git = step == Work::kRefs || failure.code == ErrorCode::kRemoteDamaged;  // an audit fetches as well
  everything_is_pointless_ = everything_is_pointless_ || ends_everything(failure.code);
  api_is_pointless_ = api_is_pointless_ || (of_git ? is_missing_for_git(failure.code) : ends_the_api(failure.code));
  repository_missing_ =
      repository_missing_ || (of_git ? is_missing_for_git(failure.code) : failure.code == ErrorCode::kNotFound);
  gives_the_rest_ = gives_the_rest_ || (of_git && gives_the_rest(failure));
  git_failed_ = git_failed_ || (of_git && !gives_the_rest(failure));
  git_refused_ =
      git_refused_ ||
      (of_git && (is_missing_for_git(failure.code) || kind_of(failure.code, Asked::kGit) == FailureKind::kAccess));
  api_misses_ = api_misses_ || (step == Work::kProbe && failure.code == ErrorCode::kNotFound);
  if (failed_) return;
  failed_ = true;
  const bool spare_budget_is_used_up =
      step == Work::kEnrich && failure.code == ErrorCode::kRateLimited && !enrich_only_;
  if (!spare_budget_is_used_up) failure_ = FailedStep{step, failure, heard};
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
  const bool of_the_api = failure_->step != Work::kRefs;
  JudgedFailure judged{of_the_api ? as_shown(*failure_) : failure_->failure, of_the_api ? Asked::kApi : Asked::kGit,
                       failure_->heard};
  if (ends_everything(judged.failure.code)) return status_after_failure(stored, judged, now);
  if (git_refused_ && api_misses_) judged.belief = Belief::kAtOnce;
  // Publishing commits made the stored status ok. But the sync as a whole failed, so the count of failures and the
  // state go on from what they were before it; only the time of the last success counts.
  model::ProjectStatus start = before;
  start.last_synced_at = refs_listed() ? now : stored.last_synced_at;
  const bool git_says_otherwise = judged.failure.code == ErrorCode::kNotFound && failure_->step == Work::kProbe;
  const bool leaves_git_alone = judged.kind() == FailureKind::kOurs || git_says_otherwise;
  if (refs_listed() && (leaves_git_alone || start.state == model::SyncState::kPending)) set_well(start, now);
  if (refs_listed() && git_says_otherwise) judged.belief = Belief::kNotYet;
  // The failure of an earlier refresh is in the status already, together with the time of the next try.
  const bool recorded_already = failure_->step == Work::kProbe && start.code == judged.failure.code &&
                                start.next_sync_at && *start.next_sync_at > now;
  if (!recorded_already) return status_after_failure(start, judged, now);
  start.reason = judged.failure.message;
  return start;
}

ProbeNeed SyncState::probe_need(bool api_can_be_asked) const {
  assert(failure_);
  const ErrorCode code = failure_->failure.code;
  if (!api_can_be_asked || (ends_everything(code) && code != ErrorCode::kInternal)) return ProbeNeed::kNo;
  return repository_missing_ || gives_the_rest_ ? ProbeNeed::kYes : ProbeNeed::kIfStatisticsAreDue;
}

std::optional<seconds> SyncState::enrichment_pause(bool work_left) const {
  if (!failure_) return work_left ? std::optional(seconds{0}) : std::nullopt;
  const ErrorCode code = failure_->failure.code;
  if (code == ErrorCode::kCancelled) return std::nullopt;
  if (code == ErrorCode::kRateLimited && failure_->failure.retry_after) return failure_->failure.retry_after;
  const bool passes = traits(code).retry_helps || kind_of(code, Asked::kApi) == FailureKind::kOurs;
  return passes ? kEnrichAgain : kEnrichAgainRefused;
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
