// Protects: a subject gets its turns a minute and no more, is told truly when the next one comes, and neither time nor
// the number of subjects makes the table grow or a bucket overflow.
#include "cpsg/access/rate_limiter.h"

#include <gtest/gtest.h>

#include <string>

namespace cpsg::access {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant kStart{std::chrono::hours(1'000)};

TEST(RateLimiter, GivesAMinutesTurnsAtOnceThenOneAnInterval) {
  RateLimiter limiter(60, 10);
  for (std::uint32_t i = 60; i > 0; --i) {
    const Turn turn = limiter.take("a", kStart);
    EXPECT_TRUE(turn.allowed);
    EXPECT_EQ(turn.remaining, i - 1);
  }
  const Turn refused = limiter.take("a", kStart);
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.remaining, 0U);
  EXPECT_EQ(refused.retry_after, seconds(1));
  EXPECT_EQ(refused.full_in, seconds(60));
  EXPECT_FALSE(limiter.take("a", kStart + milliseconds(999)).allowed) << "asking does not put it off, either";
  EXPECT_TRUE(limiter.take("a", kStart + seconds(1)).allowed);
  EXPECT_FALSE(limiter.take("a", kStart + seconds(1)).allowed);
}

TEST(RateLimiter, RetryAfterIsWhenATurnIsThere) {
  for (const std::uint32_t per_minute : {1U, 7U, 13U, 59U, 6'000U}) {
    RateLimiter limiter(per_minute, 10);
    for (std::uint32_t i = 0; i < per_minute; ++i) EXPECT_TRUE(limiter.take("a", kStart).allowed) << per_minute;
    const Turn refused = limiter.take("a", kStart + milliseconds(1));
    ASSERT_FALSE(refused.allowed) << per_minute;
    EXPECT_GE(refused.retry_after, seconds(1));
    EXPECT_TRUE(limiter.take("a", kStart + milliseconds(1) + refused.retry_after).allowed) << per_minute;
  }
}

TEST(RateLimiter, BucketNeverHoldsMoreThanAMinutesTurns) {
  RateLimiter limiter(3, 10);
  EXPECT_TRUE(limiter.take("a", kStart).allowed);
  const Instant later = kStart + std::chrono::hours(24 * 365);
  EXPECT_EQ(limiter.look("a", later).remaining, 3U);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limiter.take("a", later).allowed);
  EXPECT_FALSE(limiter.take("a", later).allowed);
}

TEST(RateLimiter, SubjectsDoNotShare) {
  RateLimiter limiter(1, 10);
  EXPECT_TRUE(limiter.take("a", kStart).allowed);
  EXPECT_FALSE(limiter.take("a", kStart).allowed);
  EXPECT_TRUE(limiter.take("b", kStart).allowed);
}

TEST(RateLimiter, LookTakesNothing) {
  RateLimiter limiter(1, 10);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limiter.look("a", kStart).allowed);
  EXPECT_EQ(limiter.subjects(), 0U);
  EXPECT_TRUE(limiter.take("a", kStart).allowed);
  EXPECT_FALSE(limiter.look("a", kStart).allowed);
}

TEST(RateLimiter, TableIsBoundedAndForgetsWhoWasSeenLongestAgo) {
  RateLimiter limiter(2, 100);
  EXPECT_TRUE(limiter.take("first", kStart).allowed);
  for (int i = 0; i < 99; ++i) EXPECT_TRUE(limiter.take(std::to_string(i), kStart).allowed);
  EXPECT_TRUE(limiter.take("first", kStart).allowed) << "seen again, so another one goes";
  for (int i = 100; i < 199; ++i) EXPECT_TRUE(limiter.take(std::to_string(i), kStart).allowed);
  EXPECT_EQ(limiter.subjects(), 100U);
  EXPECT_FALSE(limiter.take("first", kStart).allowed);
  EXPECT_TRUE(limiter.take("another", kStart).allowed);
  EXPECT_TRUE(limiter.take("first", kStart).allowed) << "now it was the one seen longest ago";
  EXPECT_EQ(limiter.subjects(), 100U);
}

}  // namespace
}  // namespace cpsg::access
