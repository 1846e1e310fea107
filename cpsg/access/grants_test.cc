// Protects: whose keys and sessions are is kept in bounded memory, of which those that are used have the most; and what
// was read while the store changed is not kept for longer than it stands.
// How: ports of the test, whose every session is somebody's.
#include "cpsg/access/grants.h"

#include <gtest/gtest.h>

namespace cpsg::access {
namespace {

class FakeStore final : public storage::ChangeMark, public storage::ApiKeys, public storage::Sessions {
 public:
  std::optional<std::uint64_t> current(Instant /*now*/) noexcept override { return mark; }
  std::optional<storage::ProjectRevision> revision_now(std::string_view /*name*/) noexcept override { return {}; }
  std::optional<model::ApiKey> key_now(const Sha256Digest& /*digest*/) noexcept override { return row; }
  void create_key(const model::ApiKey& /*key*/, const Sha256Digest& /*digest*/, UnixTime /*now*/) override {}
  std::optional<model::ApiKey> find_key(const Sha256Digest& /*digest*/) override {
    ++reads;
    if (changes_meanwhile) mark = *mark + 2;
    return key;
  }
  std::vector<model::ApiKey> keys() override { return {}; }
  bool revoke_key(std::string_view /*key_id*/, UnixTime /*now*/) override { return false; }
  void record_use(std::string_view /*key_id*/, std::chrono::sys_days /*day*/) override {}
  bool open_session(const Sha256Digest& /*digest*/, const model::Session& /*s*/, UnixTime /*now*/) override {
    return false;
  }
  std::optional<storage::OpenSession> find_session(const Sha256Digest& /*digest*/) override {
    ++reads;
    return storage::OpenSession{};
  }
  void close_session(const Sha256Digest& /*digest*/) override {}

  std::optional<std::uint64_t> mark = 2;
  std::optional<model::ApiKey> key = model::ApiKey{.id = "k1"};
  std::optional<model::ApiKey> row;  // as it can be told without waiting
  bool changes_meanwhile = false;
  int reads = 0;
};

class GrantsTest : public testing::Test {
 protected:
  static constexpr Instant kNow{std::chrono::hours(1)};

  static Credential session(std::uint32_t number) {
    Sha256Digest digest{};
    std::copy_n(reinterpret_cast<const std::uint8_t*>(&number), sizeof number, digest.begin());
    return {.kind = Credential::Kind::kSession, .digest = digest};
  }
  const Credential key_{.kind = Credential::Kind::kKey, .digest = Sha256Digest{1}};

  FakeStore store_;
  Grants grants_{store_, store_, store_};
};

TEST_F(GrantsTest, ThoseThatAreUsedStayAndTheOthersAreForgotten) {
  constexpr std::uint32_t kMany = 20'000;
  for (std::uint32_t number = 1; number < kMany; ++number) {
    ASSERT_TRUE(grants_.find(session(number), kNow));
    ASSERT_TRUE(grants_.find(session(0), kNow));
  }
  EXPECT_EQ(store_.reads, static_cast<int>(kMany)) << "each was read once";
  EXPECT_TRUE(grants_.was_known(session(kMany - 1)));
  EXPECT_FALSE(grants_.was_known(session(1)));
}

TEST_F(GrantsTest, WhatWasReadWhileTheStoreChangedIsReadAgain) {
  store_.changes_meanwhile = true;
  ASSERT_TRUE(grants_.find(key_, kNow));
  store_.changes_meanwhile = false;
  EXPECT_FALSE(grants_.known(key_, kNow)) << "its row cannot be told without waiting";
  store_.row = model::ApiKey{.id = "k1", .revoked_at = UnixTime()};
  EXPECT_TRUE(grants_.known(key_, kNow).value()->key.revoked_at);
  EXPECT_EQ(store_.reads, 1);
}

TEST_F(GrantsTest, WithoutAMarkNothingIsUsedAgain) {
  ASSERT_TRUE(grants_.find(key_, kNow));
  store_.mark.reset();
  EXPECT_FALSE(grants_.known(key_, kNow));
  store_.key->revoked_at = UnixTime();
  EXPECT_TRUE(grants_.find(key_, kNow)->key.revoked_at);
  store_.mark = 2;
  EXPECT_FALSE(grants_.known(key_, kNow)) << "that was read under no mark";
  EXPECT_TRUE(grants_.was_known(key_));
}

TEST_F(GrantsTest, WhatIsNobodysAnyMoreIsForgotten) {
  ASSERT_TRUE(grants_.find(key_, kNow));
  store_.key.reset();
  store_.mark = 4;
  EXPECT_FALSE(grants_.find(key_, kNow));
  EXPECT_FALSE(grants_.was_known(key_));
  EXPECT_EQ(grants_.known(key_, kNow), std::optional<Grants::Found>(nullptr));
  EXPECT_FALSE(grants_.known(key_, kNow + Grants::kUnknownKept));
}

}  // namespace
}  // namespace cpsg::access
