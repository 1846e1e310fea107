// Protects the honesty of a project's status after a failure, and that retries come neither too soon nor never.
#include "cpsg/sync/status_transitions.h"

namespace cpsg::sync {
namespace {

using model::ProjectStatus;
using model::SyncState;
using std::chrono::seconds;

constexpr UnixTime kNow{seconds{1'700'000'000}};

ProjectStatus synced() {
  ProjectStatus status;
  status.state = SyncState::kOk;
  status.last_synced_at = kNow - seconds{100};
  status.since = kNow - seconds{5000};
  return status;
}

TEST(StatusAfterFailure, NamesTheStateByWhatTheRemoteSaid) {
  const auto state = [](const ProjectStatus& before, ErrorCode code) {
    return status_after_failure(before, {code, "why", {}}, kNow).state;
  };
  EXPECT_EQ(state({}, ErrorCode::kNotFound), SyncState::kNoAccess);
  EXPECT_EQ(state(synced(), ErrorCode::kNotFound), SyncState::kGone);
  EXPECT_EQ(state(synced(), ErrorCode::kUnauthorized), SyncState::kNoAccess);
  EXPECT_EQ(state(synced(), ErrorCode::kBlocked), SyncState::kBlocked);
  EXPECT_EQ(state(synced(), ErrorCode::kRateLimited), SyncState::kWaitingQuota);
  EXPECT_EQ(state(synced(), ErrorCode::kNetwork), SyncState::kFailing);
}

TEST(StatusAfterFailure, BacksOffToAnHour) {
  ProjectStatus status = synced();
  std::vector<std::int64_t> delays_s;
  for (int i = 0; i < 10; ++i) {
    status = status_after_failure(status, {ErrorCode::kNetwork, "why", {}}, kNow);
    delays_s.push_back((*status.next_sync_at - kNow).count());
  }
  EXPECT_THAT(delays_s, testing::ElementsAre(30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600));
  EXPECT_EQ(status.failures, 10);
  EXPECT_EQ(status.since, kNow);
}

TEST(StatusAfterFailure, NeverComesBackInsideRetryAfter) {
  const ProjectStatus status =
      status_after_failure(synced(), {ErrorCode::kRateLimited, "slow down", seconds{7200}}, kNow);
  EXPECT_EQ(*status.next_sync_at - kNow, seconds{7200});
}

TEST(StatusAfterFailure, BeingToldToWaitIsNoFailure) {
  ProjectStatus before = synced();
  before.failures = 9;  // whose own delay would be an hour
  const ProjectStatus status = status_after_failure(before, {ErrorCode::kRateLimited, "slow down", seconds{60}}, kNow);
  EXPECT_EQ(status.failures, 9);
  EXPECT_EQ(*status.next_sync_at - kNow, seconds{60});
  EXPECT_EQ(status_after_failure(before, {ErrorCode::kRateLimited, "slow down", {}}, kNow).failures, 10);
}

TEST(StatusAfterFailure, TriesAgainInADayWhereARetryDoesNotHelp) {
  const ProjectStatus status = status_after_failure(synced(), {ErrorCode::kForbidden, "no", {}}, kNow);
  EXPECT_EQ(*status.next_sync_at - kNow, seconds{86'400});
}

TEST(StatusAfterFailure, TroubleOfOurOwnIsNotTheProjects) {
  for (const ErrorCode code : {ErrorCode::kStoreFull, ErrorCode::kStoreLocked, ErrorCode::kStoreIo, ErrorCode::kBusy}) {
    const ProjectStatus status = status_after_failure(synced(), {code, "the disk is full", {}}, kNow);
    EXPECT_EQ(status.state, SyncState::kOk);
    EXPECT_EQ(status.reason, std::nullopt);
    EXPECT_EQ(*status.next_sync_at - kNow, seconds{30});
  }
}

TEST(StatusAfterFailure, ACancelledSyncLeavesTheProjectDue) {
  const ProjectStatus status = status_after_failure(synced(), {ErrorCode::kCancelled, "stopped", {}}, kNow);
  EXPECT_EQ(status.state, SyncState::kOk);
  EXPECT_EQ(status.failures, 0);
  EXPECT_EQ(status.next_sync_at, kNow);
}

TEST(StatusAfterSuccess, ForgetsTheFailureAndKeepsSinceWhenItIsWell) {
  const ProjectStatus failed = status_after_failure(synced(), {ErrorCode::kNetwork, "why", {}}, kNow);
  const ProjectStatus well = status_after_success(failed, kNow + seconds{900}, kNow + seconds{30});
  EXPECT_EQ(well.state, SyncState::kOk);
  EXPECT_EQ(well.since, kNow + seconds{30});
  EXPECT_EQ(well.last_synced_at, kNow + seconds{30});
  EXPECT_EQ(well.reason, std::nullopt);
  EXPECT_EQ(well.code, std::nullopt);
  EXPECT_EQ(well.failures, 0);
  EXPECT_EQ(status_after_success(well, kNow + seconds{1800}, kNow + seconds{900}).since, well.since);
}

}  // namespace
}  // namespace cpsg::sync
