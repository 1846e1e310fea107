// Protects the honesty of a project's status after a failure: trouble of our own is no project's state, one refusal is
// no verdict, and retries come neither too soon nor never.
#include "cpsg/sync/status_transitions.h"

#include <gmock/gmock.h>

namespace cpsg::sync {
namespace {

using model::ProjectStatus;
using model::SyncState;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr UnixTime kNow{seconds{1'700'000'000}};

ProjectStatus synced() {
  ProjectStatus status;
  status.state = SyncState::kOk;
  status.last_synced_at = kNow - seconds{100};
  status.since = kNow - seconds{5000};
  return status;
}

ProjectStatus fail(const ProjectStatus& before, ErrorCode code, Asked asked = Asked::kApi, UnixTime now = kNow,
                   Belief belief = Belief::kWhenRepeated) {
  return status_after_failure(before, {{code, "why", {}}, asked, false, belief}, now);
}

// The delays of tries in a row, each as soon as the one before allows it.
std::vector<std::int64_t> delays_s(ErrorCode code, int tries, Asked asked = Asked::kApi) {
  ProjectStatus status = synced();
  std::vector<std::int64_t> delays;
  UnixTime now = kNow;
  for (int i = 0; i < tries; ++i) {
    status = fail(status, code, asked, now);
    delays.push_back((*status.next_sync_at - now).count());
    now = *status.next_sync_at;
  }
  return delays;
}

// ---- trouble of our own ----

TEST(StatusAfterFailure, TroubleOfOurOwnIsNotTheProjects) {
  for (const ErrorCode code :
       {ErrorCode::kUnauthorized, ErrorCode::kNetwork, ErrorCode::kTls, ErrorCode::kConfigInvalid,
        ErrorCode::kStoreFull, ErrorCode::kStoreLocked, ErrorCode::kStoreIo}) {
    for (const SyncState state : {SyncState::kOk, SyncState::kPending, SyncState::kFailing, SyncState::kGone}) {
      ProjectStatus before = synced();
      before.state = state;
      before.failures = 2;
      const ProjectStatus status = fail(before, code);
      EXPECT_EQ(status.state, state) << traits(code).name;
      EXPECT_EQ(status.since, before.since);
      EXPECT_EQ(status.failures, 2);
      EXPECT_EQ(status.code, code) << "it says what waits";
      EXPECT_EQ(status.reason, "why");
      EXPECT_EQ(*status.next_sync_at - kNow, seconds{30});
    }
  }
}

TEST(StatusAfterFailure, TroubleOfOurOwnIsLookedAtAgainSoonThenHourly) {
  EXPECT_THAT(delays_s(ErrorCode::kNetwork, 10),
              testing::ElementsAre(30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600));
}

TEST(StatusAfterFailure, TriesBetweenTheRegularOnesDoNotMakeThemRarer) {
  ProjectStatus status = synced();
  for (int i = 0; i < 50; ++i) status = fail(status, ErrorCode::kUnauthorized);
  EXPECT_EQ(*status.next_sync_at - kNow, seconds{30});
}

TEST(StatusAfterFailure, ATokenThatRestsIsNotAskedForEarlierAndNotForgotten) {
  const auto delay = [](seconds rest) {
    const ProjectStatus status =
        status_after_failure(synced(), {{ErrorCode::kUnauthorized, "no token", rest}, Asked::kApi}, kNow);
    return *status.next_sync_at - kNow;
  };
  EXPECT_EQ(delay(seconds{240}), seconds{240});
  EXPECT_EQ(delay(hours{24}), hours{1});
}

TEST(StatusAfterFailure, ACancelledSyncLeavesTheProjectDueAndABusyOneSoon) {
  for (const auto& [code, wait] : {std::pair(ErrorCode::kCancelled, seconds{0}), {ErrorCode::kBusy, seconds{30}}}) {
    ProjectStatus expected = synced();
    expected.next_sync_at = kNow + wait;
    EXPECT_EQ(fail(synced(), code), expected);
  }
}

TEST(StatusAfterFailure, AClockThatWasSetBackBeginsTheTroubleAnew) {
  ProjectStatus status = fail(synced(), ErrorCode::kNetwork);
  status = fail(status, ErrorCode::kNetwork, Asked::kApi, kNow - hours{5});
  EXPECT_EQ(*status.next_sync_at - (kNow - hours{5}), seconds{30});
}

// ---- refusals ----

struct Refusal {
  ErrorCode code;
  Asked asked;
  SyncState believed;
};
const std::vector<Refusal> kSymptoms = {{ErrorCode::kUnauthorized, Asked::kGit, SyncState::kNoAccess},
                                        {ErrorCode::kForbidden, Asked::kGit, SyncState::kNoAccess},
                                        {ErrorCode::kForbidden, Asked::kApi, SyncState::kNoAccess},
                                        {ErrorCode::kNotFound, Asked::kGit, SyncState::kGone},
                                        {ErrorCode::kNotFound, Asked::kApi, SyncState::kGone}};

TEST(StatusAfterFailure, OneRefusalIsNoVerdictAndAsksAgainInAMinute) {
  for (const Refusal& each : kSymptoms) {
    const ProjectStatus status = fail(synced(), each.code, each.asked);
    EXPECT_EQ(status.state, SyncState::kOk) << traits(each.code).name;
    EXPECT_EQ(status.code, each.code);
    EXPECT_EQ(status.since, synced().since);
    EXPECT_EQ(*status.next_sync_at - kNow, seconds{60});
  }
}

TEST(StatusAfterFailure, TheSameRefusalAMinuteLaterIsBelieved) {
  for (const Refusal& each : kSymptoms) {
    const ProjectStatus first = fail(synced(), each.code, each.asked);
    EXPECT_EQ(fail(first, each.code, each.asked, kNow + seconds{59}).state, SyncState::kOk) << "too soon to be another";
    const ProjectStatus second = fail(first, each.code, each.asked, kNow + seconds{60});
    EXPECT_EQ(second.state, each.believed) << traits(each.code).name;
    EXPECT_EQ(second.since, kNow + seconds{60});
  }
}

TEST(StatusAfterFailure, WhatTheApiAndGitAgreeOnIsBelievedAtOnceAndWhatIsStillToBeAskedIsNot) {
  EXPECT_EQ(fail(synced(), ErrorCode::kNotFound, Asked::kGit, kNow, Belief::kAtOnce).state, SyncState::kGone);
  const ProjectStatus first = fail(synced(), ErrorCode::kNotFound);
  EXPECT_EQ(fail(first, ErrorCode::kNotFound, Asked::kApi, kNow + hours{9}, Belief::kNotYet).state, SyncState::kOk);
}

TEST(StatusAfterFailure, OtherTroubleConfirmsNoRefusal) {
  for (const ErrorCode before : {ErrorCode::kNetwork, ErrorCode::kTimeout, ErrorCode::kRateLimited}) {
    ProjectStatus status = synced();
    status.code = before;
    status.trouble_since = kNow - hours{1};
    EXPECT_EQ(fail(status, ErrorCode::kNotFound).state, SyncState::kOk) << traits(before).name;
  }
}

TEST(StatusAfterFailure, AFirstContactIsBelievedAtOnceAndAskedAgainSoon) {
  for (const auto& [code, asked] : {std::pair(ErrorCode::kNotFound, Asked::kApi),
                                    {ErrorCode::kForbidden, Asked::kApi},
                                    {ErrorCode::kUnauthorized, Asked::kGit}}) {
    const ProjectStatus status = fail({}, code, asked);
    EXPECT_EQ(status.state, SyncState::kNoAccess) << traits(code).name;
    EXPECT_EQ(*status.next_sync_at - kNow, seconds{60});
  }
}

TEST(StatusAfterFailure, WhatGithubSaysInWordsNeedsNoSecondOne) {
  EXPECT_EQ(fail(synced(), ErrorCode::kSsoRequired).state, SyncState::kSsoRequired);
  EXPECT_EQ(fail(synced(), ErrorCode::kBlocked).state, SyncState::kBlocked);
  EXPECT_EQ(fail(synced(), ErrorCode::kGone).state, SyncState::kGone);
}

TEST(StatusAfterFailure, RefusalsAreAskedAboutAgainEverMoreRarelyDownToDaily) {
  for (const ErrorCode code :
       {ErrorCode::kNotFound, ErrorCode::kForbidden, ErrorCode::kSsoRequired, ErrorCode::kGone, ErrorCode::kBlocked}) {
    EXPECT_THAT(delays_s(code, 13),
                testing::ElementsAre(60, 120, 240, 480, 960, 1920, 3840, 7680, 15'360, 30'720, 61'440, 86'400, 86'400))
        << traits(code).name;
  }
}

// ---- the remote's moment, and faults of the repository ----

TEST(StatusAfterFailure, ARemoteThatFailsIsFailingAndBackedOffToAnHour) {
  ProjectStatus status = synced();
  std::vector<std::int64_t> delays;
  for (int i = 0; i < 10; ++i) {
    status = fail(status, ErrorCode::kTimeout);
    delays.push_back((*status.next_sync_at - kNow).count());
  }
  EXPECT_THAT(delays, testing::ElementsAre(30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600));
  EXPECT_EQ(status.state, SyncState::kFailing);
  EXPECT_EQ(status.failures, 10);
  EXPECT_EQ(status.since, kNow);
}

TEST(StatusAfterFailure, AConnectionThatBreaksInTheMiddleIsFailing) {
  const ProjectStatus status =
      status_after_failure(synced(), {{ErrorCode::kNetwork, "reset", {}}, Asked::kGit, true}, kNow);
  EXPECT_EQ(status.state, SyncState::kFailing);
  EXPECT_EQ(status.failures, 1);
}

TEST(StatusAfterFailure, NeverComesBackInsideRetryAfter) {
  const ProjectStatus status =
      status_after_failure(synced(), {{ErrorCode::kRateLimited, "slow down", seconds{7200}}}, kNow);
  EXPECT_EQ(status.state, SyncState::kWaitingQuota);
  EXPECT_EQ(*status.next_sync_at - kNow, seconds{7200});
}

TEST(StatusAfterFailure, BeingToldToWaitIsNoFailure) {
  ProjectStatus before = synced();
  before.failures = 9;  // whose own delay would be an hour
  const ProjectStatus status =
      status_after_failure(before, {{ErrorCode::kRateLimited, "slow down", seconds{60}}}, kNow);
  EXPECT_EQ(status.failures, 9);
  EXPECT_EQ(*status.next_sync_at - kNow, seconds{60});
  EXPECT_EQ(fail(before, ErrorCode::kRateLimited).failures, 10);
}

TEST(StatusAfterFailure, TriesAgainInADayWhereARetryDoesNotHelp) {
  for (const ErrorCode code : {ErrorCode::kRemoteDamaged, ErrorCode::kLimitExceeded, ErrorCode::kUnsupportedRemote}) {
    const ProjectStatus status = fail(synced(), code, Asked::kGit);
    EXPECT_EQ(status.state, SyncState::kFailing);
    EXPECT_EQ(*status.next_sync_at - kNow, hours{24});
  }
}

// ---- success ----

TEST(StatusAfterSuccess, ForgetsTheFailureAndKeepsSinceWhenItIsWell) {
  const ProjectStatus failed = fail(synced(), ErrorCode::kTimeout);
  const ProjectStatus well = status_after_success(failed, kNow + minutes{15}, kNow + seconds{30});
  EXPECT_EQ(well.state, SyncState::kOk);
  EXPECT_EQ(well.since, kNow + seconds{30});
  EXPECT_EQ(well.last_synced_at, kNow + seconds{30});
  EXPECT_EQ(well.reason, std::nullopt);
  EXPECT_EQ(well.code, std::nullopt);
  EXPECT_EQ(well.trouble_since, std::nullopt);
  EXPECT_EQ(well.failures, 0);
  EXPECT_EQ(status_after_success(well, kNow + minutes{30}, kNow + minutes{15}).since, well.since);
}

}  // namespace
}  // namespace cpsg::sync
