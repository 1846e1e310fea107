// Protects: whoever begins to follow a repository, by a request, a command or a batch, leaves the project as that one
// wants it, takes nothing away from others, and a first sync that fails can be taken back.
#include "cpsg/sync/follow.h"

#include <gmock/gmock.h>

#include "cpsg/storage/sqlite/testing/test_home.h"
#include "cpsg/storage/testing/counting_stores.h"

namespace cpsg::sync {
namespace {

using model::Priority;

constexpr UnixTime kNow{std::chrono::seconds(1'000)};

class Follow : public testing::Test {
 protected:
  std::vector<Followed> all(FollowedBy by, const std::vector<model::Target>& targets) {
    return follow(*store_, targets, by, kNow);
  }
  Followed one(FollowedBy by, const std::string& name, const std::string& source_url = "") {
    return all(by, {{"o", name, source_url}}).front();
  }
  model::Project stored(const std::string& name) { return store_->find_project("o/" + name).value(); }

  storage::sqlite::SqliteHome home_;
  std::unique_ptr<storage::sqlite::SqliteStore> store_ = home_.open();
};

TEST_F(Follow, ANewProjectIsDueAtOnceUnlessABatchHoldsItBack) {
  for (const FollowedBy by : {FollowedBy::kRequest, FollowedBy::kCommand}) {
    const std::string name = by == FollowedBy::kRequest ? "request" : "command";
    EXPECT_TRUE(one(by, name).created);
    EXPECT_EQ(stored(name).status.next_sync_at, kNow);
    EXPECT_EQ(stored(name).priority, Priority::kInteractive);
    EXPECT_EQ(stored(name).work, model::kInitialWork);
  }
  EXPECT_TRUE(one(FollowedBy::kBatch, "batch").created);
  EXPECT_FALSE(stored("batch").status.next_sync_at);
  EXPECT_EQ(stored("batch").priority, Priority::kBackfill);
  EXPECT_EQ(stored("batch").work, model::kInitialWork);
}

TEST_F(Follow, OnlyARequestTakesAProjectOutOfHold) {
  one(FollowedBy::kBatch, "n");
  for (const FollowedBy by : {FollowedBy::kBatch, FollowedBy::kCommand}) {
    EXPECT_FALSE(one(by, "n").created);
    EXPECT_FALSE(stored("n").status.next_sync_at);
  }
  EXPECT_FALSE(one(FollowedBy::kRequest, "n").created);
  EXPECT_EQ(stored("n").status.next_sync_at, kNow);
  EXPECT_EQ(stored("n").priority, Priority::kInteractive);
}

TEST_F(Follow, ANameOfAnotherPlaceIsRefusedToRequestsAlone) {
  one(FollowedBy::kCommand, "local", "file:///srv/local.git");
  const Followed refused = one(FollowedBy::kRequest, "local");
  ASSERT_TRUE(refused.failure);
  EXPECT_EQ(refused.failure->code, ErrorCode::kConflict);
  for (const FollowedBy by : {FollowedBy::kBatch, FollowedBy::kCommand}) {
    EXPECT_EQ(one(by, "local").project_id, stored("local").id);
  }
  const std::vector<Followed> both =
      all(FollowedBy::kCommand, {{"o", "later", "file:///srv/later.git"}, {"o", "later", ""}});
  EXPECT_EQ(both[0].project_id, both[1].project_id) << "added by an earlier target";
  EXPECT_TRUE(one(FollowedBy::kCommand, "later", "file:///srv/other.git").failure);
}

TEST_F(Follow, AnEarlierNameIsAProjectOfItsOwnButInABatch) {
  const std::string id = one(FollowedBy::kCommand, "old").project_id;
  store_->bind_identity(store_->project(id), {.github_id = 1, .node_id = "R_1", .owner = "o", .name = "new"}, kNow);
  EXPECT_EQ(one(FollowedBy::kBatch, "old").project_id, id);
  EXPECT_NE(one(FollowedBy::kCommand, "old").project_id, id);
}

TEST_F(Follow, AFailedFirstSyncLeavesNothingUnlessOthersFollowToo) {
  unfollow_unpublished(*store_, one(FollowedBy::kCommand, "alone").project_id, kNow);
  EXPECT_FALSE(store_->find_project("o/alone"));

  for (const FollowedBy other : {FollowedBy::kRequest, FollowedBy::kBatch, FollowedBy::kCommand}) {
    const std::string id = one(FollowedBy::kCommand, "shared").project_id;
    one(other, "shared");
    unfollow_unpublished(*store_, id, kNow);
    EXPECT_TRUE(store_->find_project("o/shared"));
    unfollow_unpublished(*store_, id, kNow);
    EXPECT_FALSE(store_->find_project("o/shared")) << "the last one";
  }
  one(FollowedBy::kRequest, "before");
  unfollow_unpublished(*store_, one(FollowedBy::kCommand, "before").project_id, kNow);
  EXPECT_TRUE(store_->find_project("o/before")) << "it was there before";
}

TEST_F(Follow, KnownProjectsCostOneReadAndAtMostOneWrite) {
  std::vector<model::Target> targets;
  for (int i = 0; i < 50; ++i) targets.push_back({"o", "n" + std::to_string(i), ""});
  all(FollowedBy::kBatch, targets);
  storage::CountingStores counting(store_->stores());
  const auto followed = follow(counting.stores().projects, targets, FollowedBy::kCommand, kNow);
  EXPECT_EQ(counting.take_calls(), (storage::CallCounts{{"add_followers", 1}, {"revisions", 1}}));
  EXPECT_EQ(followed.size(), targets.size());
  EXPECT_EQ(followed[49].full_name, "o/n49");
}

}  // namespace
}  // namespace cpsg::sync
