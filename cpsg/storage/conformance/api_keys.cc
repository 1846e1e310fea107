// Protects: a key is found by the digest of its secret alone, says for how long it lets somebody in, is revoked for
// good, and is not forgotten before everybody had time to hear of it.
#include <gmock/gmock.h>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using model::ApiKey;
using model::KeyScope;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t kDayS = 86'400;
constexpr std::chrono::sys_days kFirstDay{};

ApiKey key(std::string_view id, std::string_view name, std::int64_t created_s = 0) {
  return {.id = std::string(id), .name = std::string(name), .scope = KeyScope::kWrite, .created_at = at(created_s)};
}

std::vector<std::string> ids(ApiKeys& keys) {
  std::vector<std::string> found;
  for (const ApiKey& each : keys.keys()) found.push_back(each.id);
  return found;
}

TEST_P(ApiKeysConformance, KeyComesBackByItsDigestAlone) {
  ApiKey whole = key("k1", "n\xC3\xA4me with blanks", 5);
  whole.scope = KeyScope::kAdmin;
  whole.expires_at = at(500);
  keys().create_key(whole, sha256("one"), at(5));
  keys().create_key(key("k2", "two", 6), sha256("two"), at(6));

  EXPECT_EQ(reopen().keys.find_key(sha256("one")), whole);
  EXPECT_EQ(keys().find_key(sha256("two")), key("k2", "two", 6));
  EXPECT_EQ(keys().find_key(sha256("three")), std::nullopt);
  EXPECT_EQ(keys().find_key({}), std::nullopt);
  EXPECT_THAT(keys().keys(), ElementsAre(whole, key("k2", "two", 6)));
}

TEST_P(ApiKeysConformance, ListGoesByCreationThenId) {
  EXPECT_THAT(keys().keys(), IsEmpty());
  keys().create_key(key("k9", "a", 7), sha256("a"), at(7));
  keys().create_key(key("k2", "b", 8), sha256("b"), at(8));
  keys().create_key(key("k1", "c", 8), sha256("c"), at(8));
  EXPECT_THAT(ids(keys()), ElementsAre("k9", "k1", "k2"));
}

TEST_P(ApiKeysConformance, NameIsOfOneLiveKey) {
  keys().create_key(key("k1", "ci"), sha256("one"), at(0));
  EXPECT_TRUE(throws_error(ErrorCode::kConflict, [&] { keys().create_key(key("k2", "ci"), sha256("two"), at(1)); }));
  EXPECT_EQ(keys().find_key(sha256("two")), std::nullopt);
  keys().create_key(key("k3", "CI"), sha256("three"), at(1));
  EXPECT_TRUE(keys().revoke_key("k1", at(2)));
  keys().create_key(key("k4", "ci"), sha256("four"), at(3));

  ApiKey short_lived = key("k5", "night", 3);
  short_lived.expires_at = at(10);
  keys().create_key(short_lived, sha256("five"), at(3));
  EXPECT_TRUE(throws_error(ErrorCode::kConflict, [&] { keys().create_key(key("k6", "night"), sha256("six"), at(9)); }));
  keys().create_key(key("k6", "night"), sha256("six"), at(10));
}

TEST_P(ApiKeysConformance, RevokedKeyStaysRevoked) {
  keys().create_key(key("k1", "ci"), sha256("one"), at(0));
  EXPECT_FALSE(keys().revoke_key("k2", at(1)));
  EXPECT_TRUE(keys().revoke_key("k1", at(2)));
  EXPECT_FALSE(keys().revoke_key("k1", at(3)));
  EXPECT_EQ(reopen().keys.find_key(sha256("one")).value().revoked_at, at(2));
}

TEST_P(ApiKeysConformance, DayOfUseNeverGoesBack) {
  keys().create_key(key("k1", "ci"), sha256("one"), at(0));
  const auto day_of_use = [&] { return keys().find_key(sha256("one")).value().last_used_on; };
  EXPECT_EQ(day_of_use(), std::nullopt);
  keys().record_use("k1", kFirstDay + std::chrono::days(3));
  EXPECT_EQ(day_of_use(), kFirstDay + std::chrono::days(3));
  keys().record_use("k1", kFirstDay + std::chrono::days(2));
  EXPECT_EQ(day_of_use(), kFirstDay + std::chrono::days(3)) << "of a process whose clock is behind";
  keys().record_use("k1", kFirstDay + std::chrono::days(4));
  EXPECT_EQ(reopen().keys.find_key(sha256("one")).value().last_used_on, kFirstDay + std::chrono::days(4));
  keys().record_use("nobody", kFirstDay);
}

TEST_P(ApiKeysConformance, KeyThatEndedLongAgoIsForgotten) {
  ApiKey expiring = key("k1", "expiring");
  expiring.expires_at = at(kDayS);
  keys().create_key(expiring, sha256("one"), at(0));
  keys().create_key(key("k2", "revoked"), sha256("two"), at(0));
  keys().create_key(key("k3", "live"), sha256("three"), at(0));
  EXPECT_TRUE(keys().revoke_key("k2", at(kDayS)));
  keys().create_key(key("k4", "early"), sha256("four"), at(91 * kDayS));
  EXPECT_THAT(ids(keys()), ElementsAre("k1", "k2", "k3", "k4")) << "ended 90 days ago, and not longer";
  keys().create_key(key("k5", "late"), sha256("five"), at(91 * kDayS + 1));
  EXPECT_THAT(ids(keys()), ElementsAre("k3", "k4", "k5"));
}

TEST_P(ApiKeysConformance, LiveKeysAreBounded) {
  for (std::size_t i = 0; i < kLiveKeysMax; ++i) {
    const std::string name = "k" + std::to_string(i);
    keys().create_key(key(name, name), sha256(name), at(0));
  }
  EXPECT_TRUE(throws_error(ErrorCode::kConflict, [&] { keys().create_key(key("one", "more"), sha256("x"), at(1)); }));
  EXPECT_TRUE(keys().revoke_key("k7", at(2)));
  keys().create_key(key("one", "more"), sha256("x"), at(3));
  EXPECT_THAT(keys().keys(), SizeIs(kLiveKeysMax + 1));
}

}  // namespace
}  // namespace cpsg::storage::conformance
