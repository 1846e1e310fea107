// Protects: what names keys may have, and from which moment on a key is no longer live.
#include "cpsg/model/api_key.h"

#include <gtest/gtest.h>

namespace cpsg::model {
namespace {

UnixTime at(std::int64_t seconds) { return UnixTime(std::chrono::seconds(seconds)); }

TEST(ApiKey, NamesAreShortTextOfOneLine) {
  for (const std::string& name : {std::string("ci"), std::string("J\xC3\xBCrgen's laptop"), std::string(100, 'a')}) {
    EXPECT_TRUE(is_key_name(name)) << name;
  }
  for (const std::string& name : {std::string(), std::string(101, 'a'), std::string("a\nb"), std::string("\x1B[31m"),
                                  std::string("a\0b", 3), std::string("\xFF"), std::string("\x7F")}) {
    EXPECT_FALSE(is_key_name(name)) << name;
  }
}

TEST(ApiKey, ScopesHaveNames) {
  for (const KeyScope scope : {KeyScope::kRead, KeyScope::kWrite, KeyScope::kAdmin}) {
    EXPECT_EQ(key_scope_from_name(name(scope)), scope);
  }
  EXPECT_EQ(key_scope_from_name("Read"), std::nullopt);
  EXPECT_EQ(key_scope_from_name(""), std::nullopt);
}

TEST(ApiKey, IsLiveUntilItIsRevokedOrItsTimeHasCome) {
  ApiKey key;
  EXPECT_EQ(state_of(key, at(1'000)), KeyState::kLive);
  key.expires_at = at(100);
  EXPECT_EQ(state_of(key, at(99)), KeyState::kLive);
  EXPECT_EQ(state_of(key, at(100)), KeyState::kExpired);
  key.revoked_at = at(50);
  EXPECT_EQ(state_of(key, at(99)), KeyState::kRevoked);
  EXPECT_EQ(state_of(key, at(100)), KeyState::kRevoked);
}

}  // namespace
}  // namespace cpsg::model
