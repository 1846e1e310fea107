#include "cpsg/access/rate_limiter.h"

#include <algorithm>
#include <cassert>

namespace cpsg::access {
namespace {

constexpr std::chrono::nanoseconds kMinute = std::chrono::minutes(1);

std::chrono::seconds rounded_up(std::chrono::nanoseconds time) {
  return std::max(std::chrono::ceil<std::chrono::seconds>(time), std::chrono::seconds(0));
}

}  // namespace

RateLimiter::RateLimiter(std::uint32_t per_minute, std::size_t subjects_max)
    : per_minute_(per_minute), interval_(kMinute / per_minute), subjects_max_(subjects_max) {
  assert(per_minute > 0 && subjects_max > 0);
}

// A bucket that is full at `full_at` lacks as many turns now as intervals lie between.
Turn RateLimiter::turn_at(Instant full_at, Instant now) const {
  const std::chrono::nanoseconds whole = interval_ * per_minute_;
  const std::chrono::nanoseconds lacking = std::max(full_at - now, Instant::duration(0));
  const std::chrono::nanoseconds left = whole - lacking;
  return {.allowed = left >= interval_,
          .remaining = static_cast<std::uint32_t>(std::max<std::int64_t>(left / interval_, 0)),
          .full_in = rounded_up(lacking),
          .retry_after = rounded_up(interval_ - left)};
}

Turn RateLimiter::look(std::string_view subject, Instant now) const {
  const auto found = by_subject_.find(subject);
  return turn_at(found == by_subject_.end() ? now : found->second->full_at, now);
}

Turn RateLimiter::take(std::string_view subject, Instant now) {
  const auto found = by_subject_.find(subject);
  const Instant full_at = found == by_subject_.end() ? now : std::max(found->second->full_at, now);
  if (!turn_at(full_at, now).allowed) return turn_at(full_at, now);
  const Instant later = full_at + interval_;
  if (found == by_subject_.end()) {
    remember(subject, later);
  } else {
    found->second->full_at = later;
    buckets_.splice(buckets_.begin(), buckets_, found->second);
  }
  Turn taken = turn_at(later, now);
  taken.allowed = true;
  return taken;
}

void RateLimiter::remember(std::string_view subject, Instant full_at) {
  if (buckets_.size() >= subjects_max_) {
    by_subject_.erase(buckets_.back().subject);
    buckets_.pop_back();
  }
  buckets_.push_front({std::string(subject), full_at});
  by_subject_.emplace(buckets_.front().subject, buckets_.begin());
}

}  // namespace cpsg::access
