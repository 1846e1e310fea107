#include "cpsg/sync/status_transitions.h"

#include <algorithm>
#include <chrono>

namespace cpsg::sync {
namespace {

using model::ProjectStatus;
using model::SyncState;
using std::chrono::seconds;

constexpr seconds kFirstRetry{30};
constexpr seconds kLongestRetry{3600};
constexpr seconds kDay{24 * 3600};
constexpr seconds kFirstDoubt{60};  // between a refusal and its confirmation

// Doubles from try to try, however many others come between: as long again as the trouble has lasted.
seconds growing(seconds first, seconds longest, seconds lasted) { return std::min(first + lasted, longest); }

// Of the trouble that the failure belongs to; a clock that was set back begins it anew.
UnixTime begin_of_trouble(const ProjectStatus& before, ErrorCode code, UnixTime now) {
  const bool goes_on = before.code && before.trouble_since && tell_of_one_trouble(*before.code, code);
  return goes_on && *before.trouble_since <= now ? *before.trouble_since : now;
}

void set_state(ProjectStatus& status, SyncState state, UnixTime now) {
  if (state != status.state) status.since = now;
  status.state = state;
}

// ---- one function for each kind ----

void take_ours(ProjectStatus& status, const Failure& failure, UnixTime now) {
  const seconds delay = growing(kFirstRetry, kLongestRetry, now - *status.trouble_since);
  status.next_sync_at = now + std::max(delay, std::min(failure.retry_after.value_or(seconds{0}), kLongestRetry));
}

// The state that a refusal gives a project, once it is believed.
SyncState refused_state(ErrorCode code, bool synced_before) {
  switch (code) {
    case ErrorCode::kSsoRequired:
      return SyncState::kSsoRequired;
    case ErrorCode::kGone:
      return SyncState::kGone;
    case ErrorCode::kBlocked:
      return SyncState::kBlocked;
    // The remote gives the same answer for a repository that never existed and for a private one.
    case ErrorCode::kNotFound:
      return synced_before ? SyncState::kGone : SyncState::kNoAccess;
    default:
      return SyncState::kNoAccess;
  }
}

bool is_believed(const ProjectStatus& before, const JudgedFailure& judged, seconds lasted) {
  switch (judged.failure.code) {
    case ErrorCode::kSsoRequired:
    case ErrorCode::kGone:
    case ErrorCode::kBlocked:
      return true;
    default:
      if (!before.last_synced_at || judged.belief == Belief::kAtOnce) return true;
      return judged.belief == Belief::kWhenRepeated && lasted >= kFirstDoubt;
  }
}

void take_refusal(ProjectStatus& status, const ProjectStatus& before, const JudgedFailure& judged, UnixTime now) {
  const seconds lasted = now - *status.trouble_since;
  if (is_believed(before, judged, lasted)) {
    set_state(status, refused_state(judged.failure.code, before.last_synced_at.has_value()), now);
  }
  status.failures = before.failures + 1;
  status.next_sync_at = now + growing(kFirstDoubt, kDay, lasted);
}

void take_moment(ProjectStatus& status, const Failure& failure, UnixTime now) {
  const bool limited = failure.code == ErrorCode::kRateLimited;
  set_state(status, limited ? SyncState::kWaitingQuota : SyncState::kFailing, now);
  if (limited && failure.retry_after) {
    status.next_sync_at = now + *failure.retry_after;
    return;
  }
  ++status.failures;
  seconds delay = kFirstRetry;
  for (std::int64_t i = 1; i < status.failures && delay < kLongestRetry; ++i) delay *= 2;
  status.next_sync_at = now + std::max(std::min(delay, kLongestRetry), failure.retry_after.value_or(seconds{0}));
}

bool is_refusal(const JudgedFailure& judged) {
  const ErrorCode code = judged.failure.code;
  return judged.kind() == FailureKind::kAccess || code == ErrorCode::kNotFound || code == ErrorCode::kGone ||
         code == ErrorCode::kBlocked;
}

}  // namespace

ProjectStatus status_after_failure(const ProjectStatus& before, const JudgedFailure& judged, UnixTime now) {
  ProjectStatus status = before;
  const Failure& failure = judged.failure;
  if (failure.code == ErrorCode::kCancelled || failure.code == ErrorCode::kBusy) {
    status.next_sync_at = failure.code == ErrorCode::kCancelled ? now : now + kFirstRetry;
    return status;
  }
  status.reason = failure.message;
  status.code = failure.code;
  status.trouble_since = begin_of_trouble(before, failure.code, now);
  const FailureKind kind = judged.kind();
  if (kind == FailureKind::kOurs) {
    take_ours(status, failure, now);
  } else if (is_refusal(judged)) {
    take_refusal(status, before, judged, now);
  } else if (kind == FailureKind::kMoment) {
    take_moment(status, failure, now);
  } else {
    set_state(status, SyncState::kFailing, now);
    ++status.failures;
    status.next_sync_at = now + kDay;
  }
  return status;
}

ProjectStatus status_after_success(const ProjectStatus& before, UnixTime next_sync_at, UnixTime now) {
  ProjectStatus status;
  status.state = SyncState::kOk;
  status.since = before.state == SyncState::kOk ? before.since : now;
  status.last_synced_at = now;
  status.next_sync_at = next_sync_at;
  return status;
}

Failure as_waiting_for_the_api(Failure failure) {
  failure.message = "statistics and pull requests wait: " + failure.message;
  return failure;
}

}  // namespace cpsg::sync
