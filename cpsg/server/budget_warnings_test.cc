// Protects: people are told which account keeps work waiting, once for each reason and always in the same words.
#include "cpsg/server/budget_warnings.h"

#include <gmock/gmock.h>

namespace cpsg::server {
namespace {

using github::ledger::AccountBudget;
using github::ledger::Resource;
using std::chrono::seconds;
using testing::IsEmpty;

constexpr UnixTime kNow = std::chrono::sys_days(std::chrono::year(2027) / 3 / 14) + std::chrono::hours(12);

AccountBudget budget(Resource resource, std::uint32_t remaining) {
  return {.account = "bot",
          .resource = resource,
          .known = true,
          .limit = 5'000,
          .remaining = remaining,
          .floor = 500,
          .resets_in = seconds(1'200),
          // What is more is kept for urgent work.
          .spare = remaining > 950 ? remaining - 950 : 0};
}
std::vector<std::string> texts(const std::vector<AccountBudget>& budgets) {
  std::vector<std::string> found;
  for (const model::Warning& each : budget_warnings(budgets, kNow)) {
    EXPECT_EQ(each.code, ErrorCode::kRateLimited);
    EXPECT_EQ(each.severity, model::Severity::kWarning);
    EXPECT_EQ(each.account, "bot");
    found.push_back(each.text);
  }
  return found;
}

TEST(BudgetWarnings, ABudgetAtItsFloorIsTold) {
  const std::vector<AccountBudget> budgets = {budget(Resource::kGraphql, 500), budget(Resource::kRest, 4'000)};
  EXPECT_THAT(texts(budgets), testing::ElementsAre("the GraphQL budget of bot is used up but for its floor of "
                                                   "500 points until 2027-03-14T12:20:00Z; projects wait for it"));
  EXPECT_THAT(texts({budget(Resource::kGraphql, 951)}), IsEmpty()) << "there is something to spend";
  EXPECT_THAT(
      texts({budget(Resource::kGraphql, 950)}),
      testing::ElementsAre(testing::HasSubstr("its floor of 500 points and what is kept for urgent work now;")));
}

TEST(BudgetWarnings, TheWordsStayTheSameWhileNothingHappens) {
  std::vector<AccountBudget> budgets = {budget(Resource::kGraphql, 500)};
  const auto first = budget_warnings(budgets, kNow + seconds(10));
  budgets[0].resets_in = seconds(1'185);
  EXPECT_EQ(budget_warnings(budgets, kNow + seconds(24)), first);
}

TEST(BudgetWarnings, APauseOfAnAccountIsToldOnce) {
  std::vector<AccountBudget> budgets = {budget(Resource::kGraphql, 500),
                                        {.account = "bot", .resource = Resource::kRest}};
  budgets[0].blocked_for = seconds(60);
  budgets[1].blocked_for = seconds(300);
  EXPECT_THAT(texts(budgets),
              testing::ElementsAre("GitHub asked bot to wait until 2027-03-14T12:05:00Z; projects wait for it"));
}

TEST(BudgetWarnings, WhatNobodyToldIsNotUsedUp) { EXPECT_THAT(texts({{.account = "bot"}}), IsEmpty()); }

}  // namespace
}  // namespace cpsg::server
