// Protects: what processes tell each other of a window is neither lost nor made larger, in whichever order it comes.
#include "cpsg/coordination/limit_facts.h"

#include <gmock/gmock.h>

namespace cpsg::coordination {
namespace {

using std::chrono::seconds;

constexpr Instant kNow = Instant(std::chrono::hours(1'000));

WindowFacts window(std::uint32_t remaining, seconds resets_in, seconds learned = seconds(0)) {
  WindowFacts facts;
  facts.known = true;
  facts.limit = 5'000;
  facts.remaining = remaining;
  facts.reset_earliest = kNow + resets_in - seconds(1);
  facts.reset = kNow + resets_in;
  facts.learned_at = kNow + learned;
  facts.length = seconds(3'600);
  return facts;
}

WindowFacts merged(WindowFacts ours, const WindowFacts& theirs) {
  merge(ours, theirs);
  return ours;
}

TEST(LimitFacts, OfOneWindowTheSmallerRemainderCounts) {
  EXPECT_EQ(merged(window(10, seconds(100)), window(7, seconds(100), seconds(5))).remaining, 7U);
  EXPECT_EQ(merged(window(7, seconds(100), seconds(5)), window(10, seconds(100))).remaining, 7U);
}

TEST(LimitFacts, OfTwoWindowsTheOneThatWasLearnedLaterCounts) {
  const WindowFacts old = window(3, seconds(10), seconds(-50));
  const WindowFacts fresh = window(4'999, seconds(3'000));
  EXPECT_EQ(merged(old, fresh).remaining, 4'999U);
  EXPECT_EQ(merged(fresh, old).remaining, 4'999U);
  const WindowFacts begun_anew = window(4'000, seconds(5), seconds(9));  // with an earlier reset
  EXPECT_EQ(merged(fresh, begun_anew).remaining, 4'000U);
  EXPECT_EQ(merged(begun_anew, fresh).remaining, 4'000U);
}

TEST(LimitFacts, WhatNobodyKnowsChangesNothing) {
  EXPECT_EQ(merged(window(7, seconds(100)), {}).remaining, 7U);
  EXPECT_EQ(merged({}, window(7, seconds(100))).remaining, 7U);
}

TEST(LimitFacts, WhetherThereAreLimitsIsDecidedByTheLaterAnswer) {
  WindowFacts unlimited;
  unlimited.unlimited = true;
  unlimited.learned_at = kNow + seconds(1);
  EXPECT_TRUE(merged(window(7, seconds(100)), unlimited).unlimited);
  EXPECT_TRUE(merged(unlimited, window(7, seconds(100))).unlimited);
  EXPECT_FALSE(merged(unlimited, window(7, seconds(100), seconds(2))).unlimited);
}

TEST(LimitFacts, ClosedAsLongAsOneOfThemSays) {
  WindowFacts closed = window(7, seconds(100));
  closed.closed_until = kNow + seconds(60);
  closed.past_resets = 2;
  EXPECT_EQ(merged({}, closed).closed_until, kNow + seconds(60));
  const WindowFacts later = merged(closed, window(4'999, seconds(3'000), seconds(9)));
  EXPECT_EQ(later.closed_until, kNow + seconds(60)) << "a new window opens nothing that was closed";
  EXPECT_EQ(later.past_resets, 2);
}

TEST(LimitFacts, CountOfRefusalsBelongsToTheLastOne) {
  AccountFacts ours{.refused_at = kNow, .refusals = 3};
  merge(ours, {.refused_at = kNow, .refusals = 0});
  EXPECT_EQ(ours.refusals, 0) << "an answer came since";
  merge(ours, {.blocked_until = kNow + seconds(60), .refused_at = kNow + seconds(1), .refusals = 1});
  EXPECT_EQ(ours.refusals, 1);
  EXPECT_EQ(ours.blocked_until, kNow + seconds(60));
}

TEST(LimitFacts, FloorIsNeverTheWholeLimit) {
  EXPECT_EQ(floor_points(0.1, 5'000), 500U);
  EXPECT_EQ(floor_points(1.0, 20), 19U);
  EXPECT_EQ(floor_points(0.5, 0), 0U);
}

}  // namespace
}  // namespace cpsg::coordination
