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
  TestLedger test;
  const Ticket learner = test.take();
  EXPECT_EQ(test.refused().reason, LimitReason::kConcurrency);
  EXPECT_TRUE(test.may({.resource = Resource::kRest})) << "the other resource learns by itself";
  test.settle(learner, answer(5'000, 4'999, kHour));
  test.take();
  test.take();
}

TEST(RateLedgerWindow, UnansweredLearnerLetsTheNextOneTry) {
  TestLedger test;
  test.spend({});
  const Ticket second = test.take();
  test.refused();
  test.settle(second, answer(60, 59, kHour));
  EXPECT_TRUE(test.may());
}

TEST(RateLedgerWindow, FloorIsNeverTouched) {
  TestLedger test;
  test.spend(answer(100, 12, kHour));
  EXPECT_EQ(test.available(), 2U);
  const RequestCost interactive{.lane = Lane::kInteractive};
  test.spend(answer(100, 11, kHour), interactive);
  test.spend(answer(100, 10, kHour), interactive);
  const Wait wait = test.refused(interactive);
  EXPECT_EQ(wait.reason, LimitReason::kPrimary);
  EXPECT_EQ(wait.until, kBegin + kHour + seconds(1));
}

TEST(RateLedgerWindow, SmallLimitsKeepSomethingUsable) {
  for (const std::uint32_t limit : {60U, 5U, 2U, 1U}) {
    for (const double floor : {0.1, 0.9, 1.0}) {
      LedgerRules rules;
      rules.floor_fraction = floor;
      TestLedger test(rules);
      test.spend(answer(limit, limit, kHour));
      EXPECT_GE(test.available(Lane::kEnrich), 1U) << limit << " with a floor of " << floor;
    }
  }
}

TEST(RateLedgerWindow, ReservedPointsAreNotGivenTwice) {
  TestLedger test(plain_rules());
  test.spend(answer(100, 10, kHour));
  const Ticket six = test.take({.points = 6});
  EXPECT_EQ(test.available(), 4U);
  EXPECT_EQ(test.refused({.points = 5}).reason, LimitReason::kConcurrency) << "the six may turn out to be free";
  EXPECT_EQ(test.refused({.points = 11}).reason, LimitReason::kPrimary);
  test.settle(six, answer(100, 10, kHour, 0));
  EXPECT_TRUE(test.may({.points = 10}));
}

TEST(RateLedgerWindow, RemainingOnlyFallsWithinAWindow) {
  TestLedger test(plain_rules());
  test.spend(answer(100, 50, kHour));
  const Ticket first = test.take();
  const Ticket second = test.take();
  test.settle(second, answer(100, 48, kHour));
  test.now += milliseconds(900);
  test.settle(first, answer(100, 49, kHour));
  EXPECT_EQ(test.available(), 48U);
  EXPECT_EQ(test.ledger.budgets(test.now)[0].resets_in, kHour) << "the earliest reset of any response";
}

