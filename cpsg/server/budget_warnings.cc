#include "cpsg/server/budget_warnings.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cpsg/base/counted.h"
#include "cpsg/model/time_text.h"

namespace cpsg::server {
namespace {

using github::ledger::AccountBudget;
using github::ledger::Resource;

// To the next full minute, so that it stays the same from question to question.
std::string until_text(const std::optional<std::chrono::seconds>& left, UnixTime now) {
  if (!left) return "";
  const UnixTime until = std::chrono::ceil<std::chrono::minutes>(now + *left);
  return fmt::format(" until {}", std::string_view(model::time_text(until)));
}

// What may still be spent.
std::int64_t usable(const AccountBudget& budget) {
  return std::int64_t{budget.remaining} - budget.floor - budget.reserved;
}

// So many points at most are left to what is more urgent (LedgerRules::headroom).
std::int64_t kept_for_urgent(const AccountBudget& budget) {
  constexpr auto kLane = static_cast<std::size_t>(github::ledger::Lane::kBackfill);
  const double window = static_cast<double>(budget.limit) - budget.floor;
  return static_cast<std::int64_t>(github::ledger::LedgerRules().headroom[kLane] * window);
}

std::string left_text(const AccountBudget& budget) {
  return fmt::format("its floor of {}{}", counted(budget.floor, "point", "points"),
                     usable(budget) > 0 ? " and what is kept for urgent work" : "");
}

model::Warning warning_of(const std::string& account, std::string text) {
  return {.code = ErrorCode::kRateLimited,
          .severity = model::Severity::kWarning,
          .account = account,
          .text = std::move(text)};
}

}  // namespace

std::vector<model::Warning> budget_warnings(std::span<const AccountBudget> budgets, UnixTime now) {
  std::map<std::string, std::chrono::seconds> blocked;  // GitHub's pauses are of a whole account
  for (const AccountBudget& each : budgets) {
    if (each.blocked_for) blocked[each.account] = std::max(blocked[each.account], *each.blocked_for);
  }
  std::vector<model::Warning> warnings;
  for (const auto& [account, left] : blocked) {
    warnings.push_back(warning_of(
        account, fmt::format("GitHub asked {} to wait{}; projects wait for it", account, until_text(left, now))));
  }
  for (const AccountBudget& each : budgets) {
    if (blocked.contains(each.account) || !each.known || usable(each) > kept_for_urgent(each)) continue;
    const std::string_view resource = each.resource == Resource::kRest ? "REST" : "GraphQL";
    warnings.push_back(warning_of(
        each.account, fmt::format("the {} budget of {} is used up but for {}{}; projects wait for it", resource,
                                  each.account, left_text(each), until_text(each.resets_in, now))));
  }
  return warnings;
}

}  // namespace cpsg::server
