// The port that holds what is counted by hour of the whole fleet, for kHoursKept: syncs and how they ended, what they
// cost, the budgets at GitHub, and deliveries of webhooks.
//
//   history.record_budgets(samples, now);  // once a minute
//   const std::vector<StatusHour> hours = history.hours(since, until);
//
// Hours are those of UTC. Syncs and points are counted by SyncLog::record_sync(), record_refresh_failures() and
// record_refresh_costs(), deliveries by Deliveries::record_delivery(), in the transaction that writes them. Counts stay
// when a project is removed: they name none.
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: the kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"

namespace cpsg::storage {

inline constexpr std::chrono::days kHoursKept{30};
inline constexpr std::size_t kAccountsSampledMax = 16;  // of one sample; more are not passed

// What one process saw of an account's budget at one moment.
struct BudgetSample {
  std::string account;
  std::string resource;  // "rest", "graphql"
  std::optional<std::int64_t> limit;
  std::optional<std::int64_t> remaining;
  std::optional<UnixTime> waits_until;  // GitHub asked to wait until then
  std::int64_t points = 0;              // that the process spent since its sample before
};

struct BudgetHour {
  std::string account;
  std::string resource;
  std::optional<std::int64_t> limit;          // the largest that was seen
  std::optional<std::int64_t> remaining_min;  // the smallest
  std::int64_t waited_s = 0;                  // seconds of the hour for which GitHub had asked to wait
  std::optional<std::int64_t> points;         // the sum; nothing where none were counted, as earlier versions did

  friend bool operator==(const BudgetHour&, const BudgetHour&) = default;
};

struct FailureCount {
  ErrorCode code{};
  std::int64_t count = 0;

  friend bool operator==(const FailureCount&, const FailureCount&) = default;
};

struct StatusHour {
  UnixTime begins_at{};
  std::int64_t syncs = 0;               // that ended in the hour, failed ones too, and refreshes that failed
  std::vector<FailureCount> failures;   // of these, by the names of the codes
  std::vector<std::uint32_t> times_ms;  // how long each of the syncs took, in no order; none of refreshes
  double rest_points = 0;
  double graphql_points = 0;
  std::int64_t deliveries = 0;      // that were new
  std::vector<BudgetHour> budgets;  // by account and resource

  friend bool operator==(const StatusHour&, const StatusHour&) = default;
};

class StatusHistory {
 public:
  virtual ~StatusHistory() = default;

  // Merges samples into their hour, whichever process took them: the largest limit, the smallest remainder, the sum of
  // points, and the seconds of waiting that no sample had told before. Waiting beyond the hour counts in the next one.
  // Also forgets what is older than kHoursKept. Documents: an update of hours by _id with max, min and sums; 1.
  virtual void record_budgets(std::span<const BudgetSample> samples, UnixTime now) = 0;
  // The hours that begin in [since, until) and of which something is known, the oldest first.
  // Documents: hours by _id, one range; 1.
  [[nodiscard]] virtual std::vector<StatusHour> hours(UnixTime since, UnixTime until) = 0;
};

}  // namespace cpsg::storage
