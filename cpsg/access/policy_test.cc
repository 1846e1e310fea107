// Protects: what is allowed without a key, in every combination of the setting, the address that the server listens on
// and the place of the visitor: nobody changes anything from another machine, or where reading is restricted.
#include "cpsg/access/policy.h"

#include <gtest/gtest.h>

namespace cpsg::access {
namespace {

Allowance allowed(AnonymousRead setting, bool listens_on_loopback, bool is_local) {
  return allowed_without_key({.anonymous_read = setting, .listens_on_loopback = listens_on_loopback}, is_local);
}

TEST(Policy, AutoIsOpenOnLoopbackAndClosedElsewhere) {
  EXPECT_EQ(allowed(AnonymousRead::kAuto, true, true), (Allowance{Level::kAdmin, true}));
  EXPECT_EQ(allowed(AnonymousRead::kAuto, true, false), (Allowance{Level::kRead, true})) << "through a proxy";
  EXPECT_EQ(allowed(AnonymousRead::kAuto, false, true), (Allowance{Level::kPublic, true}));
  EXPECT_EQ(allowed(AnonymousRead::kAuto, false, false), (Allowance{Level::kPublic, true}));
}

TEST(Policy, OnLetsEverybodyReadAndLocalUsersOfALocalServerWrite) {
  EXPECT_EQ(allowed(AnonymousRead::kOn, true, true), (Allowance{Level::kAdmin, true}));
  EXPECT_EQ(allowed(AnonymousRead::kOn, true, false), (Allowance{Level::kRead, true}));
  EXPECT_EQ(allowed(AnonymousRead::kOn, false, true), (Allowance{Level::kRead, true}));
  EXPECT_EQ(allowed(AnonymousRead::kOn, false, false), (Allowance{Level::kRead, true}));
}

TEST(Policy, OffAndPublicLetNobodyWrite) {
  for (const bool listens_on_loopback : {false, true}) {
    for (const bool is_local : {false, true}) {
      EXPECT_EQ(allowed(AnonymousRead::kOff, listens_on_loopback, is_local), (Allowance{Level::kPublic, true}));
      EXPECT_EQ(allowed(AnonymousRead::kPublic, listens_on_loopback, is_local), (Allowance{Level::kRead, false}));
    }
  }
}

TEST(Policy, ScopesAreLevels) {
  EXPECT_EQ(level_of(model::KeyScope::kRead), Level::kRead);
  EXPECT_EQ(level_of(model::KeyScope::kWrite), Level::kWrite);
  EXPECT_EQ(level_of(model::KeyScope::kAdmin), Level::kAdmin);
  EXPECT_LT(Level::kPublic, Level::kRead);
  EXPECT_LT(Level::kRead, Level::kWrite);
  EXPECT_LT(Level::kWrite, Level::kAdmin);
}

}  // namespace
}  // namespace cpsg::access
