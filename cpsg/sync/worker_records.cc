// What the worker tells people of itself: how busy it is, and the budgets that it keeps by hour.
#include "cpsg/base/log.h"
#include "cpsg/sync/sync_records.h"
#include "cpsg/sync/worker.h"

namespace cpsg::sync {

WorkerLoad Worker::load() {
  const std::lock_guard lock(mutex_);
  return {.busy = running_.size(), .total = options_.parallel};
}

// At most once a minute; called by the refreshing thread alone.
void Worker::sample_budgets() {
  constexpr std::chrono::seconds kInterval{60};
  const UnixTime now = clock_.unix_time();
  const bool is_early = sampled_at_ && *sampled_at_ <= now && now - *sampled_at_ < kInterval;
  if (settings_.api == nullptr || is_early) return;
  sampled_at_ = now;
  write_budgets(now);
}

void Worker::write_budgets(UnixTime now) {
  try {
    const std::vector<storage::BudgetSample> samples = budget_samples(settings_.api->budgets(), points_told_, now);
    if (samples.empty()) return;
    stores_.status_history.record_budgets(samples, now);
    for (const storage::BudgetSample& each : samples) points_told_[{each.account, each.resource}] += each.points;
  } catch (const std::exception& e) {
    log::warning("the budgets are missing in the status history: {}", e.what());
  }
}

}  // namespace cpsg::sync
