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

// The nearest full minute, so that it stays the same from question to question.
std::string until_text(const std::optional<std::chrono::seconds>& left, UnixTime now) {
  if (!left) return "";
  const UnixTime until = std::chrono::round<std::chrono::minutes>(now + *left);
  return fmt::format(" until {}", std::string_view(model::time_text(until)));
}

// What is above the floor is given free little by little, until the window ends.
std::string left_text(const AccountBudget& budget, UnixTime now) {
  const bool is_above = std::int64_t{budget.remaining} - budget.floor - budget.reserved > 0;
  return fmt::format("its floor of {}{}", counted(budget.floor, "point", "points"),
                     is_above ? " and what is kept for urgent work now" : until_text(budget.resets_in, now));
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
    if (blocked.contains(each.account) || !each.known || each.spare > 0) continue;
    const std::string_view resource = each.resource == Resource::kRest ? "REST" : "GraphQL";
    warnings.push_back(
        warning_of(each.account, fmt::format("the {} budget of {} is used up but for {}; projects wait for it",
                                             resource, each.account, left_text(each, now))));
  }
  return warnings;
}

}  // namespace cpsg::server
