// Protects: threads of two processes that share an account's budget, or git's lane: what one of them is refused stops
// the other before its next request, who idles holds nothing, places are counted together, and without the source each
// goes on alone. The clock stands still until the test moves it.
#include <filesystem>
#include <thread>

#include "cpsg/base/error.h"
#include "cpsg/base/testing/eventually.h"
#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/coordination/local/local_budget_source.h"
#include "cpsg/coordination/local/testing/database.h"
#include "cpsg/github/ledger/git_lane.h"
#include "cpsg/github/ledger/rate_gate.h"
#include "cpsg/github/ledger/testing/ledger.h"

namespace cpsg::github::ledger {
namespace {

using coordination::local::LocalBudgetSource;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kHour{3600};
const std::vector<std::string> kAlice = {"user-alice"};

// Counts the draws, and can be out of reach.
class CountingSource final : public coordination::BudgetSource {
 public:
  explicit CountingSource(const std::filesystem::path& database) : source_(database, "a server") {}

  std::optional<coordination::Slice> draw(std::string_view account, const coordination::AccountLimits& limits,
                                          const coordination::DrawRequest& request, Instant now) override {
    ++draws;
    last = request;
    if (gone) return std::nullopt;
    return source_.draw(account, limits, request, now);
  }
  std::uint64_t revision() override { return source_.revision(); }
  std::optional<Instant> reserve_send(std::string_view lane, Instant::duration interval, Instant now) override {
    if (gone) return std::nullopt;
    return source_.reserve_send(lane, interval, now);
  }

  std::atomic<int> draws = 0;
  coordination::DrawRequest last;
  bool gone = false;

 private:
  LocalBudgetSource source_;
};

LedgerRules few_places() {
  LedgerRules rules = plain_rules();
  rules.concurrent_max = 3;
  return rules;
}

// One process.
struct Process {
  Process(const std::filesystem::path& database, WaitableClock& waitable_clock)
      : source(database),
        clock(waitable_clock),
        gate(few_places(), waitable_clock, &source),
        lane({.concurrent_max = 2, .requests_per_second = 10}, waitable_clock, source, "default") {}

  Permit take(milliseconds max_wait = milliseconds(0)) {
    return gate.acquire(kAlice, {.lane = Lane::kInteractive}, max_wait, nullptr);
  }
  void spend(const Settlement& settlement) { take().settle(settlement); }
  template <typename Function>
  static std::optional<Error> error_of(const Function& function) {
    try {
      (void)function();
    } catch (const Error& error) {
      return error;
    }
    return std::nullopt;
  }