TEST(RateLedgerWindow, AfterTheEndOneLearnsAgain) {
  TestLedger test(plain_rules());
  test.spend(answer(100, 0, seconds(10)));
  test.now += milliseconds(10'999);
  test.refused();
  test.now += milliseconds(1);
  const Ticket learner = test.take();
  test.refused();
  test.settle(learner, answer(100, 99, kHour));
  EXPECT_EQ(test.available(), 99U);
}

TEST(RateLedgerWindow, LateAnswerOfTheLastWindowDoesNotSpoilTheNew) {
  TestLedger test(plain_rules());
  test.spend(answer(100, 50, seconds(10)));
  const Ticket before = test.take();
  const Ticket long_before = test.take();
  test.now += seconds(12);
  test.settle(before, answer(100, 7, seconds(0)));  // while nothing is known
  const Ticket learner = test.take();
  test.settle(learner, answer(100, 98, seconds(10)));
  test.settle(long_before, primary(WindowReport{100, 0, seconds(0)}));
  EXPECT_EQ(test.available(), 98U);
}

TEST(RateLedgerWindow, WhatIsInFlightAtTheEndCountsInTheNewWindowToo) {
  TestLedger test(plain_rules());
  test.spend(answer(100, 50, seconds(10)));
  test.take({.points = 30});
  test.now += seconds(11);
  test.spend(answer(100, 99, seconds(10)));
  EXPECT_EQ(test.available(), 69U);
}

TEST(RateLedgerWindow, WindowThatBeganEarlyReplacesTheKnownOne) {
  TestLedger test(plain_rules());
  test.spend(answer(100, 3, kHour));
  test.now += milliseconds(kHour);
  test.spend(answer(100, 99, kHour));
  EXPECT_EQ(test.available(), 99U);
}

TEST(RateLedgerWindow, WindowThatWasSetBackIsBelieved) {
  TestLedger test(plain_rules());
  test.spend(answer(5'000, 4'000, kHour));
  test.now += seconds(1);
  test.spend(answer(100, 99, seconds(5)));
  EXPECT_EQ(test.available(), 99U);
  test.now += seconds(6);
  EXPECT_FALSE(test.ledger.budgets(test.now)[0].known);
}

TEST(RateLedgerWindow, UnansweredRequestCountsUntilALaterReport) {
  TestLedger test(plain_rules());
  test.spend(answer(100, 50, kHour));
  test.now += seconds(1);
  const Ticket before = test.take();
  test.now += seconds(1);
  test.spend({}, {.points = 5});
  EXPECT_EQ(test.available(), 44U);
  test.settle(before, answer(100, 49, kHour - seconds(2)));
  EXPECT_EQ(test.available(), 44U) << "sent before: says nothing of it";
  test.now += seconds(1);
  test.spend(answer(100, 48, kHour - seconds(3)));
  EXPECT_EQ(test.available(), 48U);
}

TEST(RateLedgerWindow, OutageDoesNotUseUpTheBudget) {
  TestLedger test(plain_rules());
  test.spend(answer(5'000, 4'000, kHour));
  for (int i = 0; i < 3'000; ++i) {
    test.now += seconds(1);
    test.spend({});
  }
  EXPECT_EQ(test.available(), 3'500U);
}

TEST(RateLedgerWindow, RefusalClosesTheResourceUntilItsReset) {
  TestLedger test(plain_rules());
  test.spend(primary(WindowReport{100, 60, seconds(30)}));
  EXPECT_TRUE(test.may({.resource = Resource::kRest}));
  EXPECT_EQ(test.available(), 0U);
  const Wait wait = test.refused();
  EXPECT_EQ(wait.reason, LimitReason::kPrimary);
  EXPECT_EQ(wait.until, kBegin + seconds(31));
  test.now = wait.until;
  test.take();
}

TEST(RateLedgerWindow, RefusalWithoutReportClosesForAMinute) {
  TestLedger test(plain_rules());
  test.spend(answer(100, 50, kHour));
  test.spend(primary());
  const Wait wait = test.refused();
  EXPECT_EQ(wait.reason, LimitReason::kPrimary);
  EXPECT_EQ(wait.until, kBegin + seconds(60));
  test.now = wait.until;
  test.take();
}

TEST(RateLedgerWindow, HeadroomFallsWithTheTimeThatIsLeft) {
  LedgerRules rules;
  TestLedger test(rules);
  test.spend(answer(1'000, 1'000, seconds(1'000)));
  EXPECT_EQ(test.available(Lane::kInteractive), 900U);
  EXPECT_EQ(test.available(Lane::kEnrich), 630U);
  test.now += seconds(500);
  EXPECT_EQ(test.available(Lane::kEnrich), 765U);
  test.now += seconds(500);
  EXPECT_EQ(test.available(Lane::kEnrich), 900U);
}

TEST(RateLedgerWindow, WaitForHeadroomEndsWhenItIsGivenFree) {
  TestLedger test;
  test.spend(answer(1'000, 190, seconds(1'000)));  // 90 above the floor, which is what backfill leaves at first
  const RequestCost cost{.lane = Lane::kBackfill, .points = 10};
  const Wait wait = test.refused(cost);
  EXPECT_EQ(wait.reason, LimitReason::kPrimary);
  EXPECT_TRUE(test.may({.lane = Lane::kRefresh, .points = 10}));
  test.now = wait.until - milliseconds(5);
  EXPECT_FALSE(test.may(cost));
  test.now = wait.until;
  EXPECT_TRUE(test.may(cost));
  EXPECT_LT(wait.until, kBegin + seconds(200));
}

TEST(RateLedgerWindow, AbsurdReportsAreBounded) {
  TestLedger test;
  test.spend(answer(0, 0, seconds::max()));
  EXPECT_LE(test.refused().until, kBegin + std::chrono::minutes(66));
  TestLedger other;
  other.spend(answer(100, 50, seconds::min()));
  other.now += seconds(1);
  other.take();
}

TEST(RateLedgerWindow, ReportBeyondItsLimitIsCutToIt) {
  TestLedger test(plain_rules());
  test.spend(answer(100, 4'000'000, seconds(10)));
  EXPECT_EQ(test.available(), 100U);
}

TEST(RateLedgerWindow, ServerThatSaysNothingOfLimitsHasNone) {
  TestLedger test;
  const Ticket first = test.take();
  test.refused();
  test.settle(first, without_limits());
  for (int i = 0; i < 50; ++i) test.take({.points = 100, .expected = seconds(5)});
  EXPECT_GT(test.available(), 5'000U);
  test.now += kHour * 2;
  test.take();
  test.take();
}

TEST(RateLedgerWindow, LimitsThatAppearLaterAreObeyed) {
  TestLedger test(plain_rules());
  test.spend(without_limits());
  test.spend(answer(100, 1, kHour));
  test.take();
  test.refused();
  test.now += kHour + seconds(1);
  const Ticket learner = test.take();
  test.settle(learner, without_limits());
  test.take();
  test.take();
}

TEST(RateLedgerWindow, OneAnswerWithoutHeadersDoesNotLiftAKnownLimit) {
  TestLedger test(plain_rules());
  test.spend(answer(100, 2, kHour));
  test.spend(without_limits());
  EXPECT_LE(test.available(), 2U);
}

TEST(RateLedgerWindow, NothingLeftAndAResetThatIsOverIsWaitedOutLongerAndLonger) {
  for (const Settlement& settlement : {answer(5'000, 0, seconds(-100)), primary(WindowReport{5'000, 0, seconds(-1)}),
                                       primary(WindowReport{5'000, 0, seconds(0)})}) {
    TestLedger test;
    for (const int wait : {60, 120, 240, 480, 900, 900}) {
      test.spend(settlement);
      EXPECT_EQ(test.refused().until, test.now + seconds(wait));
      test.now += seconds(wait);
    }
    test.spend(answer(5'000, 4'999, kHour));
    test.now += kHour + seconds(1);
    test.spend(settlement);
    EXPECT_EQ(test.refused().until, test.now + seconds(60)) << "an answer with something left ends the row";
  }
}

TEST(RateLedgerWindow, PastResetThatManyMeetTogetherCountsOnce) {
  TestLedger test(plain_rules());
  test.spend(answer(100, 50, kHour));
  const Ticket one = test.take();
  const Ticket other = test.take();
  test.settle(one, primary(WindowReport{100, 0, seconds(-1)}));
  test.settle(other, primary(WindowReport{100, 0, seconds(-1)}));
  EXPECT_EQ(test.refused().until, test.now + seconds(60));
}

TEST(RateLedgerWindow, SomethingLeftThoughTheResetIsOverLastsAMinute) {
  TestLedger test(plain_rules());
  test.spend(answer(100, 50, seconds(-100)));
  for (int i = 0; i < 50; ++i) test.take();
  EXPECT_LE(test.refused().until, test.now + seconds(61));
}

TEST(RateLedgerWindow, WhatWasSpentIsCountedByAccountAndResource) {
  TestLedger test;
  Settlement costly = answer(5'000, 4'000, kHour);
  costly.points = 7;
  test.spend(costly);
  test.spend(costly);
  costly.points = 1;
  test.spend(costly, {.resource = Resource::kRest});
  test.spend(costly, {}, "b");
  test.spend({}, {.points = 9}, "b");
  const auto budgets = test.ledger.budgets(test.now);
  ASSERT_EQ(budgets.size(), 3U);
  EXPECT_EQ(budgets[0].resource, Resource::kRest);
  EXPECT_EQ(budgets[0].spent, 1U);
  EXPECT_EQ(budgets[1].spent, 14U);
  EXPECT_EQ(budgets[2].account, "b");
  EXPECT_EQ(budgets[2].spent, 1U) << "nobody told what the unanswered request cost";
}

TEST(RateLedgerWindow, BudgetsSayWhereAnAccountStands) {
  TestLedger test;
  EXPECT_EQ(test.ledger.available("new", Resource::kGraphql, Lane::kInteractive, test.now), 4'500U);
  test.spend(answer(5'000, 4'000, kHour));
  test.take({.points = 3});
  test.spend({}, {}, "b");
  const auto budgets = test.ledger.budgets(test.now + milliseconds(1));
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
