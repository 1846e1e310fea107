// For tests: what every implementation of BudgetSource keeps to. A test program instantiates it with a way to make one
// source after another that share their budgets, as processes do.
//
//   struct LocalSources { std::unique_ptr<BudgetSource> open(); };
//   INSTANTIATE_TYPED_TEST_SUITE_P(Local, BudgetSourceSuite, LocalSources);
#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "cpsg/coordination/budget_source.h"

namespace cpsg::coordination {

inline constexpr AccountLimits kSuiteLimits{.places = 10,
                                            .minute_points = {100, 100},
                                            .graphql_server_time = std::chrono::seconds(50),
                                            .server_time = std::chrono::seconds(80),
                                            .floor_fraction = 0.1};

// An account whose GraphQL window has `remaining` of 1,000 left for an hour.
inline AccountFacts facts_of_window(std::uint32_t remaining, Instant now) {
  AccountFacts facts;
  for (WindowFacts& window : facts.windows) {
    window.known = true;
    window.limit = 1'000;
    window.remaining = remaining;
    window.reset = window.reset_earliest = now + std::chrono::minutes(60);
    window.learned_at = now;
    window.length = std::chrono::minutes(60);
  }
  return facts;
}

// A draw for so many GraphQL requests of one point and 100 ms each, beside what is in flight.
inline DrawRequest request_for(std::uint32_t requests, std::uint32_t in_flight = 0) {
  const auto amounts = [](std::uint32_t count) {
    return Amounts{.window_points = {0, count},
                   .minute_points = {0, count},
                   .server_time = {std::chrono::milliseconds(0), std::chrono::milliseconds(100) * count},
                   .places = count};
  };
  DrawRequest request;
  request.in_flight = amounts(in_flight);
  request.least = request.wanted = amounts(in_flight + requests);
  return request;
}

template <typename Sources>
class BudgetSourceSuite : public testing::Test {
 protected:
  static constexpr std::string_view kAccount = "user-alice";

  BudgetSource& process() { return *processes_.emplace_back(sources_.open()); }
  Slice draw(BudgetSource& process, const DrawRequest& request, std::string_view account = kAccount) {
    auto slice = process.draw(account, kSuiteLimits, request, now_);
    EXPECT_TRUE(slice) << "the source is out of reach";
    return slice.value_or(Slice{});
  }
  // Both know the window.
  void know_window(BudgetSource& process, std::uint32_t remaining) {
    DrawRequest request;
    request.facts = facts_of_window(remaining, now_);
    (void)draw(process, request);
  }