  CountingSource source;
  WaitableClock& clock;
  RateGate gate;
  GitLane lane;
};

class SharedGateTest : public testing::Test {
 protected:
  coordination::local::TestDatabase database;
  ManualClock clock;
  Process one{database.path(), clock};
  Process other{database.path(), clock};
};

TEST_F(SharedGateTest, WhatOneLearnsTheOtherKnows) {
  one.spend(answer(5'000, 4'000, kHour));
  const Permit permit = other.take();
  const Permit another = other.take();
  EXPECT_EQ(other.gate.budgets()[0].remaining, 4'000U);
}

TEST_F(SharedGateTest, RefusalOfOneStopsTheOtherBeforeItsNextRequest) {
  one.spend(answer(5'000, 4'000, kHour));
  other.spend(answer(5'000, 3'999, kHour));
  Permit held = other.take();  // with a slice in hand
  one.spend(secondary(seconds(20)));
  const auto error = Process::error_of([&] { return other.take(); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::kRateLimited);
  EXPECT_EQ(error->retry_after(), seconds(21));
}

TEST_F(SharedGateTest, BackOffDoublesOverBoth) {
  one.spend(answer(5'000, 4'000, kHour));
  one.spend(secondary());
  clock.advance(seconds(61));
  other.spend(secondary());
  EXPECT_EQ(Process::error_of([&] { return one.take(); })->retry_after(), seconds(120));
}

TEST_F(SharedGateTest, IdleProcessHoldsNothing) {
  one.spend(answer(100, 8, kHour));
  std::vector<Permit> permits;
  for (int i = 0; i < 3; ++i) permits.push_back(other.take());
  EXPECT_EQ(other.gate.budgets()[0].reserved, 3U);
  for (Permit& permit : permits) permit.settle(answer(100, 5, kHour));
  permits.clear();
  for (int i = 0; i < 3; ++i) permits.push_back(one.take());
}

TEST_F(SharedGateTest, WaitThatIsCancelledHoldsNothing) {
  one.spend(answer(100, 100, kHour));
  std::vector<Permit> permits;
  for (int i = 0; i < 3; ++i) permits.push_back(one.take());
  std::atomic<bool> cancelled = false;
  std::jthread waiter([&] {
    const auto error = Process::error_of([&] { return other.gate.acquire(kAlice, {}, seconds(60), &cancelled); });
    EXPECT_TRUE(error && error->code() == ErrorCode::kCancelled);
  });
  ASSERT_TRUE(clock.wait_for_waiters(1));
  cancelled = true;
  waiter.join();
  permits.clear();
  for (int i = 0; i < 3; ++i) permits.push_back(one.take());
}

TEST_F(SharedGateTest, PlaceThatOneGivesBackIsTakenByTheOther) {
  one.spend(answer(5'000, 4'000, kHour));
  std::vector<Permit> permits;
  for (int i = 0; i < 3; ++i) permits.push_back(one.take());
  std::atomic<bool> through = false;
  std::jthread waiter([&] {
    const Permit permit = other.take(seconds(10));
    through = true;
  });
  ASSERT_TRUE(clock.wait_for_waiters(1));
  EXPECT_FALSE(through);
  permits.back().settle(answer(5'000, 3'999, kHour));
  permits.pop_back();
  EXPECT_TRUE(eventually([&] {
    clock.advance(milliseconds(50));
    return through.load();
  }));
}

TEST_F(SharedGateTest, SteadyUseDrawsSeldom) {
  one.spend(answer(5'000, 4'000, kHour));
  const Permit held = one.take();
  const int before = one.source.draws;
  for (std::uint32_t i = 0; i < 40; ++i) one.spend(answer(5'000, 3'999 - i, kHour));
  EXPECT_LE(one.source.draws - before, 1);
  clock.advance(seconds(6));
  one.spend(answer(5'000, 3'900, kHour));
  EXPECT_LE(one.source.draws - before, 2) << "renewed";
}

TEST_F(SharedGateTest, WithoutTheSourceEachGoesOnAloneAndReportsLater) {
  one.source.gone = true;
  one.spend(answer(5'000, 4'000, kHour));
  const int before = one.source.draws;
  for (std::uint32_t i = 0; i < 10; ++i) one.spend(answer(5'000, 3'999 - i, kHour));
  EXPECT_EQ(one.source.draws, before) << "it is not asked before each request";
  one.source.gone = false;
  clock.advance(seconds(6));
  one.spend(answer(5'000, 3'900, kHour));
  other.spend(answer(5'000, 3'899, kHour));
  EXPECT_EQ(other.gate.budgets()[0].remaining, 3'899U);
}

TEST_F(SharedGateTest, GitsPlacesAreCountedTogether) {
  std::optional<GitLane::Slot> first(one.lane.enter(milliseconds(0), nullptr));
  const GitLane::Slot second = other.lane.enter(milliseconds(0), nullptr);
  std::atomic<bool> through = false;
  std::jthread waiter([&] {
    const GitLane::Slot third = other.lane.enter(seconds(10), nullptr);
    through = true;
  });
  ASSERT_TRUE(clock.wait_for_waiters(1));
  EXPECT_FALSE(through);
  first.reset();
  EXPECT_TRUE(eventually([&] {
    clock.advance(milliseconds(50));
    return through.load();
  }));
}

TEST_F(SharedGateTest, GitsRequestsAreSpacedTogether) {
  one.lane.pace(milliseconds(0), nullptr);
  std::atomic<bool> sent = false;
  std::jthread waiter([&] {
    other.lane.pace(milliseconds(0), nullptr);
    sent = true;
  });
  ASSERT_TRUE(clock.wait_for_waiters(1));
  clock.advance(milliseconds(99));
  EXPECT_FALSE(sent);
  clock.advance(milliseconds(1));
  waiter.join();
}

TEST_F(SharedGateTest, RefusalOfGitStopsBoth) {
  one.lane.pace(milliseconds(0), nullptr);
  clock.advance(seconds(1));
  other.lane.pace(milliseconds(0), nullptr);
  one.lane.refused(seconds(30));
  const auto pace = [&] {
    other.lane.pace(milliseconds(0), nullptr);
    return 0;
  };
  const auto error = Process::error_of(pace);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::kRateLimited);
  EXPECT_EQ(error->retry_after(), seconds(30));
  clock.advance(seconds(30));
  EXPECT_FALSE(Process::error_of(pace));
}

TEST_F(SharedGateTest, WithoutTheSourceGitGoesOnAlone) {
  one.source.gone = true;
  const GitLane::Slot first = one.lane.enter(milliseconds(0), nullptr);
  one.lane.pace(milliseconds(0), nullptr);
  const GitLane::Slot second = one.lane.enter(milliseconds(0), nullptr);
  one.lane.answered();
}

}  // namespace
}  // namespace cpsg::github::ledger
