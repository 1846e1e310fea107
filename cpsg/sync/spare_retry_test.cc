// Protects: what GitHub fails to give is asked for a few times and then rests, and a refusal is not asked about again.
#include "cpsg/sync/spare_retry.h"

#include <gtest/gtest.h>

namespace cpsg::sync {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr UnixTime kNow{std::chrono::seconds{1'800'000'000}};

TEST(SpareRetry, PausesGrowAndThenItRests) {
  storage::RetryState retry;
  EXPECT_TRUE(may_ask(retry, kNow));
  for (const minutes pause : {minutes{10}, minutes{20}, minutes{40}}) {
    retry = after_failure(retry, kNow);
    EXPECT_FALSE(may_ask(retry, kNow + pause - std::chrono::seconds{1}));
    EXPECT_TRUE(may_ask(retry, kNow + pause));
    EXPECT_EQ(comes_again(retry), kNow + pause);
  }
  retry = after_failure(retry, kNow);
  EXPECT_FALSE(may_ask(retry, kNow + hours{23}));
  EXPECT_TRUE(may_ask(retry, kNow + hours{24}));
  EXPECT_EQ(comes_again(retry), std::nullopt) << "no project waits for it";
  EXPECT_EQ(after_failure(retry, kNow), retry);
}

TEST(SpareRetry, ARefusalRestsAtOnce) {
  const storage::RetryState retry = after_refusal(kNow);
  EXPECT_FALSE(may_ask(retry, kNow + hours{29 * 24}));
  EXPECT_TRUE(may_ask(retry, kNow + hours{30 * 24}));
  EXPECT_EQ(comes_again(retry), std::nullopt);
}

TEST(SpareRetry, ARefusalOfTheTokenRestsForAWeek) {
  const storage::RetryState retry = after_refusal_of_token(kNow);
  EXPECT_FALSE(may_ask(retry, kNow + hours{7 * 24} - std::chrono::seconds{1}));
  EXPECT_TRUE(may_ask(retry, kNow + hours{7 * 24}));
  EXPECT_EQ(comes_again(retry), std::nullopt);
}

TEST(SpareRetry, ATimeThatAWrongClockWroteDoesNotCount) {
  EXPECT_TRUE(may_ask({.failures = 1, .again_at = kNow + hours{31 * 24}}, kNow));
}

}  // namespace
}  // namespace cpsg::sync
