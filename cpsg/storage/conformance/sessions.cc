// Protects: a session is found by the digest of its id alone, ends with its key, and a key has no more than so many.
#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using model::ApiKey;
using model::Session;

void create(ApiKeys& keys, std::string_view id, std::optional<UnixTime> expires_at = {}) {
  const ApiKey key{.id = std::string(id), .name = std::string(id), .created_at = at(0), .expires_at = expires_at};
  keys.create_key(key, sha256(id), at(0));
}

TEST_P(SessionsConformance, SessionComesBackWithItsKeyAsItIsNow) {
  create(keys(), "k1");
  EXPECT_TRUE(sessions().open_session(sha256("s"), {.key_id = "k1", .ends_at = at(100)}, at(1)));
  const auto found = reopen().sessions.find_session(sha256("s"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->session, (Session{.key_id = "k1", .ends_at = at(100)}));
  EXPECT_EQ(found->key, keys().find_key(sha256("k1")));
  EXPECT_FALSE(sessions().find_session(sha256("t")));
  EXPECT_FALSE(sessions().find_session(sha256("k1"))) << "the key's own digest opens nothing";
  EXPECT_FALSE(keys().find_key(sha256("s"))) << "and a session's is no key";
}

TEST_P(SessionsConformance, ClosedSessionIsGone) {
  create(keys(), "k1");
  EXPECT_TRUE(sessions().open_session(sha256("s"), {.key_id = "k1", .ends_at = at(100)}, at(1)));
  EXPECT_TRUE(sessions().open_session(sha256("t"), {.key_id = "k1", .ends_at = at(100)}, at(1)));
  sessions().close_session(sha256("s"));
  sessions().close_session(sha256("s"));
  EXPECT_FALSE(sessions().find_session(sha256("s")));
  EXPECT_TRUE(sessions().find_session(sha256("t")));
}

TEST_P(SessionsConformance, OnlyALiveKeyOpensOne) {
  EXPECT_FALSE(sessions().open_session(sha256("s"), {.key_id = "nobody", .ends_at = at(100)}, at(1)));
  create(keys(), "k1", at(10));
  EXPECT_FALSE(sessions().open_session(sha256("s"), {.key_id = "k1", .ends_at = at(100)}, at(10)));
  create(keys(), "k2");
  EXPECT_TRUE(keys().revoke_key("k2", at(2)));
  EXPECT_FALSE(sessions().open_session(sha256("s"), {.key_id = "k2", .ends_at = at(100)}, at(3)));
  EXPECT_FALSE(sessions().find_session(sha256("s")));
}

TEST_P(SessionsConformance, SessionNeverOutlivesItsKey) {
  create(keys(), "k1", at(50));
  EXPECT_TRUE(sessions().open_session(sha256("s"), {.key_id = "k1", .ends_at = at(100)}, at(1)));
  EXPECT_EQ(model::state_of(sessions().find_session(sha256("s")).value().key, at(50)), model::KeyState::kExpired);
  EXPECT_TRUE(keys().revoke_key("k1", at(20)));
  const auto found = sessions().find_session(sha256("s"));
  EXPECT_TRUE(!found || found->key.revoked_at) << "deleted with its key, or found with a key that is revoked";
}

TEST_P(SessionsConformance, EndedOnesAreDeletedWithTheNextThatOpens) {
  create(keys(), "k1");
  create(keys(), "k2");
  EXPECT_TRUE(sessions().open_session(sha256("s"), {.key_id = "k1", .ends_at = at(100)}, at(1)));
  EXPECT_TRUE(sessions().open_session(sha256("t"), {.key_id = "k2", .ends_at = at(200)}, at(99)));
  EXPECT_TRUE(sessions().find_session(sha256("s")));
  EXPECT_TRUE(sessions().open_session(sha256("u"), {.key_id = "k2", .ends_at = at(200)}, at(100)));
  EXPECT_FALSE(sessions().find_session(sha256("s")));
  EXPECT_TRUE(sessions().find_session(sha256("t")));
}

TEST_P(SessionsConformance, SessionsOfAKeyAreBounded) {
  create(keys(), "k1");
  create(keys(), "k2");
  EXPECT_TRUE(sessions().open_session(sha256("other"), {.key_id = "k2", .ends_at = at(10)}, at(1)));
  const auto digest = [](std::size_t i) { return sha256("s" + std::to_string(i)); };
  for (std::size_t i = 0; i <= kSessionsOfKeyMax; ++i) {
    const UnixTime ends_at = at(1'000 + static_cast<std::int64_t>(i));
    EXPECT_TRUE(sessions().open_session(digest(i), {.key_id = "k1", .ends_at = ends_at}, at(1)));
  }
  EXPECT_FALSE(sessions().find_session(digest(0))) << "the one that ends first makes room";
  for (std::size_t i = 1; i <= kSessionsOfKeyMax; ++i) EXPECT_TRUE(sessions().find_session(digest(i))) << i;
  EXPECT_TRUE(sessions().find_session(sha256("other")));
}

}  // namespace
}  // namespace cpsg::storage::conformance
