#include "cpsg/sync/budget_records.h"

#include <chrono>
#include <vector>

#include "cpsg/base/log.h"

namespace cpsg::sync {

void BudgetRecords::sample(UnixTime now) noexcept {
  constexpr std::chrono::seconds kInterval{60};
  const std::lock_guard lock(mutex_);
  const bool is_early = sampled_at_ && *sampled_at_ <= now && now - *sampled_at_ < kInterval;
  if (client_ == nullptr || is_early) return;
  sampled_at_ = now;
  write(now);
}

void BudgetRecords::finish(UnixTime now) noexcept {
  const std::lock_guard lock(mutex_);
  if (sampled_at_) write(now);
}

void BudgetRecords::write(UnixTime now) noexcept {
  try {
    const std::vector<storage::BudgetSample> samples = budget_samples(client_->budgets(), told_, now);
    if (samples.empty()) return;
    history_.record_budgets(samples, now);
    for (const storage::BudgetSample& each : samples) told_[{each.account, each.resource}] += each.points;
  } catch (const std::exception& e) {
    log::warning("the budgets are missing in the status history: {}", e.what());
  }
}

}  // namespace cpsg::sync
