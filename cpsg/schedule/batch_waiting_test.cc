// Protects: a batch is done with a project when all of it has come that the token may read, and goes on with the others
// while some wait for the rest.
#include "cpsg/schedule/testing/batch_fixture.h"

namespace cpsg::schedule {
namespace {

using model::BatchItemState;
using model::BatchState;
using model::SyncState;
using std::chrono::hours;
using std::chrono::seconds;

TEST_F(BatchRunnerTest, IsNotDoneWithAProjectWhosePullRequestsWaitForBudget) {
  const std::string id = create(4);
  advance();
  now += seconds(1);
  const std::vector<std::string> first = due();
  fail(first.at(0), ErrorCode::kRateLimited, 0, SyncState::kWaitingQuota, now);
  fail(first.at(1), ErrorCode::kRemoteError, 1, SyncState::kFailing, now);
  EXPECT_TRUE(advance()) << "git goes on with the others";
  EXPECT_EQ(batch(id).done, 0);
  EXPECT_EQ(batch(id).running, 4);
  EXPECT_EQ(batch(id).waiting_quota, 1);
  for (const std::string& project_id : due()) sync(project_id);
  advance();
  EXPECT_EQ(batch(id).done, 2);
  EXPECT_EQ(batch(id).state, BatchState::kRunning) << "two wait for the rest";
  now += hours(1);
  for (const std::string& project_id : first) sync(project_id);
  advance();
  EXPECT_EQ(batch(id).done, 4);
  EXPECT_EQ(batch(id).state, BatchState::kFinished);
}

TEST_F(BatchRunnerTest, IsDoneWithAProjectOfWhichTheTokenMayReadNoMore) {
  const std::string id = create(2);
  advance();
  now += seconds(1);
  fail(items(id)[0].project_id, ErrorCode::kSsoRequired, 1, SyncState::kSsoRequired, now);
  fail(items(id)[1].project_id, ErrorCode::kRemoteDamaged, 1, SyncState::kFailing, now);
  advance();
  EXPECT_EQ(batch(id).done, 2);
}

TEST_F(BatchRunnerTest, WhatIsPublishedBeforeTheSyncEndsIsNotDone) {
  const std::string id = create(1);
  advance();
  now += seconds(1);
  const std::string project_id = items(id)[0].project_id;
  const auto lease = std::get<storage::Lease>(store->acquire_lease(project_id, "test", now, seconds(60), {}));
  store->publish(lease, {.now = now});
  advance();
  EXPECT_EQ(batch(id).done, 0);
  store->release_lease(lease);
  advance();
  EXPECT_EQ(batch(id).done, 1);
}

// Patience is for those that no worker took.
TEST_F(BatchRunnerTest, WhatOnlyWaitsForBudgetIsNotHandedOutAgain) {
  const std::string id = create(4);
  rules.at_once = 2;
  advance();
  now += seconds(1);
  for (const auto& item : store->batch_items(id, BatchItemState::kRunning, 10)) {
    fail(item.project_id, ErrorCode::kRateLimited, 0, SyncState::kWaitingQuota, now);
  }
  advance();
  EXPECT_EQ(batch(id).running, 4);
  const auto handed_out_at = items(id)[0].released_at;
  now += rules.patience + seconds(1);
  advance();
  EXPECT_EQ(items(id)[0].released_at, handed_out_at);
  EXPECT_EQ(items(id)[1].released_at, handed_out_at);
  EXPECT_EQ(items(id)[2].released_at, now) << "no worker took it";
  EXPECT_EQ(batch(id).waiting_quota, 2);
}

TEST_F(BatchRunnerTest, SoManyAtMostOnlyWaitThatAStepStaysSmall) {
  const std::string id = create(static_cast<int>(kBatchHandedOutMax) + 3);
  rules.at_once = kBatchHandedOutMax - 1;
  advance();
  now += seconds(1);
  for (const auto& item : store->batch_items(id, BatchItemState::kRunning, 2'000)) {
    fail(item.project_id, ErrorCode::kRateLimited, 0, SyncState::kWaitingQuota, now);
  }
  EXPECT_TRUE(advance());
  EXPECT_EQ(batch(id).running, static_cast<std::int64_t>(kBatchHandedOutMax));
  EXPECT_FALSE(advance());
  EXPECT_EQ(batch(id).pending, 3);
}

}  // namespace
}  // namespace cpsg::schedule
