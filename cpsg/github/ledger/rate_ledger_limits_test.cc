// Protects: GitHub's secondary limits - requests at once, points and server time of a minute - and that nothing is sent
// while an account was asked to wait. A test plays the clock and GitHub's answers.
#include "cpsg/github/ledger/testing/ledger.h"

namespace cpsg::github::ledger {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kHour{3600};

// Both windows are known and the minute is empty.
struct KnownWindows : LedgerOnTrial {
  explicit KnownWindows(const LedgerRules& rules) : LedgerOnTrial(rules) {
    spend(answer(5'000, 5'000, kHour));
    spend(answer(5'000, 5'000, kHour), {.resource = Resource::kRest});
    now += rules.minute;
  }
};

TEST(RateLedgerLimits, BothResourcesShareTheRequestsAtOnce) {
  LedgerRules rules = plain_rules();
  rules.concurrent_max = 2;
  KnownWindows trial(rules);
  const Ticket first = trial.take();
  trial.take({.resource = Resource::kRest});
  EXPECT_EQ(trial.refused().reason, LimitReason::kConcurrency);
  EXPECT_TRUE(trial.may({}, "another account"));
  trial.settle(first, answer(5'000, 4'999, kHour));
  trial.take();
}

TEST(RateLedgerLimits, PointsOfAMinute) {
  LedgerRules rules = plain_rules();
  rules.rest_points_per_minute = 3;
  KnownWindows trial(rules);
  const Ask rest{.resource = Resource::kRest};
  trial.spend(answer(5'000, 4'999, kHour), rest);
  trial.now += seconds(10);
  trial.spend(answer(5'000, 4'999, kHour, 0), rest);  // free of primary points, but perhaps not of these
  const Ticket third = trial.take(rest);
  const Wait wait = trial.refused(rest);
  EXPECT_EQ(wait.reason, LimitReason::kMinute);
  EXPECT_EQ(wait.until, trial.now + seconds(50));
  EXPECT_TRUE(trial.may()) << "GraphQL has points of its own";
  trial.now += seconds(50);
  trial.take(rest);
  trial.settle(third, answer(5'000, 4'998, kHour));
  trial.now += seconds(59);
  EXPECT_TRUE(trial.may(rest));
}

TEST(RateLedgerLimits, RequestCountsForAMinuteFromItsAnswer) {
  LedgerRules rules = plain_rules();
  rules.rest_points_per_minute = 1;
  KnownWindows trial(rules);
  const Ask rest{.resource = Resource::kRest};
  const Ticket slow = trial.take(rest);
  trial.now += seconds(70);
  EXPECT_EQ(trial.refused(rest).reason, LimitReason::kConcurrency) << "until it is answered";
  trial.settle(slow, answer(5'000, 4'999, kHour));
  EXPECT_EQ(trial.refused(rest).until, trial.now + seconds(60));
}

TEST(RateLedgerLimits, ServerTimeIsExpectedAndThenReal) {
  LedgerRules rules = plain_rules();
  rules.graphql_server_time_per_minute = milliseconds(10'000);
  KnownWindows trial(rules);
  const Ask ask{.expected = milliseconds(6'000)};
  const Ticket first = trial.take(ask);
  EXPECT_EQ(trial.refused(ask).reason, LimitReason::kConcurrency);
  EXPECT_TRUE(trial.may({.expected = milliseconds(4'000)}));
  Settlement quick = answer(5'000, 4'999, kHour);
  quick.server_time = milliseconds(1'000);
  trial.settle(first, quick);
  const Ticket second = trial.take(ask);
  Settlement slow = answer(5'000, 4'998, kHour);
  slow.server_time = milliseconds(9'000);
  trial.settle(second, slow);
  const Wait wait = trial.refused(ask);
  EXPECT_EQ(wait.reason, LimitReason::kMinute);
  EXPECT_EQ(wait.until, trial.now + seconds(60));
  EXPECT_TRUE(trial.may({.resource = Resource::kRest, .expected = milliseconds(6'000)}));
}

TEST(RateLedgerLimits, AllServerTimeTogether) {
  LedgerRules rules = plain_rules();
  rules.server_time_per_minute = milliseconds(10'000);
  KnownWindows trial(rules);
  trial.take({.expected = milliseconds(6'000)});
  EXPECT_FALSE(trial.may({.resource = Resource::kRest, .expected = milliseconds(5'000)}));
}

TEST(RateLedgerLimits, AskBeyondAWholeMinuteGoesAlone) {
  LedgerRules rules = plain_rules();
  rules.graphql_points_per_minute = 5;
  KnownWindows trial(rules);
  trial.take({.points = 9});
  EXPECT_FALSE(trial.may({.points = 9}));
}

TEST(RateLedgerLimits, RetryAfterBlocksTheWholeAccount) {
  KnownWindows trial(plain_rules());
  trial.spend(secondary(seconds(7)));
  for (const Resource resource : {Resource::kRest, Resource::kGraphql}) {
    const Wait wait = trial.refused({.resource = resource});
    EXPECT_EQ(wait.reason, LimitReason::kBlocked);
    EXPECT_EQ(wait.until, trial.now + milliseconds(7'100));
  }
  EXPECT_EQ(trial.available(), 0U);
  EXPECT_EQ(trial.ledger.budgets(trial.now)[0].blocked_for, seconds(8));
  EXPECT_TRUE(trial.may({}, "another account"));
  trial.now += milliseconds(7'100);
  trial.take();
}

TEST(RateLedgerLimits, RetryAfterCountsOnAnyAnswerAndNeverShortensABlock) {
  KnownWindows trial(plain_rules());
  const Ticket other = trial.take();
  Settlement unavailable = answer(5'000, 4'999, kHour);
  unavailable.retry_after = seconds(30);
  trial.spend(unavailable);
  trial.settle(other, secondary(seconds(2)));
  EXPECT_EQ(trial.refused().until, trial.now + milliseconds(30'100));
}

TEST(RateLedgerLimits, RefusalWithNothingRemainingWaitsForTheReset) {
  KnownWindows trial(plain_rules());
  Settlement refusal = secondary();
  refusal.window = WindowReport{5'000, 0, seconds(90)};
  trial.spend(refusal, {.resource = Resource::kRest});
  const Wait wait = trial.refused();
  EXPECT_EQ(wait.reason, LimitReason::kBlocked);
  EXPECT_EQ(wait.until, trial.now + seconds(91));
}

TEST(RateLedgerLimits, BackOffDoublesUpToTheLongest) {
  LedgerRules rules = plain_rules();
  rules.longest_backoff = seconds(200);
  KnownWindows trial(rules);
  for (const int expected : {60, 120, 200, 200}) {
    trial.spend(secondary());
    const Wait wait = trial.refused();
    EXPECT_EQ(wait.until, trial.now + seconds(expected));
    trial.now = wait.until;
  }
  trial.spend(answer(5'000, 4'000, kHour));
  trial.spend(secondary());
  EXPECT_EQ(trial.refused().until, trial.now + seconds(60)) << "begins anew after an answer";
}

TEST(RateLedgerLimits, RefusalsOfWhatWasUnderWayTogetherAreOne) {
  KnownWindows trial(plain_rules());
  const Ticket first = trial.take();
  const Ticket second = trial.take();
  const Ticket third = trial.take();
  trial.now += seconds(1);
  trial.settle(first, secondary());
  trial.settle(second, secondary());
  trial.settle(third, answer(5'000, 4'000, kHour));
  EXPECT_EQ(trial.refused().until, trial.now + seconds(60));
  trial.now += seconds(60);
  trial.spend(secondary());
  EXPECT_EQ(trial.refused().until, trial.now + seconds(120)) << "the answer came to what was sent before the refusal";
}

TEST(RateLedgerLimits, AbsurdRetryAfterIsBounded) {
  KnownWindows trial(plain_rules());
  trial.spend(secondary(seconds::max()));
  EXPECT_LE(trial.refused().until, trial.now + std::chrono::hours(24 * 31));
}

}  // namespace
}  // namespace cpsg::github::ledger
