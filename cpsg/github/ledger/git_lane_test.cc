// Protects: git is asked no faster than the rules say, by no more at once, and not at all while the remote refuses.
// Times are real and short.
#include "cpsg/github/ledger/git_lane.h"

#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include "cpsg/base/error.h"

namespace cpsg::github::ledger {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kPatient{10'000};

Instant now() { return std::chrono::steady_clock::now(); }

GitLaneRules quick_rules() {
  GitLaneRules rules;
  rules.requests_per_second = 10'000;
  return rules;
}

Error refusal(GitLane& lane, milliseconds max_wait, const std::atomic<bool>* cancelled = nullptr) {
  try {
    lane.pace(max_wait, cancelled);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "not refused";
  return {ErrorCode::kInternal, ""};
}

TEST(GitLane, HalfOfTheRulesIsNeverNothing) {
  const GitLaneRules half = halved({.concurrent_max = 9, .requests_per_second = 5});
  EXPECT_EQ(half.concurrent_max, 4U);
  EXPECT_DOUBLE_EQ(half.requests_per_second, 2.5);
  EXPECT_EQ(halved({.concurrent_max = 1}).concurrent_max, 1U);
}

TEST(GitLane, SoManyAtOnceAndNoMore) {
  GitLaneRules rules = quick_rules();
  rules.concurrent_max = 3;
  GitLane lane(rules);
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 5; ++n) {
        GitLane::Place place = lane.enter(kPatient, nullptr);
        const GitLane::Place moved = std::move(place);
        const int now_inside = ++inside;
        for (int seen = most; seen < now_inside && !most.compare_exchange_weak(seen, now_inside);) continue;
        std::this_thread::sleep_for(milliseconds(2));
        --inside;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(most, 3);
}

TEST(GitLane, RequestsAreSpreadOverTheSecond) {
  GitLaneRules rules;
  rules.requests_per_second = 100;
  GitLane lane(rules);
  const Instant begin = now();
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 10; ++n) lane.pace(milliseconds(0), nullptr);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_GE(now() - begin, milliseconds(290)) << "29 intervals";
  EXPECT_LT(now() - begin, seconds(3));
}

TEST(GitLane, EverybodyWaitsAsTheRemoteSays) {
  GitLane lane(quick_rules());
  const Instant begin = now();
  lane.refused(seconds(1));
  std::thread other([&] { (void)lane.enter(kPatient, nullptr); });
  lane.pace(kPatient, nullptr);
  EXPECT_GE(now() - begin, seconds(1));
  other.join();
  EXPECT_GE(now() - begin, seconds(1));
}

TEST(GitLane, BackOffBeyondThePatienceIsToldAtOnce) {
  GitLane lane(quick_rules());
  lane.refused(std::nullopt);
  const Error error = refusal(lane, milliseconds(1'000));
  EXPECT_EQ(error.code(), ErrorCode::kRateLimited);
  EXPECT_EQ(error.retry_after(), seconds(5));
  EXPECT_THROW((void)lane.enter(milliseconds(1'000), nullptr), Error);
  lane.refused(seconds(2));
  EXPECT_EQ(refusal(lane, milliseconds(0)).retry_after(), seconds(5)) << "a shorter one does not shorten it";
}

TEST(GitLane, BackOffDoublesUntilAnAnswerComes) {
  GitLaneRules rules = quick_rules();
  rules.first_backoff = seconds(1);
  rules.longest_backoff = seconds(2);
  GitLane lane(rules);
  const auto back_off = [&] {
    for (int i = 0; i < 4; ++i) lane.refused(std::nullopt);  // those under way together are one refusal
    return refusal(lane, milliseconds(0)).retry_after();
  };
  EXPECT_EQ(back_off(), seconds(1));
  lane.pace(kPatient, nullptr);
  EXPECT_EQ(back_off(), seconds(2));
  lane.answered();  // sent before the refusal
  lane.pace(kPatient, nullptr);
  EXPECT_EQ(back_off(), seconds(2)) << "the longest";
  lane.pace(kPatient, nullptr);
  lane.answered();
  EXPECT_EQ(back_off(), seconds(1));
}

TEST(GitLane, CancelledWaiterLeaves) {
  GitLaneRules rules = quick_rules();
  rules.concurrent_max = 1;
  GitLane lane(rules);
  const GitLane::Place only = lane.enter(kPatient, nullptr);
  std::atomic<bool> cancelled = false;
  std::thread waiter([&] {
    try {
      (void)lane.enter(kPatient, &cancelled);
      ADD_FAILURE() << "entered";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kCancelled);
    }
  });
  std::this_thread::sleep_for(milliseconds(20));
  cancelled = true;
  waiter.join();
  lane.refused(seconds(60));
  EXPECT_EQ(refusal(lane, milliseconds(seconds(100)), &cancelled).code(), ErrorCode::kCancelled);
}

}  // namespace
}  // namespace cpsg::github::ledger
