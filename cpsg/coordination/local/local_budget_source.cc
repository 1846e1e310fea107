#include "cpsg/coordination/local/local_budget_source.h"

namespace cpsg::coordination::local {

std::optional<Slice> LocalBudgetSource::draw(std::string_view account, const AccountLimits& limits,
                                             const DrawRequest& request, Instant now) {
  Slice slice;
  const auto revision = file_.update(key_of(account), now, [&](AccountRecord& record, const Owner& owner) {
    DrawResult result = local::draw(record, owner, limits, request, now);
    slice = std::move(result.slice);
    return result.concerns;
  });
  if (!revision) return std::nullopt;
  slice.revision = *revision;
  return slice;
}

std::optional<Instant> LocalBudgetSource::reserve_send(std::string_view lane, Instant::duration interval, Instant now) {
  Instant at = now;
  const auto reserved = file_.update(key_of(lane), now, [&](AccountRecord& record, const Owner&) {
    at = local::reserve_send(record, interval, now);
    return false;
  });
  return reserved ? std::optional(at) : std::nullopt;
}

}  // namespace cpsg::coordination::local
