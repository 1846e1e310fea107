#include "cpsg/server/plan_sizes.h"

#include <chrono>

namespace cpsg::server {
namespace {

constexpr std::chrono::milliseconds kBudgetWaitMax{10'000};

}  // namespace

api::PlanSizes read_plan_sizes(github::client::Client& client, std::span<const model::Target> targets,
                               const std::atomic<bool>& stopped) {
  std::vector<github::wire::RepositoryName> names;
  for (const model::Target& target : targets) names.push_back({target.owner, target.name});
  github::client::Spent spent;
  const github::client::Call call{github::ledger::Lane::kInteractive, kBudgetWaitMax, &stopped, &spent};
  api::PlanSizes told;
  for (const auto& found : client.repositories_by_name(names, call)) {
    told.failures.push_back(found.failure);
    told.sizes.emplace_back();
    if (found.failure) continue;
    const model::Statistics& statistics = found.value->statistics;
    told.sizes.back() = {statistics.pulls.total(), std::nullopt, statistics.branches};
  }
  told.points = spent.graphql_points;
  return told;
}

std::optional<schedule::BudgetRate> budget_rate(github::client::Client& client, const Config& config) {
  schedule::BudgetRate rate;
  rate.requests_per_second = config.github_git_requests_per_s;
  bool is_known = false;
  for (const github::ledger::AccountBudget& budget : client.budgets()) {
    if (budget.resource != github::ledger::Resource::kGraphql || !budget.known) continue;
    is_known = true;
    rate.points_per_hour += budget.limit - budget.floor;
    rate.points_now += budget.remaining > budget.floor ? budget.remaining - budget.floor : 0;
  }
  return is_known ? std::optional(rate) : std::nullopt;
}

}  // namespace cpsg::server
