#include "cpsg/api/status_history.h"

#include <algorithm>
#include <chrono>

namespace cpsg::api {
namespace {

using storage::BudgetHour;
using storage::FailureCount;
using storage::StatusHour;

UnixTime begin_of(UnixTime time, StatusInterval interval) {
  return interval == StatusInterval::kDay ? UnixTime(std::chrono::floor<std::chrono::days>(time)) : time;
}

std::chrono::seconds length_of(StatusInterval interval) {
  return interval == StatusInterval::kDay ? std::chrono::hours(24) : std::chrono::hours(1);
}

std::optional<std::uint32_t> median(std::vector<std::uint32_t>& times) {
  if (times.empty()) return std::nullopt;
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>((times.size() + 1) / 2 - 1);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

// Whether it is not over yet, or lacks its first hours or its last one.
bool is_partial(UnixTime begin, const StatusQuery& query) {
  const UnixTime end = begin + length_of(query.interval);
  return end > query.now || begin < query.since || end - length_of(StatusInterval::kHour) >= query.until;
}

void add_failures(std::vector<FailureCount>& sum, const std::vector<FailureCount>& more) {
  for (const FailureCount& each : more) {
    const auto found =
        std::find_if(sum.begin(), sum.end(), [&](const FailureCount& known) { return known.code == each.code; });
    if (found == sum.end()) {
      sum.push_back(each);
    } else {
      found->count += each.count;
    }
  }
}

void add_budgets(std::vector<BudgetHour>& sum, const std::vector<BudgetHour>& more) {
  for (const BudgetHour& each : more) {
    const auto found = std::find_if(sum.begin(), sum.end(), [&](const BudgetHour& known) {
      return known.account == each.account && known.resource == each.resource;
    });
    if (found == sum.end()) {
      sum.push_back(each);
      continue;
    }
    // Nothing compares as less than any value.
    found->limit = std::max(found->limit, each.limit);
    if (each.remaining_min)
      found->remaining_min = std::min(found->remaining_min.value_or(*each.remaining_min), *each.remaining_min);
    found->waited_s += each.waited_s;
    if (each.points) found->points = found->points.value_or(0) + *each.points;
  }
}

void finish(StatusBucket& bucket, std::vector<std::uint32_t>& times) {
  bucket.p50_ms = median(times);
  times.clear();
  std::sort(bucket.failures.begin(), bucket.failures.end(),
            [](const auto& a, const auto& b) { return traits(a.code).name < traits(b.code).name; });
  std::sort(bucket.budgets.begin(), bucket.budgets.end(), [](const auto& a, const auto& b) {
    return std::tie(a.account, a.resource) < std::tie(b.account, b.resource);
  });
}

}  // namespace

std::vector<StatusBucket> status_buckets(std::span<const StatusHour> hours, const StatusQuery& query) {
  std::vector<StatusBucket> buckets;
  std::vector<std::uint32_t> times;  // of the last bucket
  for (const StatusHour& hour : hours) {
    const UnixTime begin = begin_of(hour.begins_at, query.interval);
    if (buckets.empty() || buckets.back().begins_at != begin) {
      if (!buckets.empty()) finish(buckets.back(), times);
      buckets.push_back({.begins_at = begin, .partial = is_partial(begin, query)});
    }
    StatusBucket& bucket = buckets.back();
    bucket.syncs += hour.syncs;
    bucket.rest_points += hour.rest_points;
    bucket.graphql_points += hour.graphql_points;
    bucket.deliveries += hour.deliveries;
    add_failures(bucket.failures, hour.failures);
    add_budgets(bucket.budgets, hour.budgets);
    times.insert(times.end(), hour.times_ms.begin(), hour.times_ms.end());
  }
  if (!buckets.empty()) finish(buckets.back(), times);
  return buckets;
}

}  // namespace cpsg::api
