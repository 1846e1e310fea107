// Protects: GitHub's secondary limits - requests at once, points and server time of a minute - and that nothing is sent
// while an account was asked to wait. A test plays the clock and GitHub's answers.
#include "cpsg/github/ledger/testing/ledger.h"

namespace cpsg::github::ledger {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kHour{3600};

// Both windows are known and the minute is empty.
struct KnownWindows : TestLedger {
  explicit KnownWindows(const LedgerRules& rules) : TestLedger(rules) {
    spend(answer(5'000, 5'000, kHour));
    spend(answer(5'000, 5'000, kHour), {.resource = Resource::kRest});
    now += rules.minute;
  }
};

TEST(RateLedgerLimits, BothResourcesShareTheRequestsAtOnce) {
  LedgerRules rules = plain_rules();
  rules.concurrent_max = 2;
  KnownWindows test(rules);
  const Ticket first = test.take();
  test.take({.resource = Resource::kRest});
  EXPECT_EQ(test.refused().reason, LimitReason::kConcurrency);
  EXPECT_TRUE(test.may({}, "another account"));
  test.settle(first, answer(5'000, 4'999, kHour));
  test.take();
}

TEST(RateLedgerLimits, PointsOfAMinute) {
  LedgerRules rules = plain_rules();
  rules.rest_points_per_minute = 3;
  KnownWindows test(rules);
  const RequestCost rest{.resource = Resource::kRest};
  test.spend(answer(5'000, 4'999, kHour), rest);
  test.now += seconds(10);
  test.spend(answer(5'000, 4'999, kHour, 0), rest);  // free of primary points, but maybe not of these
  const Ticket third = test.take(rest);
  const Wait wait = test.refused(rest);
  EXPECT_EQ(wait.reason, LimitReason::kMinute);
  EXPECT_EQ(wait.until, test.now + seconds(50));
  EXPECT_TRUE(test.may()) << "GraphQL has points of its own";
  test.now += seconds(50);
  test.take(rest);
  test.settle(third, answer(5'000, 4'998, kHour));
  test.now += seconds(59);
  EXPECT_TRUE(test.may(rest));
}

TEST(RateLedgerLimits, RequestCountsForAMinuteFromItsAnswer) {
  LedgerRules rules = plain_rules();
  rules.rest_points_per_minute = 1;
  KnownWindows test(rules);
  const RequestCost rest{.resource = Resource::kRest};
  const Ticket slow = test.take(rest);
  test.now += seconds(70);
  EXPECT_EQ(test.refused(rest).reason, LimitReason::kConcurrency) << "until it is answered";
  test.settle(slow, answer(5'000, 4'999, kHour));
  EXPECT_EQ(test.refused(rest).until, test.now + seconds(60));
}

TEST(RateLedgerLimits, ServerTimeIsExpectedAndThenReal) {
  LedgerRules rules = plain_rules();
  rules.graphql_server_time_per_minute = milliseconds(10'000);
  KnownWindows test(rules);
  const RequestCost cost{.expected = milliseconds(6'000)};
  const Ticket first = test.take(cost);
  EXPECT_EQ(test.refused(cost).reason, LimitReason::kConcurrency);
  EXPECT_TRUE(test.may({.expected = milliseconds(4'000)}));
  Settlement quick = answer(5'000, 4'999, kHour);
  quick.server_time = milliseconds(1'000);
  test.settle(first, quick);
  const Ticket second = test.take(cost);
  Settlement slow = answer(5'000, 4'998, kHour);
  slow.server_time = milliseconds(9'000);
  test.settle(second, slow);
  const Wait wait = test.refused(cost);
  EXPECT_EQ(wait.reason, LimitReason::kMinute);
  EXPECT_EQ(wait.until, test.now + seconds(60));
  EXPECT_TRUE(test.may({.resource = Resource::kRest, .expected = milliseconds(6'000)}));
}

TEST(RateLedgerLimits, AllServerTimeTogether) {
  LedgerRules rules = plain_rules();
  rules.server_time_per_minute = milliseconds(10'000);
  KnownWindows test(rules);
  test.take({.expected = milliseconds(6'000)});
  EXPECT_FALSE(test.may({.resource = Resource::kRest, .expected = milliseconds(5'000)}));
}

TEST(RateLedgerLimits, RequestBeyondAWholeMinuteGoesAlone) {
  LedgerRules rules = plain_rules();
  rules.graphql_points_per_minute = 5;
  KnownWindows test(rules);
  test.take({.points = 9});
  EXPECT_FALSE(test.may({.points = 9}));
}

TEST(RateLedgerLimits, RetryAfterBlocksTheWholeAccount) {
  KnownWindows test(plain_rules());
  test.spend(secondary(seconds(7)));
  for (const Resource resource : {Resource::kRest, Resource::kGraphql}) {
    const Wait wait = test.refused({.resource = resource});
    EXPECT_EQ(wait.reason, LimitReason::kBlocked);
    EXPECT_EQ(wait.until, test.now + milliseconds(7'100));
  }
  EXPECT_EQ(test.available(), 0U);
  EXPECT_EQ(test.ledger.budgets(test.now)[0].blocked_for, seconds(8));
  EXPECT_TRUE(test.may({}, "another account"));
  test.now += milliseconds(7'100);
  test.take();
}

TEST(RateLedgerLimits, RetryAfterCountsOnAnyAnswerAndNeverShortensABlock) {
  KnownWindows test(plain_rules());
  const Ticket other = test.take();
  Settlement unavailable = answer(5'000, 4'999, kHour);
  unavailable.retry_after = seconds(30);
  test.spend(unavailable);
  test.settle(other, secondary(seconds(2)));
  EXPECT_EQ(test.refused().until, test.now + milliseconds(30'100));
}

TEST(RateLedgerLimits, RefusalWithNothingRemainingWaitsForTheReset) {
  KnownWindows test(plain_rules());
  Settlement refusal = secondary();
  refusal.window = WindowReport{5'000, 0, seconds(90)};
  test.spend(refusal, {.resource = Resource::kRest});
  const Wait wait = test.refused();
  EXPECT_EQ(wait.reason, LimitReason::kBlocked);
  EXPECT_EQ(wait.until, test.now + seconds(91));
}

TEST(RateLedgerLimits, BackOffDoublesUpToTheLongest) {
  LedgerRules rules = plain_rules();
  rules.longest_backoff = seconds(200);
  KnownWindows test(rules);
  for (const int expected : {60, 120, 200, 200}) {
    test.spend(secondary());
    const Wait wait = test.refused();
    EXPECT_EQ(wait.until, test.now + seconds(expected));
    test.now = wait.until;
  }
  test.spend(answer(5'000, 4'000, kHour));
  test.spend(secondary());
  EXPECT_EQ(test.refused().until, test.now + seconds(60)) << "begins anew after an answer";
}

TEST(RateLedgerLimits, RefusalsOfWhatWasUnderWayTogetherAreOne) {
  KnownWindows test(plain_rules());
  const Ticket first = test.take();
  const Ticket second = test.take();
  const Ticket third = test.take();
  test.now += seconds(1);
  test.settle(first, secondary());
  test.settle(second, secondary());
  test.settle(third, answer(5'000, 4'000, kHour));
  EXPECT_EQ(test.refused().until, test.now + seconds(60));
  test.now += seconds(60);
  test.spend(secondary());
  EXPECT_EQ(test.refused().until, test.now + seconds(120)) << "the answer came to what was sent before the refusal";
}

TEST(RateLedgerLimits, AbsurdRetryAfterIsBounded) {
  KnownWindows test(plain_rules());
  test.spend(secondary(seconds::max()));
  EXPECT_LE(test.refused().until, test.now + std::chrono::hours(24 * 31));
}

TEST(RateLedgerLimits, ServerWithoutLimitsKeepsTheRequestsAtOnceAlone) {
  LedgerRules rules = plain_rules();
  rules.concurrent_max = 2;
  rules.graphql_points_per_minute = 1;
  TestLedger test(rules);
  test.spend(without_limits());
  for (int i = 0; i < 5; ++i) test.spend(without_limits());
  test.take();
  test.take();
  EXPECT_EQ(test.refused().reason, LimitReason::kConcurrency);
}

TEST(RateLedgerLimits, RefusalWithAResetThatIsOverIsWaitedOut) {
  TestLedger test(plain_rules());
  Settlement settlement = answer(5'000, 0, seconds(-5));
  settlement.kind = Settlement::Kind::kSecondaryLimit;
  test.spend(settlement);
  EXPECT_EQ(test.refused().until, test.now + seconds(60));
}

}  // namespace
}  // namespace cpsg::github::ledger
