#include "cpsg/sync/spare_retry.h"

#include <chrono>
#include <cstdint>

namespace cpsg::sync {
namespace {

constexpr std::int64_t kFailuresMax = 4;
constexpr std::chrono::seconds kFirstPause{std::chrono::minutes{10}};
constexpr std::chrono::seconds kRestAfterFailures{std::chrono::hours{24}};
constexpr std::chrono::seconds kRestOfToken{std::chrono::hours{7 * 24}};
constexpr std::chrono::seconds kRest{std::chrono::hours{30 * 24}};

}  // namespace

storage::RetryState after_failure(const storage::RetryState& before, UnixTime now) {
  const std::int64_t failures = before.failures + 1;
  if (failures >= kFailuresMax) return {kFailuresMax, now + kRestAfterFailures};
  return {failures, now + kFirstPause * (1 << (failures - 1))};
}

storage::RetryState after_refusal_of_token(UnixTime now) { return {kFailuresMax, now + kRestOfToken}; }

storage::RetryState after_refusal(UnixTime now) { return {kFailuresMax, now + kRest}; }

// A time that is farther ahead than any rest was written by a clock that was wrong.
bool may_ask(const storage::RetryState& retry, UnixTime now) {
  return !retry.again_at || *retry.again_at <= now || *retry.again_at > now + kRest;
}

std::optional<UnixTime> comes_again(const storage::RetryState& retry) {
  return retry.failures < kFailuresMax ? retry.again_at : std::nullopt;
}

}  // namespace cpsg::sync