  Sources sources_;
  std::vector<std::unique_ptr<BudgetSource>> processes_;
  Instant now_ = std::chrono::steady_clock::now();
};
TYPED_TEST_SUITE_P(BudgetSourceSuite);

TYPED_TEST_P(BudgetSourceSuite, PlacesAreCountedOverAllProcesses) {
  BudgetSource& one = this->process();
  BudgetSource& other = this->process();
  this->know_window(one, 1'000);
  EXPECT_EQ(this->draw(one, request_for(7)).amounts.places, 7U);
  const Slice refused = this->draw(other, request_for(4));
  ASSERT_TRUE(refused.shortage);
  EXPECT_FALSE(refused.shortage->of_the_minute);
  EXPECT_EQ(refused.amounts, Amounts{}) << "who waits keeps nothing from the others";
  EXPECT_NE(one.revision(), 0U);
  EXPECT_FALSE(this->draw(other, request_for(3)).shortage);
  EXPECT_FALSE(this->draw(other, request_for(10), "user-bob").amounts.places == 0) << "accounts are apart";
}

TYPED_TEST_P(BudgetSourceSuite, WhatIsGivenBackIsFreeAtOnce) {
  BudgetSource& one = this->process();
  BudgetSource& other = this->process();
  this->know_window(one, 1'000);
  (void)this->draw(one, request_for(10));
  EXPECT_TRUE(this->draw(other, request_for(1)).shortage);
  (void)this->draw(one, request_for(0));
  EXPECT_FALSE(this->draw(other, request_for(10)).shortage);
}

TYPED_TEST_P(BudgetSourceSuite, WhoHoldsMoreThanItNeedsLearnsThatOthersWait) {
  BudgetSource& one = this->process();
  BudgetSource& other = this->process();
  this->know_window(one, 1'000);
  DrawRequest greedy = request_for(1);
  greedy.wanted.places = 10;
  const Slice held = this->draw(one, greedy);
  EXPECT_EQ(held.amounts.places, 10U);
  EXPECT_EQ(one.revision(), held.revision);
  EXPECT_TRUE(this->draw(other, request_for(1)).shortage);
  EXPECT_NE(one.revision(), held.revision);
  EXPECT_EQ(this->draw(one, greedy).amounts.places, 1U);
  EXPECT_FALSE(this->draw(other, request_for(1)).shortage);
}

TYPED_TEST_P(BudgetSourceSuite, WhoCameFirstIsServedFirst) {
  BudgetSource& one = this->process();
  BudgetSource& large = this->process();
  BudgetSource& small = this->process();
  this->know_window(one, 1'000);
  (void)this->draw(one, request_for(10));
  EXPECT_TRUE(this->draw(large, request_for(6)).shortage);
  (void)this->draw(one, request_for(0, 5));
  EXPECT_TRUE(this->draw(small, request_for(1)).shortage) << "else the large one would wait forever";
  (void)this->draw(one, request_for(0));
  EXPECT_FALSE(this->draw(large, request_for(6)).shortage);
  EXPECT_FALSE(this->draw(small, request_for(1)).shortage);
}

TYPED_TEST_P(BudgetSourceSuite, WhoReportsWhileItWaitsKeepsItsPlaceInTheLine) {
  BudgetSource& one = this->process();
  BudgetSource& first = this->process();
  BudgetSource& second = this->process();
  this->know_window(one, 1'000);
  (void)this->draw(one, request_for(10));
  EXPECT_TRUE(this->draw(first, request_for(1)).shortage);
  EXPECT_TRUE(this->draw(second, request_for(1)).shortage);
  DrawRequest report = request_for(0);
  report.waits = true;
  (void)this->draw(first, report);
  (void)this->draw(one, request_for(0, 9));
  EXPECT_TRUE(this->draw(second, request_for(1)).shortage);
  (void)this->draw(first, request_for(0));  // nobody waits there any longer
  EXPECT_FALSE(this->draw(second, request_for(1)).shortage);
}

TYPED_TEST_P(BudgetSourceSuite, MinuteIsCountedOverAllProcesses) {
  BudgetSource& one = this->process();
  BudgetSource& other = this->process();
  this->know_window(one, 1'000);
  DrawRequest spent = request_for(0);
  spent.used = {{.at = this->now_, .minute_points = {0, 98}, .server_time = {}}};
  (void)this->draw(one, spent);
  EXPECT_FALSE(this->draw(other, request_for(2)).shortage);
  (void)this->draw(other, request_for(0));
  const Slice refused = this->draw(other, request_for(3));
  ASSERT_TRUE(refused.shortage);
  EXPECT_TRUE(refused.shortage->of_the_minute);
  EXPECT_GE(refused.shortage->until, this->now_ + std::chrono::seconds(60));
  EXPECT_LE(refused.shortage->until, this->now_ + std::chrono::seconds(60) + 2 * kUseStep);
  this->now_ = refused.shortage->until;
  EXPECT_FALSE(this->draw(other, request_for(3)).shortage);
}

TYPED_TEST_P(BudgetSourceSuite, ServerTimeOfOneResourceAndOfBoth) {
  BudgetSource& one = this->process();
  this->know_window(one, 1'000);
  DrawRequest spent = request_for(0);
  spent.used = {
      {.at = this->now_, .minute_points = {}, .server_time = {std::chrono::seconds(35), std::chrono::seconds(40)}}};
  (void)this->draw(one, spent);
  DrawRequest five = request_for(1);
  five.least.server_time[1] = five.wanted.server_time[1] = std::chrono::seconds(5);
  EXPECT_FALSE(this->draw(one, five).shortage);
  DrawRequest six = request_for(1);
  six.least.server_time[1] = six.wanted.server_time[1] = std::chrono::seconds(6);
  EXPECT_TRUE(this->draw(one, six).shortage) << "80 s of both";
}

TYPED_TEST_P(BudgetSourceSuite, WindowIsDividedAboveTheFloor) {
  BudgetSource& one = this->process();
  BudgetSource& other = this->process();
  this->know_window(one, 108);  // eight above the floor
  EXPECT_FALSE(this->draw(one, request_for(3)).shortage);
  const Slice theirs = this->draw(other, request_for(3));
  EXPECT_FALSE(theirs.shortage);
  EXPECT_EQ(theirs.facts.windows[1].remaining, 108U) << "what one learned, all know";
  DrawRequest more = request_for(3, 3);
  more.facts = facts_of_window(108, this->now_);
  EXPECT_TRUE(this->draw(other, more).shortage);
  EXPECT_FALSE(this->draw(other, request_for(2, 3)).shortage);
}

TYPED_TEST_P(BudgetSourceSuite, OneAloneLearnsAnUnknownWindow) {
  BudgetSource& one = this->process();
  BudgetSource& other = this->process();
  const Slice learner = this->draw(one, request_for(1));
  EXPECT_TRUE(learner.may_learn[1]);
  EXPECT_TRUE(this->draw(other, request_for(1)).shortage);
  DrawRequest learned = request_for(0);
  learned.facts = facts_of_window(1'000, this->now_);
  (void)this->draw(one, learned);
  const Slice after = this->draw(other, request_for(1));
  EXPECT_FALSE(after.shortage);
  EXPECT_FALSE(after.may_learn[1]);
}

TYPED_TEST_P(BudgetSourceSuite, LearnerThatFailsMakesRoomForAnother) {
  BudgetSource& one = this->process();
  BudgetSource& other = this->process();
  EXPECT_TRUE(this->draw(one, request_for(1)).may_learn[1]);
  (void)this->draw(one, request_for(0));
  EXPECT_TRUE(this->draw(other, request_for(1)).may_learn[1]);
  this->now_ += kSliceLife + std::chrono::seconds(4);
  EXPECT_TRUE(this->draw(one, request_for(1)).may_learn[1]) << "the other one fell silent";
}

TYPED_TEST_P(BudgetSourceSuite, ServerWithoutLimitsIsKnownToAll) {
  BudgetSource& one = this->process();
  BudgetSource& other = this->process();
  DrawRequest learned = request_for(0);
  learned.facts.windows[1].unlimited = true;
  learned.facts.windows[1].learned_at = this->now_;
  (void)this->draw(one, learned);
  DrawRequest places = request_for(0);
  places.least.places = places.wanted.places = 10;
  const Slice slice = this->draw(other, places);
  EXPECT_TRUE(slice.facts.windows[1].unlimited);
  EXPECT_EQ(slice.amounts.places, 10U);
}

TYPED_TEST_P(BudgetSourceSuite, RefusalReachesAllBeforeTheirNextRequest) {
  BudgetSource& one = this->process();
  BudgetSource& other = this->process();
  this->know_window(one, 1'000);
  const Slice before = this->draw(other, request_for(1));
  DrawRequest refused = request_for(0);
  refused.facts.blocked_until = this->now_ + std::chrono::seconds(60);
  refused.facts.refusals = 2;
  refused.facts.refused_at = this->now_;
  (void)this->draw(one, refused);
  EXPECT_NE(other.revision(), before.revision);
  const Slice after = this->draw(other, request_for(1));
  EXPECT_EQ(after.facts.blocked_until, this->now_ + std::chrono::seconds(60));
  EXPECT_EQ(after.facts.refusals, 2);
  EXPECT_EQ(after.amounts, Amounts{}) << "nothing is drawn for a wait";
}

TYPED_TEST_P(BudgetSourceSuite, SliceOfADeadProcessEndsByItsTime) {
  BudgetSource& one = this->process();
  this->know_window(one, 112);
  (void)this->draw(one, request_for(10));
  BudgetSource& other = this->process();
  this->know_window(other, 112);
  this->processes_.front().reset();
  EXPECT_TRUE(this->draw(other, request_for(1)).shortage) << "its requests may be under way";
  this->now_ += kSliceLife;
  const Slice slice = this->draw(other, request_for(2));
  EXPECT_FALSE(slice.shortage);
  EXPECT_EQ(slice.facts.windows[1].remaining, 102U) << "its points count as spent";
}

TYPED_TEST_P(BudgetSourceSuite, SleeperThatLivesKeepsItsPlaces) {
  BudgetSource& one = this->process();
  BudgetSource& other = this->process();
  this->know_window(one, 1'000);
  (void)this->draw(one, request_for(10));
  this->now_ += kSliceLife * 2;
  EXPECT_TRUE(this->draw(other, request_for(1)).shortage) << "its requests are under way";
  (void)this->draw(one, request_for(0, 9));
  EXPECT_FALSE(this->draw(other, request_for(1)).shortage);
}

TYPED_TEST_P(BudgetSourceSuite, SendsOfALaneAreSpacedOverAllProcesses) {
  BudgetSource& one = this->process();
  BudgetSource& other = this->process();
  constexpr std::chrono::milliseconds kInterval{100};
  EXPECT_EQ(one.reserve_send("git default", kInterval, this->now_), this->now_);
  EXPECT_EQ(other.reserve_send("git default", kInterval, this->now_), this->now_ + kInterval);
  EXPECT_EQ(other.reserve_send("git elsewhere", kInterval, this->now_), this->now_);
  EXPECT_EQ(one.reserve_send("git default", kInterval, this->now_), this->now_ + 2 * kInterval);
  this->now_ += std::chrono::seconds(1);
  EXPECT_EQ(one.reserve_send("git default", kInterval, this->now_), this->now_);
}

TYPED_TEST_P(BudgetSourceSuite, ThreadsOfOneProcessMayDrawAtOnce) {
  BudgetSource& one = this->process();
  this->know_window(one, 1'000);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, account = "user-" + std::to_string(i)] {
      for (int n = 0; n < 50; ++n) {
        const auto slice = one.draw(account, kSuiteLimits, request_for(0), this->now_);
        EXPECT_TRUE(slice);
        (void)one.revision();
      }
    });
  }
}

REGISTER_TYPED_TEST_SUITE_P(BudgetSourceSuite, PlacesAreCountedOverAllProcesses, WhatIsGivenBackIsFreeAtOnce,
                            WhoHoldsMoreThanItNeedsLearnsThatOthersWait, WhoCameFirstIsServedFirst,
                            WhoReportsWhileItWaitsKeepsItsPlaceInTheLine, MinuteIsCountedOverAllProcesses,
                            ServerTimeOfOneResourceAndOfBoth, WindowIsDividedAboveTheFloor,
                            OneAloneLearnsAnUnknownWindow, LearnerThatFailsMakesRoomForAnother,
                            ServerWithoutLimitsIsKnownToAll, RefusalReachesAllBeforeTheirNextRequest,
                            SliceOfADeadProcessEndsByItsTime, SleeperThatLivesKeepsItsPlaces,
                            SendsOfALaneAreSpacedOverAllProcesses, ThreadsOfOneProcessMayDrawAtOnce);

}  // namespace cpsg::coordination
