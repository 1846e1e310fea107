#include "cpsg/sync/status_transitions.h"

#include <algorithm>
#include <chrono>

namespace cpsg::sync {
namespace {

using std::chrono::seconds;

constexpr seconds kFirstRetry{30};
constexpr seconds kLongestRetry{3600};
constexpr seconds kRetryNextDay{24 * 3600};

model::SyncState state_for(ErrorCode code, bool synced_before) {
  switch (code) {
    case ErrorCode::kUnauthorized:
    case ErrorCode::kForbidden:
      return model::SyncState::kNoAccess;
    case ErrorCode::kSsoRequired:
      return model::SyncState::kSsoRequired;
    // The remote gives the same answer for a repository that never existed and for a private one.
    case ErrorCode::kNotFound:
      return synced_before ? model::SyncState::kGone : model::SyncState::kNoAccess;
    case ErrorCode::kGone:
      return model::SyncState::kGone;
    case ErrorCode::kBlocked:
      return model::SyncState::kBlocked;
    case ErrorCode::kRateLimited:
      return model::SyncState::kWaitingQuota;
    default:
      return model::SyncState::kFailing;
  }
}

seconds retry_delay(const Failure& failure, std::int64_t failures) {
  if (!traits(failure.code).retry_helps) return kRetryNextDay;
  seconds delay = kFirstRetry;
  for (std::int64_t i = 1; i < failures && delay < kLongestRetry; ++i) delay *= 2;
  return std::max(std::min(delay, kLongestRetry), failure.retry_after.value_or(seconds{0}));
}

}  // namespace

model::ProjectStatus status_after_failure(const model::ProjectStatus& before, const Failure& failure, UnixTime now) {
  model::ProjectStatus status = before;
  if (failure.code == ErrorCode::kCancelled) {
    status.next_sync_at = now;
    return status;
  }
  if (failure.code == ErrorCode::kBusy || concerns_store(failure.code)) {
    status.next_sync_at = now + kFirstRetry;
    return status;
  }
  const model::SyncState state = state_for(failure.code, before.last_synced_at.has_value());
  if (state != before.state) status.since = now;
  status.state = state;
  status.reason = failure.message;
  status.code = failure.code;
  if (failure.code == ErrorCode::kRateLimited && failure.retry_after) {
    status.next_sync_at = now + *failure.retry_after;
    return status;
  }
  status.failures = before.failures + 1;
  status.next_sync_at = now + retry_delay(failure, status.failures);
  return status;
}

model::ProjectStatus status_after_success(const model::ProjectStatus& before, UnixTime next_sync_at, UnixTime now) {
  model::ProjectStatus status;
  status.state = model::SyncState::kOk;
  status.since = before.state == model::SyncState::kOk ? before.since : now;
  status.last_synced_at = now;
  status.next_sync_at = next_sync_at;
  return status;
}

}  // namespace cpsg::sync
