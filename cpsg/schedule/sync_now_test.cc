// Protects: a sync by hand begins unless it would be in vain, was just asked for, or has to wait for the budget; and it
// looks at the branches whatever the probe says.
#include "cpsg/schedule/sync_now.h"

#include <gtest/gtest.h>

namespace cpsg::schedule {
namespace {

using model::SyncState;
using model::Work;
using std::chrono::seconds;

constexpr UnixTime kNow{seconds{1'000'000}};

model::Project project_in(SyncState state) {
  model::Project project{.owner = "o", .name = "n"};
  project.status.state = state;
  return project;
}

TEST(SyncNow, BeginsInEveryStateThatASyncMayEnd) {
  for (const SyncState state : model::kSyncStates) {
    const bool in_vain = state == SyncState::kGone || state == SyncState::kBlocked;
    const auto failure = why_no_sync_now(project_in(state), kNow);
    EXPECT_EQ(failure.has_value(), in_vain) << model::name(state);
    if (failure) {
      EXPECT_EQ(failure->code, ErrorCode::kConflict);
    }
  }
}

TEST(SyncNow, IsAskedForOnceAMinute) {
  model::Project project = project_in(SyncState::kFailing);
  project.sync_asked_at = kNow;
  EXPECT_EQ(why_no_sync_now(project, kNow).value().code, ErrorCode::kTooManyRequests);
  EXPECT_EQ(why_no_sync_now(project, kNow).value().retry_after, kSyncAskInterval);
  EXPECT_EQ(why_no_sync_now(project, kNow + seconds(59)).value().retry_after, seconds(1));
  EXPECT_FALSE(why_no_sync_now(project, kNow + seconds(60)));
  EXPECT_FALSE(why_no_sync_now(project, kNow - seconds(1))) << "a time of the future is of a wrong clock";
}

TEST(SyncNow, WaitsForTheBudgetAsLongAsTheProjectDoes) {
  model::Project project = project_in(SyncState::kWaitingQuota);
  project.status.next_sync_at = kNow + seconds(900);
  EXPECT_EQ(why_no_sync_now(project, kNow).value().code, ErrorCode::kTooManyRequests);
  EXPECT_EQ(why_no_sync_now(project, kNow).value().retry_after, seconds(900));
  EXPECT_FALSE(why_no_sync_now(project, kNow + seconds(900)));
  project.status.state = SyncState::kOk;
  EXPECT_FALSE(why_no_sync_now(project, kNow)) << "a usual interval is none";
}

TEST(SyncNow, ListsBranchesAndAuditsWhenAsked) {
  EXPECT_EQ(work_of_sync_now(false), Work::kProbe | Work::kRefs);
  EXPECT_EQ(work_of_sync_now(true), Work::kProbe | Work::kRefs | Work::kAudit);
}

}  // namespace
}  // namespace cpsg::schedule
