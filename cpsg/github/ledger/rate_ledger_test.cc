// Protects: the primary window is never overspent, however answers are ordered, and always learned anew by one request
// alone. A test plays the clock and GitHub's answers.
#include "cpsg/github/ledger/rate_ledger.h"

#include "cpsg/github/ledger/testing/ledger.h"

namespace cpsg::github::ledger {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kHour{3600};

TEST(RateLedgerWindow, FirstRequestGoesAloneAndLearns) {
  LedgerOnTrial trial;
  const Ticket learner = trial.take();
  EXPECT_EQ(trial.refused().reason, LimitReason::kConcurrency);
  EXPECT_TRUE(trial.may({.resource = Resource::kRest})) << "the other resource learns by itself";
  trial.settle(learner, answer(5'000, 4'999, kHour));
  trial.take();
  trial.take();
}

TEST(RateLedgerWindow, UnansweredLearnerLetsTheNextOneTry) {
  LedgerOnTrial trial;
  trial.spend({});
  const Ticket second = trial.take();
  trial.refused();
  trial.settle(second, answer(60, 59, kHour));
  EXPECT_TRUE(trial.may());
}

TEST(RateLedgerWindow, FloorIsNeverTouched) {
  LedgerOnTrial trial;
  trial.spend(answer(100, 12, kHour));
  EXPECT_EQ(trial.available(), 2U);
  const Ask interactive{.lane = Lane::kInteractive};
  trial.spend(answer(100, 11, kHour), interactive);
  trial.spend(answer(100, 10, kHour), interactive);
  const Wait wait = trial.refused(interactive);
  EXPECT_EQ(wait.reason, LimitReason::kPrimary);
  EXPECT_EQ(wait.until, kBegin + kHour + seconds(1));
}

TEST(RateLedgerWindow, SmallLimitsKeepSomethingUsable) {
  for (const std::uint32_t limit : {60U, 5U, 2U, 1U}) {
    for (const double floor : {0.1, 0.9, 1.0}) {
      LedgerRules rules;
      rules.floor_fraction = floor;
      LedgerOnTrial trial(rules);
      trial.spend(answer(limit, limit, kHour));
      EXPECT_GE(trial.available(Lane::kEnrich), 1U) << limit << " with a floor of " << floor;
    }
  }
}

TEST(RateLedgerWindow, ReservedPointsAreNotGivenTwice) {
  LedgerOnTrial trial(plain_rules());
  trial.spend(answer(100, 10, kHour));
  const Ticket six = trial.take({.points = 6});
  EXPECT_EQ(trial.available(), 4U);
  EXPECT_EQ(trial.refused({.points = 5}).reason, LimitReason::kConcurrency) << "the six may turn out to be free";
  EXPECT_EQ(trial.refused({.points = 11}).reason, LimitReason::kPrimary);
  trial.settle(six, answer(100, 10, kHour, 0));
  EXPECT_TRUE(trial.may({.points = 10}));
}

TEST(RateLedgerWindow, RemainingOnlyFallsWithinAWindow) {
  LedgerOnTrial trial(plain_rules());
  trial.spend(answer(100, 50, kHour));
  const Ticket first = trial.take();
  const Ticket second = trial.take();
  trial.settle(second, answer(100, 48, kHour));
  trial.now += milliseconds(900);
  trial.settle(first, answer(100, 49, kHour));
  EXPECT_EQ(trial.available(), 48U);
  EXPECT_EQ(trial.ledger.budgets(trial.now)[0].resets_in, kHour) << "the earliest of the resets that were told";
}

TEST(RateLedgerWindow, AfterTheEndOneLearnsAgain) {
  LedgerOnTrial trial(plain_rules());
  trial.spend(answer(100, 0, seconds(10)));
  trial.now += milliseconds(10'999);
  trial.refused();
  trial.now += milliseconds(1);
  const Ticket learner = trial.take();
  trial.refused();
  trial.settle(learner, answer(100, 99, kHour));
  EXPECT_EQ(trial.available(), 99U);
}

TEST(RateLedgerWindow, LateAnswerOfTheLastWindowDoesNotSpoilTheNew) {
  LedgerOnTrial trial(plain_rules());
  trial.spend(answer(100, 50, seconds(10)));
  const Ticket before = trial.take();
  const Ticket long_before = trial.take();
  trial.now += seconds(12);
  trial.settle(before, answer(100, 7, seconds(0)));  // while nothing is known
  const Ticket learner = trial.take();
  trial.settle(learner, answer(100, 98, seconds(10)));
  trial.settle(long_before, primary(WindowReport{100, 0, seconds(0)}));
  EXPECT_EQ(trial.available(), 98U);
}

TEST(RateLedgerWindow, WhatIsInFlightAtTheEndCountsInTheNewWindowToo) {
  LedgerOnTrial trial(plain_rules());
  trial.spend(answer(100, 50, seconds(10)));
  trial.take({.points = 30});
  trial.now += seconds(11);
  trial.spend(answer(100, 99, seconds(10)));
  EXPECT_EQ(trial.available(), 69U);
}

TEST(RateLedgerWindow, WindowThatBeganEarlyReplacesTheKnownOne) {
  LedgerOnTrial trial(plain_rules());
  trial.spend(answer(100, 3, kHour));
  trial.now += milliseconds(kHour);
  trial.spend(answer(100, 99, kHour));
  EXPECT_EQ(trial.available(), 99U);
}

TEST(RateLedgerWindow, WindowThatWasSetBackIsBelieved) {
  LedgerOnTrial trial(plain_rules());
  trial.spend(answer(5'000, 4'000, kHour));
  trial.now += seconds(1);
  trial.spend(answer(100, 99, seconds(5)));
  EXPECT_EQ(trial.available(), 99U);
  trial.now += seconds(6);
  EXPECT_FALSE(trial.ledger.budgets(trial.now)[0].known);
}

TEST(RateLedgerWindow, UnansweredRequestCountsUntilALaterReport) {
  LedgerOnTrial trial(plain_rules());
  trial.spend(answer(100, 50, kHour));
  trial.now += seconds(1);
  const Ticket before = trial.take();
  trial.now += seconds(1);
  trial.spend({}, {.points = 5});
  EXPECT_EQ(trial.available(), 44U);
  trial.settle(before, answer(100, 49, kHour - seconds(2)));
  EXPECT_EQ(trial.available(), 44U) << "sent before: says nothing of it";
  trial.now += seconds(1);
  trial.spend(answer(100, 48, kHour - seconds(3)));
  EXPECT_EQ(trial.available(), 48U);
}

TEST(RateLedgerWindow, OutageDoesNotUseUpTheBudget) {
  LedgerOnTrial trial(plain_rules());
  trial.spend(answer(5'000, 4'000, kHour));
  for (int i = 0; i < 3'000; ++i) {
    trial.now += seconds(1);
    trial.spend({});
  }
  EXPECT_EQ(trial.available(), 3'500U);
}

TEST(RateLedgerWindow, RefusalClosesTheResourceUntilItsReset) {
  LedgerOnTrial trial(plain_rules());
  trial.spend(primary(WindowReport{100, 60, seconds(30)}));
  EXPECT_TRUE(trial.may({.resource = Resource::kRest}));
  EXPECT_EQ(trial.available(), 0U);
  const Wait wait = trial.refused();
  EXPECT_EQ(wait.reason, LimitReason::kPrimary);
  EXPECT_EQ(wait.until, kBegin + seconds(31));
  trial.now = wait.until;
  trial.take();
}

TEST(RateLedgerWindow, RefusalWithoutReportClosesForAMinute) {
  LedgerOnTrial trial(plain_rules());
  trial.spend(answer(100, 50, kHour));
  trial.spend(primary());
  const Wait wait = trial.refused();
  EXPECT_EQ(wait.reason, LimitReason::kPrimary);
  EXPECT_EQ(wait.until, kBegin + seconds(60));
  trial.now = wait.until;
  trial.take();
}

TEST(RateLedgerWindow, HeadroomFallsWithTheTimeThatIsLeft) {
  LedgerRules rules;
  LedgerOnTrial trial(rules);
  trial.spend(answer(1'000, 1'000, seconds(1'000)));
  EXPECT_EQ(trial.available(Lane::kInteractive), 900U);
  EXPECT_EQ(trial.available(Lane::kEnrich), 630U);
  trial.now += seconds(500);
  EXPECT_EQ(trial.available(Lane::kEnrich), 765U);
  trial.now += seconds(500);
  EXPECT_EQ(trial.available(Lane::kEnrich), 900U);
}

TEST(RateLedgerWindow, WaitForHeadroomEndsWhenItIsGivenFree) {
  LedgerOnTrial trial;
  trial.spend(answer(1'000, 190, seconds(1'000)));  // 90 above the floor, which is what backfill leaves at first
  const Ask ask{.lane = Lane::kBackfill, .points = 10};
  const Wait wait = trial.refused(ask);
  EXPECT_EQ(wait.reason, LimitReason::kPrimary);
  EXPECT_TRUE(trial.may({.lane = Lane::kRefresh, .points = 10}));
  trial.now = wait.until - milliseconds(5);
  EXPECT_FALSE(trial.may(ask));
  trial.now = wait.until;
  EXPECT_TRUE(trial.may(ask));
  EXPECT_LT(wait.until, kBegin + seconds(200));
}

TEST(RateLedgerWindow, AbsurdReportsAreBounded) {
  LedgerOnTrial trial;
  trial.spend(answer(0, 0, seconds::max()));
  EXPECT_LE(trial.refused().until, kBegin + std::chrono::hours(25));
  LedgerOnTrial other;
  other.spend(answer(100, 50, seconds::min()));
  other.now += seconds(1);
  other.take();
}

TEST(RateLedgerWindow, BudgetsSayWhereAnAccountStands) {
  LedgerOnTrial trial;
  EXPECT_EQ(trial.ledger.available("new", Resource::kGraphql, Lane::kInteractive, trial.now), 4'500U);
  trial.spend(answer(5'000, 4'000, kHour));
  trial.take({.points = 3});
  trial.spend({}, {}, "b");
  const auto budgets = trial.ledger.budgets(trial.now + milliseconds(1));
  ASSERT_EQ(budgets.size(), 2U);
  EXPECT_EQ(budgets[0].account, "a");
  EXPECT_TRUE(budgets[0].known);
  EXPECT_EQ(budgets[0].limit, 5'000U);
  EXPECT_EQ(budgets[0].remaining, 4'000U);
  EXPECT_EQ(budgets[0].floor, 500U);
  EXPECT_EQ(budgets[0].reserved, 3U);
  EXPECT_EQ(budgets[0].resets_in, kHour);
  EXPECT_EQ(budgets[0].blocked_for, std::nullopt);
  EXPECT_FALSE(budgets[1].known);
}

}  // namespace
}  // namespace cpsg::github::ledger
