// Protects that an owner's refusal of an account is remembered for that owner alone, for a minute that doubles to an
// hour, until it is accepted, and within a bound.
#include "cpsg/github/accounts/owner_refusals.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

namespace cpsg::github::accounts {
namespace {

using namespace std::chrono_literals;

constexpr UnixTime kNow{std::chrono::seconds(1'790'000'000)};
const Failure kWall{ErrorCode::kSsoRequired, "single sign-on", {}};

TEST(SetAside, DoublesToAnHourAndIgnoresWhatComesMeanwhile) {
  SetAside pause;
  EXPECT_FALSE(pause.holds(kNow));
  UnixTime now = kNow;
  for (const std::chrono::seconds length : {60s, 120s, 240s, 480s, 960s, 1'920s, 3'600s, 3'600s}) {
    pause.refused(now);
    pause.refused(now + 1s);
    EXPECT_EQ(pause.until(), now + length);
    EXPECT_TRUE(pause.holds(now + length - 1s));
    EXPECT_FALSE(pause.holds(now + length));
    now += length;
  }
}

TEST(SetAside, EndsWhenTheClockIsSetBack) {
  SetAside pause;
  pause.refused(kNow);
  EXPECT_FALSE(pause.holds(kNow - 24h));
}

TEST(OwnerRefusals, AreOfOneAccountAndOneOwner) {
  OwnerRefusals refusals;
  refusals.refused("user-a", "Acme", kWall, kNow);
  const auto found = refusals.find("user-a", "acme", kNow + 10s);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->code, ErrorCode::kSsoRequired);
  EXPECT_EQ(found->retry_after, 50s);
  EXPECT_FALSE(refusals.find("user-a", "other", kNow).has_value());
  EXPECT_FALSE(refusals.find("user-b", "acme", kNow).has_value());
  EXPECT_FALSE(refusals.find("user-a", "acme", kNow + 60s).has_value()) << "it is tried again";
  refusals.refused("user-a", "acme", kWall, kNow + 60s);
  EXPECT_TRUE(refusals.find("user-a", "acme", kNow + 179s).has_value()) << "and then left alone for twice as long";
  refusals.accepted("user-a", "ACME");
  EXPECT_FALSE(refusals.find("user-a", "acme", kNow + 61s).has_value());
  refusals.refused("user-a", "", kWall, kNow);
  EXPECT_FALSE(refusals.find("user-a", "", kNow).has_value()) << "nobody is no owner";
}

TEST(OwnerRefusals, AreBounded) {
  OwnerRefusals refusals;
  for (std::size_t i = 0; i <= OwnerRefusals::kMost; ++i) {
    refusals.refused("user-a", fmt::format("owner-{}", i), kWall, kNow + std::chrono::seconds(i == 5 ? 0 : 1));
  }
  EXPECT_FALSE(refusals.find("user-a", "owner-5", kNow + 1s).has_value()) << "the one that ends first made room";
  EXPECT_TRUE(refusals.find("user-a", "owner-4", kNow + 1s).has_value());
  EXPECT_TRUE(refusals.find("user-a", fmt::format("owner-{}", OwnerRefusals::kMost), kNow + 1s).has_value());
}

}  // namespace
}  // namespace cpsg::github::accounts
