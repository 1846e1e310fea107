#include "cpsg/schedule/batch_pace.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "cpsg/schedule/forecast.h"

namespace cpsg::schedule {
namespace {

using model::Batch;
using model::BatchOutlook;
using model::BatchState;
using model::BatchWait;
using std::chrono::seconds;

constexpr double kSecondsPerHour = 3'600;
constexpr seconds kShortestPeriod{60};  // of less, the pace is chance
constexpr double kLongestS = 10.0 * 365 * 24 * 3'600;

std::int64_t left_of(const Batch& batch) { return batch.pending + batch.running; }

std::optional<double> per_hour(const Batch& batch) {
  if (!batch.last_done_at || batch.pace_done == 0) return std::nullopt;
  const seconds period = *batch.last_done_at - batch.pace_since;
  if (period < kShortestPeriod) return std::nullopt;
  return static_cast<double>(batch.pace_done) * kSecondsPerHour / static_cast<double>(period.count());
}

void set_waiting(const Batch& batch, const OffPeak& hours, UnixTime now, BatchOutlook& outlook) {
  if (batch.state == BatchState::kPaused) {
    outlook.waiting = BatchWait::kPaused;
  } else if (batch.state != BatchState::kRunning) {
    return;
  } else if (batch.off_peak && batch.pending > 0 && !hours.contains(now)) {
    outlook.waiting = BatchWait::kOffPeak;
    outlook.waiting_until = hours.changes_at(now);
  } else if (batch.waiting_quota > 0) {
    outlook.waiting = BatchWait::kQuota;
    if (batch.quota_until && *batch.quota_until > now) outlook.waiting_until = batch.quota_until;
  }
}

// When so much time has passed since `from` within the hours; those of `hours` alone count where the batch keeps them.
UnixTime after(UnixTime from, seconds work, const OffPeak& hours, bool off_peak) {
  if (!off_peak || !hours.changes_at(from)) return from + work;
  while (true) {
    if (!hours.contains(from)) from = *hours.changes_at(from);
    const UnixTime end = *hours.changes_at(from);
    if (work <= end - from) return from + work;
    work -= end - from;
    from = end;
  }
}

std::optional<UnixTime> eta_at(const Batch& batch, const OffPeak& hours, UnixTime now, const BatchOutlook& outlook) {
  if (batch.state != BatchState::kRunning || !outlook.per_hour || left_of(batch) == 0) return std::nullopt;
  const double one_s = std::ceil(kSecondsPerHour / *outlook.per_hour);
  const double all_s = std::ceil(static_cast<double>(left_of(batch)) * kSecondsPerHour / *outlook.per_hour);
  if (all_s > kLongestS) return std::nullopt;
  const auto whole = [](double time_s) { return seconds(static_cast<seconds::rep>(time_s)); };
  if (outlook.waiting) {
    if (!outlook.waiting_until) return std::nullopt;
    return after(*outlook.waiting_until, whole(all_s), hours, batch.off_peak);
  }
  return std::max(after(*batch.last_done_at, whole(all_s), hours, batch.off_peak), UnixTime(now + whole(one_s)));
}

std::optional<double> forecast_points(const Batch& batch) {
  if (batch.state == BatchState::kCancelled || left_of(batch) == 0) return batch.graphql_points;
  const std::int64_t ended = batch.done + batch.failed;
  if (ended == 0) return std::nullopt;
  const std::vector<ProjectSize> sizes(static_cast<std::size_t>(left_of(batch)));
  const double average = batch.graphql_points / static_cast<double>(ended);
  const double least = forecast(sizes, {}).graphql_points;
  return batch.graphql_points + std::max(average * static_cast<double>(left_of(batch)), least);
}

}  // namespace

BatchOutlook outlook_of(const Batch& batch, const OffPeak& hours, UnixTime now) {
  BatchOutlook outlook{.per_hour = per_hour(batch), .forecast_points = forecast_points(batch)};
  set_waiting(batch, hours, now, outlook);
  outlook.eta_at = eta_at(batch, hours, now, outlook);
  return outlook;
}

}  // namespace cpsg::schedule
