// The hours of the fleet as a series: by hour or by day, with the median of how long syncs took.
//
//   const std::vector<StatusBucket> buckets = status_buckets(hours, {StatusInterval::kDay, since, until, now});
//
// A pure function. Days are those of UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/storage/status_history.h"

namespace cpsg::api {

enum class StatusInterval : std::uint8_t { kHour, kDay };

struct StatusBucket {
  UnixTime begins_at{};
  bool partial = false;  // it is not over yet, or not all of its hours begin in the time that was asked for
  std::int64_t syncs = 0;
  std::vector<storage::FailureCount> failures;  // by the names of the codes
  std::optional<std::uint32_t> p50_ms;          // nearest rank; nothing where there was no sync
  double rest_points = 0;
  double graphql_points = 0;
  std::int64_t deliveries = 0;
  std::vector<storage::BudgetHour> budgets;  // by account and resource
};

struct StatusQuery {
  StatusInterval interval = StatusInterval::kHour;
  UnixTime since{};  // hours that begin from here ...
  UnixTime until{};  // ... to before this
  UnixTime now{};
};

// `hours` are those of the query, in their order. Buckets of which nothing is known are left out.
[[nodiscard]] std::vector<StatusBucket> status_buckets(std::span<const storage::StatusHour> hours,
                                                       const StatusQuery& query);

}  // namespace cpsg::api
