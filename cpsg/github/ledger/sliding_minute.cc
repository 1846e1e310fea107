#include "cpsg/github/ledger/sliding_minute.h"

#include <algorithm>

namespace cpsg::github::ledger {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t index_of(Resource resource) { return static_cast<std::size_t>(resource); }
constexpr std::size_t kGraphQlIndex = index_of(Resource::kGraphql);
// No answer takes longer; what claims to must not fill the sums.
constexpr milliseconds kLongestServerTime{60'000};

template <typename T>
bool exceeds(T used, T more, T most) {
  return used > T{} && used + more > most;
}

}  // namespace

SlidingMinute::Load& SlidingMinute::Load::operator+=(const Load& other) {
  for (std::size_t i = 0; i < 2; ++i) {
    points[i] += other.points[i];
    time[i] += other.time[i];
  }
  return *this;
}

SlidingMinute::Load& SlidingMinute::Load::operator-=(const Load& other) {
  for (std::size_t i = 0; i < 2; ++i) {
    points[i] -= other.points[i];
    time[i] -= other.time[i];
  }
  return *this;
}

// A free answer counts as a point: whether GitHub counts it here is not said anywhere.
SlidingMinute::Load SlidingMinute::load_of(Resource resource, std::uint32_t points, milliseconds time) {
  Load load;
  load.points[index_of(resource)] = std::max(points, 1U);
  load.time[index_of(resource)] = std::clamp(time, milliseconds(0), kLongestServerTime);
  return load;
}

bool SlidingMinute::fits(const Load& load, const RequestCost& cost) const {
  const bool graphql = cost.resource == Resource::kGraphql;
  const Load more = load_of(cost.resource, cost.points, cost.expected);
  const std::size_t own = index_of(cost.resource);
  const std::uint64_t points_most = graphql ? rules_->graphql_points_per_minute : rules_->rest_points_per_minute;
  if (exceeds(load.points[own], more.points[own], points_most)) return false;
  if (graphql && exceeds(load.time[own], more.time[own], rules_->graphql_server_time_per_minute)) return false;
  const milliseconds all = load.time[0] + load.time[kGraphQlIndex];
  return !exceeds(all, more.time[own], rules_->server_time_per_minute);
}

std::optional<Wait> SlidingMinute::required_wait(const RequestCost& cost, Instant now) const {
  Load load = in_flight_;
  load += settled_;
  auto entry = entries_.begin();
  for (; entry != entries_.end() && entry->leaves_at <= now; ++entry) load -= entry->load;
  if (fits(load, cost)) return std::nullopt;
  for (; entry != entries_.end(); ++entry) {
    load -= entry->load;
    if (fits(load, cost)) return Wait{entry->leaves_at, LimitReason::kMinute};
  }
  return Wait{now + kRecheckInterval, LimitReason::kConcurrency};
}

void SlidingMinute::reserve(const RequestCost& cost) {
  in_flight_ += load_of(cost.resource, cost.points, cost.expected);
}

void SlidingMinute::settle(const RequestCost& cost, std::uint32_t points, milliseconds server_time, Instant now) {
  in_flight_ -= load_of(cost.resource, cost.points, cost.expected);
  entries_.push_back({now + rules_->minute, load_of(cost.resource, points, server_time)});
  settled_ += entries_.back().load;
  while (entries_.front().leaves_at <= now) {
    settled_ -= entries_.front().load;
    entries_.pop_front();
  }
}

}  // namespace cpsg::github::ledger
