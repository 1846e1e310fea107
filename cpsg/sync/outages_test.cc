// Protects that an outage is tried by one at a time and not by all, and that its end is told once, with its beginning.
#include "cpsg/sync/outages.h"

#include <gmock/gmock.h>

#include <vector>

namespace cpsg::sync {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr UnixTime kNow{seconds{1'700'000'000}};
const Failure kDown{ErrorCode::kNetwork, "no route", {}};

class OutagesTest : public testing::Test {
 protected:
  OutagesTest() { static_cast<void>(outages_.succeeded(Service::kGit)); }
  [[nodiscard]] Turn turn(seconds later = {}) { return outages_.turn(Service::kGit, kNow + later); }
  void fail(seconds later = {}) { outages_.failed(Service::kGit, kDown, kNow + later, kNow + later); }
  Outages outages_;
};

TEST_F(OutagesTest, WithoutOneEverybodyGoes) {
  EXPECT_EQ(turn(), Turn::kGo);
  EXPECT_EQ(turn(), Turn::kGo);
  EXPECT_FALSE(outages_.rests(Service::kGit, kNow));
  EXPECT_FALSE(outages_.failure(Service::kGit));
}

TEST_F(OutagesTest, OneTriesWhileTheOthersRest) {
  fail();
  EXPECT_EQ(turn(seconds{1}), Turn::kRest);
  EXPECT_EQ(outages_.failure(Service::kGit)->message, "no route");
  EXPECT_EQ(outages_.turn(Service::kApi, kNow), Turn::kGo) << "another service";
  EXPECT_EQ(turn(seconds{2}), Turn::kTry);
  EXPECT_EQ(turn(seconds{2}), Turn::kRest);
}

TEST_F(OutagesTest, IsTriedEverMoreRarelyDownToOnceAMinute) {
  std::vector<std::int64_t> rests;
  seconds now{0};
  fail();
  for (int i = 0; i < 8; ++i) {
    seconds rest{0};
    while (turn(now + rest) == Turn::kRest) rest += seconds{1};
    rests.push_back(rest.count());
    now += rest;
    fail(now);
  }
  EXPECT_THAT(rests, testing::ElementsAre(2, 4, 8, 16, 32, 60, 60, 60));
}

TEST_F(OutagesTest, FailuresOfThoseOnTheirWayDoNotLengthenIt) {
  fail();
  for (int i = 0; i < 50; ++i) fail(seconds{1});
  EXPECT_EQ(turn(seconds{2}), Turn::kTry);
}

TEST_F(OutagesTest, ATurnThatIsNotUsedIsTheNextOnes) {
  fail();
  EXPECT_EQ(turn(seconds{2}), Turn::kTry);
  outages_.not_tried(Service::kGit, kNow + seconds{3});
  EXPECT_EQ(turn(seconds{3}), Turn::kTry);
  EXPECT_EQ(turn(seconds{62}), Turn::kRest);
  EXPECT_EQ(turn(seconds{63}), Turn::kTry) << "whoever had it has not been heard of for a minute";
}

TEST_F(OutagesTest, TheFirstSuccessEndsItOnce) {
  fail(seconds{7});
  fail(seconds{100});
  EXPECT_EQ(outages_.succeeded(Service::kGit), kNow + seconds{7});
  EXPECT_EQ(outages_.succeeded(Service::kGit), std::nullopt);
  EXPECT_EQ(turn(seconds{101}), Turn::kGo);
}

TEST(Outages, WhatBeganBeforeThisProcessEndsWithItsFirstSuccess) {
  Outages outages;
  EXPECT_EQ(outages.succeeded(Service::kApi), UnixTime{});
  outages.failed(Service::kGit, kDown, kNow, kNow);
  EXPECT_EQ(outages.succeeded(Service::kGit), UnixTime{});
}

TEST_F(OutagesTest, AClockThatIsSetBackEndsTheRest) {
  fail();
  EXPECT_EQ(turn(-hours{1}), Turn::kTry);
}

}  // namespace
}  // namespace cpsg::sync
