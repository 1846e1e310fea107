// Protects: the day of a key's use is written once a day, never by the request itself, and again after a store that
// refused it.
#include "cpsg/access/key_uses.h"

#include <gmock/gmock.h>

#include "cpsg/base/error.h"
#include "cpsg/base/testing/eventually.h"

namespace cpsg::access {
namespace {

using testing::ElementsAre;

constexpr std::chrono::sys_days kToday{std::chrono::year(2026) / 11 / 27};

// Keeps what is recorded, or refuses it.
class RecordingKeys final : public storage::ApiKeys {
 public:
  void create_key(const model::ApiKey& /*key*/, const Sha256Digest& /*digest*/, UnixTime /*now*/) override {}
  std::optional<model::ApiKey> find_key(const Sha256Digest& /*digest*/) override { return std::nullopt; }
  std::vector<model::ApiKey> keys() override { return {}; }
  bool revoke_key(std::string_view /*key_id*/, UnixTime /*now*/) override { return false; }
  void record_use(std::string_view key_id, std::chrono::sys_days day) override {
    const std::lock_guard lock(mutex_);
    recorded_.push_back(std::string(key_id) + (day == kToday ? " today" : " tomorrow"));
    if (refuses_) throw Error(ErrorCode::kStoreLocked, "locked");
  }

  void refuse(bool refuses) {
    const std::lock_guard lock(mutex_);
    refuses_ = refuses;
  }
  std::vector<std::string> recorded() {
    const std::lock_guard lock(mutex_);
    return recorded_;
  }

 private:
  std::mutex mutex_;
  bool refuses_ = false;
  std::vector<std::string> recorded_;
};

model::ApiKey key(std::string id) { return {.id = std::move(id)}; }

TEST(KeyUses, AreWrittenOnceADay) {
  RecordingKeys keys;
  KeyUses uses(keys);
  const auto wait_for = [&](std::size_t count) { return eventually([&] { return keys.recorded().size() >= count; }); };
  uses.note(key("a"), kToday);
  EXPECT_TRUE(wait_for(1));
  for (int i = 0; i < 10; ++i) uses.note(key("a"), kToday);
  uses.note(key("b"), kToday);
  EXPECT_TRUE(wait_for(2));
  EXPECT_THAT(keys.recorded(), ElementsAre("a today", "b today"));
  uses.note(key("a"), kToday + std::chrono::days(1));
  EXPECT_TRUE(wait_for(3));
  EXPECT_THAT(keys.recorded(), ElementsAre("a today", "b today", "a tomorrow"));
}

TEST(KeyUses, WhatIsStoredAlreadyIsNotWritten) {
  RecordingKeys keys;
  KeyUses uses(keys);
  model::ApiKey used = key("a");
  used.last_used_on = kToday;
  uses.note(used, kToday);
  uses.note(key("b"), kToday);
  EXPECT_TRUE(eventually([&] { return !keys.recorded().empty(); }));
  EXPECT_THAT(keys.recorded(), ElementsAre("b today"));
}

TEST(KeyUses, AStoreThatRefusesIsAskedAgainByTheNextUse) {
  RecordingKeys keys;
  keys.refuse(true);
  KeyUses uses(keys);
  uses.note(key("a"), kToday);
  EXPECT_TRUE(eventually([&] { return keys.recorded().size() == 1; }));
  keys.refuse(false);
  EXPECT_TRUE(eventually([&] {
    uses.note(key("a"), kToday);
    return keys.recorded().size() == 2;
  }));
}

}  // namespace
}  // namespace cpsg::access
