// Protects: a text is taken for a key that was shown before only if it is the same to the last byte; few are kept, and
// not for long.
#include "cpsg/access/recent_keys.h"

#include <gtest/gtest.h>

#include <string>

namespace cpsg::access {
namespace {

constexpr Instant kNow{std::chrono::hours(1)};

Credential credential(std::uint8_t number) { return {.kind = Credential::Kind::kKey, .digest = Sha256Digest{number}}; }
std::string shown(char letter) { return "Bearer cpsg_" + std::string(43, letter); }

TEST(RecentKeys, AreKnownByTheWholeText) {
  RecentKeys recent;
  recent.keep(shown('a'), credential(1), kNow);
  ASSERT_NE(recent.find(shown('a'), kNow), nullptr);
  EXPECT_EQ(*recent.find(shown('a'), kNow), credential(1));
  for (std::size_t at = 0; at < shown('a').size(); ++at) {
    std::string other = shown('a');
    other[at] = '_';
    if (other != shown('a')) {
      EXPECT_EQ(recent.find(other, kNow), nullptr) << other;
    }
    EXPECT_EQ(recent.find(shown('a').substr(0, at), kNow), nullptr) << at;
  }
  EXPECT_EQ(recent.find(shown('a') + " ", kNow), nullptr);
  EXPECT_EQ(recent.find(shown('a') + std::string(100, ' '), kNow), nullptr);
}

TEST(RecentKeys, AreAFewOfWhichTheOneUsedLongestAgoGoes) {
  RecentKeys recent;
  for (const char letter : {'a', 'b', 'c', 'd'}) recent.keep(shown(letter), credential(1), kNow);
  EXPECT_NE(recent.find(shown('a'), kNow), nullptr);
  recent.keep(shown('e'), credential(1), kNow);
  EXPECT_EQ(recent.find(shown('b'), kNow), nullptr);
  for (const char letter : {'a', 'c', 'd', 'e'}) EXPECT_NE(recent.find(shown(letter), kNow), nullptr) << letter;
}

TEST(RecentKeys, AreForgottenAMinuteAfterTheirLastUse) {
  RecentKeys recent;
  recent.keep(shown('a'), credential(1), kNow);
  const Instant later = kNow + std::chrono::seconds(59);
  EXPECT_NE(recent.find(shown('a'), later), nullptr);
  EXPECT_NE(recent.find(shown('a'), later + std::chrono::seconds(59)), nullptr);
  EXPECT_EQ(recent.find(shown('a'), later + std::chrono::seconds(119)), nullptr);
}

TEST(RecentKeys, WhatIsTooLongOrEmptyIsNotKept) {
  RecentKeys recent;
  for (const std::string& text : {std::string(), std::string(65, 'a')}) {
    recent.keep(text, credential(1), kNow);
    EXPECT_EQ(recent.find(text, kNow), nullptr);
  }
}

}  // namespace
}  // namespace cpsg::access
