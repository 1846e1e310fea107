// Protects: git is asked no faster than the rules say, by no more at once, and not at all while the remote refuses. The
// clock stands still until the test moves it.
#include "cpsg/github/ledger/git_lane.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/testing/eventually.h"
#include "cpsg/base/testing/manual_clock.h"

namespace cpsg::github::ledger {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kPatient{10'000};

GitLaneRules quick_rules() {
  GitLaneRules rules;
  rules.requests_per_second = 10'000;
  return rules;
}

class GitLaneTest : public testing::Test {
 protected:
  GitLane lane_with(const GitLaneRules& rules) { return GitLane(rules, clock_); }

  // The error of a pace() that must not be allowed.
  static Error refusal(GitLane& lane, milliseconds max_wait, const std::atomic<bool>* cancelled = nullptr) {
    try {
      lane.pace(max_wait, cancelled);
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "not refused";
    return {ErrorCode::kInternal, ""};
  }

  ManualClock clock_;
};

TEST(GitLaneRules, HalvedAreNeverNothing) {
  const GitLaneRules half = halved({.concurrent_max = 9, .requests_per_second = 5});
  EXPECT_EQ(half.concurrent_max, 4U);
  EXPECT_DOUBLE_EQ(half.requests_per_second, 2.5);
  EXPECT_EQ(halved({.concurrent_max = 1}).concurrent_max, 1U);
}

TEST_F(GitLaneTest, SoManyAtOnceAndNoMore) {
  constexpr std::size_t kMost = 3;
  constexpr std::size_t kThreads = 12;
  GitLaneRules rules = quick_rules();
  rules.concurrent_max = kMost;
  GitLane lane = lane_with(rules);
  std::mutex mutex;
  std::vector<GitLane::Slot> inside;
  std::size_t most = 0;
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      GitLane::Slot slot = lane.enter(kPatient, nullptr);
      const std::scoped_lock lock(mutex);
      inside.push_back(std::move(slot));
      most = std::max(most, inside.size());
    });
  }
  // Each round lets one out, which lets one more in.
  for (std::size_t waiting = kThreads - kMost; waiting > 0; --waiting) {
    ASSERT_TRUE(eventually([&] {
      const std::scoped_lock lock(mutex);
      return inside.size() == kMost;
    }));
    ASSERT_TRUE(clock_.wait_for_waiters(waiting));
    std::unique_lock lock(mutex);
    const GitLane::Slot leaving = std::move(inside.back());
    inside.pop_back();
    lock.unlock();
  }
  threads.clear();
  EXPECT_EQ(most, kMost);
}

TEST_F(GitLaneTest, RequestsAreSpreadOverTheSecond) {
  GitLaneRules rules;
  rules.requests_per_second = 100;
  GitLane lane = lane_with(rules);
  lane.pace(milliseconds(0), nullptr);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] { lane.pace(milliseconds(0), nullptr); });
  }
  for (std::size_t waiting = 3; waiting > 0; --waiting) {
    ASSERT_TRUE(clock_.wait_for_waiters(waiting));
    EXPECT_EQ(*clock_.next_deadline() - clock_.now(), milliseconds(10));
    clock_.advance(milliseconds(10));
  }
  threads.clear();
}

TEST_F(GitLaneTest, EverybodyWaitsAsTheRemoteSays) {
  GitLane lane = lane_with(quick_rules());
  lane.refused(seconds(1));
  std::jthread one([&] { lane.pace(kPatient, nullptr); });
  std::jthread other([&] { (void)lane.enter(kPatient, nullptr); });
  ASSERT_TRUE(clock_.wait_for_waiters(2));
  clock_.advance(milliseconds(999));
  EXPECT_EQ(clock_.waiters(), 2U);
  clock_.advance(milliseconds(1));
  one.join();
  other.join();
}

TEST_F(GitLaneTest, WhoWaitsWhenABackOffBeginsIsSpreadAfterIt) {
  GitLaneRules rules;
  rules.requests_per_second = 100;
  GitLane lane = lane_with(rules);
  lane.pace(kPatient, nullptr);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&] { lane.pace(kPatient, nullptr); });
  }
  ASSERT_TRUE(clock_.wait_for_waiters(2));
  lane.refused(seconds(1));
  const Instant end = clock_.now() + seconds(1);
  ASSERT_TRUE(eventually([&] { return clock_.next_deadline() == end; }));
  ASSERT_TRUE(clock_.wait_for_waiters(2));
  clock_.advance(seconds(1));
  ASSERT_TRUE(clock_.wait_for_waiters(1)) << "the second does not go with the first";
  EXPECT_EQ(*clock_.next_deadline() - clock_.now(), milliseconds(10));
  clock_.advance(milliseconds(10));
  threads.clear();
}

TEST_F(GitLaneTest, BackOffBeyondMaxWaitIsRefusedAtOnce) {
  GitLane lane = lane_with(quick_rules());
  lane.refused(std::nullopt);
  const Error error = refusal(lane, milliseconds(1'000));
  EXPECT_EQ(error.code(), ErrorCode::kRateLimited);
  EXPECT_EQ(error.retry_after(), seconds(5));
  EXPECT_THROW((void)lane.enter(milliseconds(1'000), nullptr), Error);
  lane.refused(seconds(2));
  EXPECT_EQ(refusal(lane, milliseconds(0)).retry_after(), seconds(5)) << "a shorter one does not shorten it";
}

TEST_F(GitLaneTest, BackOffDoublesUntilAnAnswerComes) {
  GitLaneRules rules = quick_rules();
  rules.first_backoff = seconds(1);
  rules.longest_backoff = seconds(2);
  GitLane lane = lane_with(rules);
  const auto back_off = [&] {
    for (int i = 0; i < 4; ++i) lane.refused(std::nullopt);  // requests under way together are one refusal
    const auto length = refusal(lane, milliseconds(0)).retry_after();
    return length.value_or(seconds(0));
  };
  EXPECT_EQ(back_off(), seconds(1));
  clock_.advance(seconds(1));
  EXPECT_EQ(back_off(), seconds(2));
  lane.answered();  // of a request that was sent before the refusal
  clock_.advance(seconds(2));
  EXPECT_EQ(back_off(), seconds(2)) << "the longest";
  clock_.advance(seconds(2));
  lane.answered();
  EXPECT_EQ(back_off(), seconds(1));
}

TEST_F(GitLaneTest, CancelledWaiterLeaves) {
  GitLaneRules rules = quick_rules();
  rules.concurrent_max = 1;
  GitLane lane = lane_with(rules);
  const GitLane::Slot only = lane.enter(kPatient, nullptr);
  std::atomic<bool> cancelled = false;
  std::jthread waiter([&] {
    try {
      (void)lane.enter(kPatient, &cancelled);
      ADD_FAILURE() << "entered";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kCancelled);
    }
  });
  EXPECT_TRUE(clock_.wait_for_waiters(1));
  cancelled = true;
  waiter.join();
  lane.refused(seconds(60));
  EXPECT_EQ(refusal(lane, seconds(100), &cancelled).code(), ErrorCode::kCancelled);
}

}  // namespace
}  // namespace cpsg::github::ledger
