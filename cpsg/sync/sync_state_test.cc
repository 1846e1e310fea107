// Protects what a sync decides, without a store or a network: which steps still run after a failure, what the project's
// status becomes, whether the API is asked about the project, and how long enrichment rests.
#include "cpsg/sync/sync_state.h"

namespace cpsg::sync {
namespace {

using model::ProjectStatus;
using model::Work;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr UnixTime kNow{seconds{1'800'000'000}};
constexpr std::optional<seconds> kNoPause = std::nullopt;

Failure failure(ErrorCode code, std::optional<seconds> retry_after = std::nullopt) {
  return {code, "why", retry_after};
}

SyncState failed(Work step, const Failure& why, bool enrich_only = false) {
  SyncState state(enrich_only);
  state.fail(step, why);
  return state;
}

ProjectStatus ok_until_now() {
  ProjectStatus status;
  status.state = model::SyncState::kOk;
  status.last_synced_at = kNow - hours(1);
  status.since = kNow - hours(5);
  status.next_sync_at = kNow;
  return status;
}

// ---- one failure of one step: what it means for the rest, and for the status ----

struct FailureCase {
  Work step;
  ErrorCode code;
  bool git_may_run;
  bool api_may_run;
  bool missing;
  SyncResult result;
};

class OneFailure : public testing::TestWithParam<FailureCase> {};

TEST_P(OneFailure, DecidesWhatMayStillRunAndHowTheSyncEnded) {
  const FailureCase& expected = GetParam();
  const SyncState state = failed(expected.step, failure(expected.code));
  EXPECT_EQ(state.may_run(Work::kRefs), expected.git_may_run);
  for (const Work step : {Work::kStatistics, Work::kPulls, Work::kAudit, Work::kEnrich}) {
    EXPECT_EQ(state.may_run(step), expected.api_may_run);
  }
  EXPECT_EQ(state.repository_missing(), expected.missing);
  EXPECT_EQ(state.result(), expected.result);
  ASSERT_TRUE(state.failure_for_status().has_value());
  EXPECT_EQ(state.failure_for_status()->step, expected.step);
  EXPECT_EQ(state.failure_for_status()->failure.code, expected.code);
}

std::string name_of_case(const testing::TestParamInfo<FailureCase>& info) {
  return std::string(traits(info.param.code).name) + (info.param.step == Work::kRefs ? "_of_git" : "_of_the_api");
}

constexpr auto kPartial = SyncResult::kPartial;
constexpr auto kAborted = SyncResult::kAborted;
INSTANTIATE_TEST_SUITE_P(OfGit, OneFailure,
                         testing::Values(FailureCase{Work::kRefs, ErrorCode::kNetwork, true, true, false, kPartial},
                                         FailureCase{Work::kRefs, ErrorCode::kTimeout, true, true, false, kPartial},
                                         FailureCase{Work::kRefs, ErrorCode::kUnauthorized, true, true, false,
                                                     kPartial},
                                         FailureCase{Work::kRefs, ErrorCode::kForbidden, true, true, false, kPartial},
                                         FailureCase{Work::kRefs, ErrorCode::kRateLimited, true, true, false, kPartial},
                                         FailureCase{Work::kRefs, ErrorCode::kBadData, true, true, false, kPartial},
                                         FailureCase{Work::kRefs, ErrorCode::kNotFound, true, false, true, kPartial},
                                         FailureCase{Work::kRefs, ErrorCode::kGone, true, false, true, kPartial},
                                         FailureCase{Work::kRefs, ErrorCode::kBlocked, true, false, true, kPartial},
                                         FailureCase{Work::kRefs, ErrorCode::kCancelled, false, false, false, kAborted},
                                         FailureCase{Work::kRefs, ErrorCode::kInternal, false, false, false, kAborted},
                                         FailureCase{Work::kRefs, ErrorCode::kBusy, false, false, false, kAborted},
                                         FailureCase{Work::kRefs, ErrorCode::kStoreFull, false, false, false, kAborted},
                                         FailureCase{Work::kRefs, ErrorCode::kStoreIo, false, false, false, kAborted}),
                         name_of_case);
INSTANTIATE_TEST_SUITE_P(
    OfTheApi, OneFailure,
    testing::Values(FailureCase{Work::kPulls, ErrorCode::kBadData, true, true, false, kPartial},
                    FailureCase{Work::kPulls, ErrorCode::kTimeout, true, true, false, kPartial},
                    FailureCase{Work::kPulls, ErrorCode::kForbidden, true, true, false, kPartial},
                    FailureCase{Work::kPulls, ErrorCode::kNotFound, true, true, true, kPartial},
                    FailureCase{Work::kPulls, ErrorCode::kGone, true, true, false, kPartial},
                    FailureCase{Work::kPulls, ErrorCode::kRateLimited, true, false, false, kPartial},
                    FailureCase{Work::kPulls, ErrorCode::kUnauthorized, true, false, false, kPartial},
                    FailureCase{Work::kPulls, ErrorCode::kNetwork, true, false, false, kPartial},
                    FailureCase{Work::kPulls, ErrorCode::kTls, true, false, false, kPartial},
                    FailureCase{Work::kPulls, ErrorCode::kBusy, false, false, false, kAborted},
                    FailureCase{Work::kPulls, ErrorCode::kStoreLocked, false, false, false, kAborted},
                    FailureCase{Work::kPulls, ErrorCode::kCancelled, false, false, false, kAborted}),
    name_of_case);

// ---- results ----

TEST(Result, AllStepsMayRunAtTheBeginningAndNothingIsDone) {
  const SyncState state;
  for (const Work step : {Work::kRefs, Work::kStatistics, Work::kPulls, Work::kAudit, Work::kEnrich}) {
    EXPECT_TRUE(state.may_run(step));
  }
  EXPECT_EQ(state.result(), SyncResult::kNothing);
  EXPECT_FALSE(state.refs_listed());
}

TEST(Result, AnyStepButEnrichmentBringsTheProjectUpToDate) {
  for (const auto& [step, result] : {std::pair(Work::kRefs, SyncResult::kSynced),
                                     {Work::kStatistics, SyncResult::kSynced},
                                     {Work::kPulls, SyncResult::kSynced},
                                     {Work::kAudit, SyncResult::kSynced},
                                     {Work::kEnrich, SyncResult::kNothing}}) {
    SyncState state;
    state.succeed(step);
    EXPECT_EQ(state.result(), result);
    EXPECT_EQ(state.refs_listed(), step == Work::kRefs);
  }
}

TEST(Result, TheFirstFailureCountsAndLaterOnesOnlyStopSteps) {
  SyncState state;
  state.fail(Work::kRefs, failure(ErrorCode::kNetwork));
  state.succeed(Work::kPulls);
  state.fail(Work::kAudit, failure(ErrorCode::kStoreFull));
  EXPECT_EQ(state.result(), SyncResult::kPartial);
  EXPECT_EQ(state.failure_for_status()->failure.code, ErrorCode::kNetwork);
  EXPECT_FALSE(state.may_run(Work::kRefs));
}

TEST(Result, SpareBudgetThatIsUsedUpIsNoFailureOfASyncThatDoesMore) {
  SyncState state;
  state.succeed(Work::kPulls);
  state.fail(Work::kEnrich, failure(ErrorCode::kRateLimited));
  EXPECT_FALSE(state.failure_for_status());
  EXPECT_EQ(state.result(), SyncResult::kSynced);
  EXPECT_FALSE(state.may_run(Work::kPulls));

  EXPECT_TRUE(failed(Work::kEnrich, failure(ErrorCode::kBadData)).failure_for_status());
  EXPECT_TRUE(failed(Work::kEnrich, failure(ErrorCode::kRateLimited), true).failure_for_status());
}

TEST(Result, AProjectThatWasReplacedKeepsTheStatusThatItGotWithThat) {
  SyncState state;
  state.fail(Work::kRefs, failure(ErrorCode::kNetwork));
  state.replace();
  state.succeed(Work::kStatistics);
  EXPECT_EQ(state.result(), SyncResult::kReplaced);
  EXPECT_FALSE(state.may_run(Work::kRefs));
  EXPECT_FALSE(state.may_run(Work::kPulls));
}

// ---- the status after failures ----

TEST(StatusAfterFailures, AnAbortedSyncLeavesTheStoredStatusAsItIs) {
  const ProjectStatus stored = ok_until_now();
  for (const auto& [code, wait] : {std::pair(ErrorCode::kCancelled, seconds{0}), {ErrorCode::kBusy, seconds{30}}}) {
    ProjectStatus expected = stored;
    expected.next_sync_at = kNow + wait;
    EXPECT_EQ(failed(Work::kPulls, failure(code)).status_after_failures({}, stored, kNow), expected);
  }
  ProjectStatus full = stored;
  full.code = ErrorCode::kStoreFull;
  full.reason = "why";
  full.trouble_since = kNow;
  full.next_sync_at = kNow + seconds{30};
  EXPECT_EQ(failed(Work::kPulls, failure(ErrorCode::kStoreFull)).status_after_failures({}, stored, kNow), full)
      << "it says only what waits";
}

TEST(StatusAfterFailures, WhatOnlyTheApiCannotDoLeavesAProjectWellWhoseBranchesWereListed) {
  for (const ErrorCode code : {ErrorCode::kUnauthorized, ErrorCode::kNetwork, ErrorCode::kTls}) {
    for (const model::SyncState before :
         {model::SyncState::kPending, model::SyncState::kOk, model::SyncState::kFailing, model::SyncState::kGone}) {
      for (const Work step : {Work::kProbe, Work::kPulls}) {
        ProjectStatus status_before;
        status_before.state = before;
        SyncState state;
        state.succeed(Work::kRefs);
        state.fail(step, failure(code));
        const ProjectStatus status = state.status_after_failures(status_before, ok_until_now(), kNow);
        EXPECT_EQ(status.state, model::SyncState::kOk);
        EXPECT_EQ(status.code, code);
        EXPECT_EQ(status.reason, "statistics and pull requests wait: why");
        EXPECT_EQ(status.last_synced_at, kNow);
        EXPECT_EQ(status.failures, 0);
      }
    }
  }
}

TEST(StatusAfterFailures, AProjectIsGoneAtOnceOnlyWhereTheApiAndGitAgree) {
  const auto state_of = [](std::optional<ErrorCode> git, std::optional<ErrorCode> api) {
    SyncState state;
    if (git) state.fail(Work::kRefs, failure(*git));
    if (!git) state.succeed(Work::kRefs);
    if (api) state.fail(Work::kProbe, failure(*api));
    return state.status_after_failures(ok_until_now(), ok_until_now(), kNow).state;
  };
  constexpr auto kOk = model::SyncState::kOk;
  EXPECT_EQ(state_of(ErrorCode::kNotFound, std::nullopt), kOk);
  EXPECT_EQ(state_of(std::nullopt, ErrorCode::kNotFound), kOk) << "git reads it";
  EXPECT_EQ(state_of(ErrorCode::kNotFound, ErrorCode::kTimeout), kOk);
  EXPECT_EQ(state_of(ErrorCode::kNotFound, ErrorCode::kNotFound), model::SyncState::kGone);
  EXPECT_EQ(state_of(ErrorCode::kUnauthorized, ErrorCode::kNotFound), model::SyncState::kNoAccess);
  EXPECT_EQ(state_of(ErrorCode::kNetwork, ErrorCode::kNotFound), kOk) << "git could not be asked";
}

TEST(StatusAfterFailures, WhatGitStillReadsIsNotGoneHoweverOftenTheApiMissesIt) {
  ProjectStatus before = ok_until_now();
  before.code = ErrorCode::kNotFound;
  before.trouble_since = kNow - hours(9);
  before.state = model::SyncState::kGone;
  SyncState state;
  state.succeed(Work::kRefs);
  state.fail(Work::kProbe, failure(ErrorCode::kNotFound));
  const ProjectStatus status = state.status_after_failures(before, before, kNow);
  EXPECT_EQ(status.state, model::SyncState::kOk);
  EXPECT_EQ(status.code, ErrorCode::kNotFound) << "and says that the API does not";
}

TEST(StatusAfterFailures, CountsOnFromBeforeTheSyncAlthoughCommitsWerePublished) {
  ProjectStatus before = ok_until_now();
  before.state = model::SyncState::kFailing;
  before.failures = 3;
  SyncState state;
  state.succeed(Work::kRefs);
  state.fail(Work::kPulls, failure(ErrorCode::kBadData));
  const ProjectStatus status = state.status_after_failures(before, ok_until_now(), kNow);
  EXPECT_EQ(status.failures, 4);
  EXPECT_EQ(status.since, before.since);
  EXPECT_EQ(status.last_synced_at, kNow);
}

TEST(StatusAfterFailures, TheLastSuccessIsTheStoredOneIfBranchesWereNotListed) {
  ProjectStatus stored = ok_until_now();
  stored.last_synced_at = kNow - seconds{7};
  const ProjectStatus status =
      failed(Work::kRefs, failure(ErrorCode::kTimeout)).status_after_failures(ok_until_now(), stored, kNow);
  EXPECT_EQ(status.last_synced_at, stored.last_synced_at);
  EXPECT_EQ(status.state, model::SyncState::kFailing);
}

TEST(StatusAfterFailures, WithoutBudgetItSaysThatCommitsAreUpToDateIfItIsTheApis) {
  const auto reason = [](Work step) {
    return failed(step, failure(ErrorCode::kRateLimited, seconds{60}))
        .status_after_failures(ok_until_now(), ok_until_now(), kNow)
        .reason.value_or("");
  };
  EXPECT_EQ(reason(Work::kPulls), "commits and branches are up to date; why");
  EXPECT_EQ(reason(Work::kRefs), "why");
}

TEST(StatusAfterFailures, AHandleThatTheApiDoesNotKnowDoesNotMakeTheProjectGone) {
  const auto status = [](Work step) {
    return failed(step, failure(ErrorCode::kNotFound)).status_after_failures(ok_until_now(), ok_until_now(), kNow);
  };
  EXPECT_EQ(status(Work::kPulls).state, model::SyncState::kFailing);
  EXPECT_EQ(status(Work::kPulls).code, ErrorCode::kRemoteError);
  EXPECT_EQ(status(Work::kRefs).state, model::SyncState::kOk) << "nor one word of git";
}

TEST(StatusAfterFailures, AFailureOfARefreshIsNotCountedTwice) {
  ProjectStatus before = ok_until_now();
  before.state = model::SyncState::kFailing;
  before.code = ErrorCode::kTimeout;
  before.failures = 2;
  before.next_sync_at = kNow + minutes(5);
  const SyncState state = failed(Work::kProbe, failure(ErrorCode::kTimeout));
  const ProjectStatus recorded = state.status_after_failures(before, before, kNow);
  EXPECT_EQ(recorded.failures, 2);
  EXPECT_EQ(recorded.next_sync_at, before.next_sync_at);
  EXPECT_EQ(recorded.reason, "why");

  // Another failure, one of another step, or one whose time is over, counts.
  EXPECT_EQ(failed(Work::kProbe, failure(ErrorCode::kBadData)).status_after_failures(before, before, kNow).failures, 3);
  EXPECT_EQ(failed(Work::kPulls, failure(ErrorCode::kTimeout)).status_after_failures(before, before, kNow).failures, 3);
  EXPECT_EQ(state.status_after_failures(before, before, kNow + minutes(5)).failures, 3);
}

// ---- the probe ----

TEST(ProbeNeed, IsForAProjectThatIsMissingAndForStatisticsThatAreDue) {
  const auto need = [](Work step, ErrorCode code, bool api_can_be_asked = true) {
    return failed(step, failure(code)).probe_need(api_can_be_asked);
  };
  EXPECT_EQ(need(Work::kRefs, ErrorCode::kNotFound), ProbeNeed::kYes);
  EXPECT_EQ(need(Work::kRefs, ErrorCode::kBlocked), ProbeNeed::kYes);
  EXPECT_EQ(need(Work::kPulls, ErrorCode::kNotFound), ProbeNeed::kYes);
  EXPECT_EQ(need(Work::kRefs, ErrorCode::kNetwork), ProbeNeed::kIfStatisticsAreDue);
  EXPECT_EQ(need(Work::kPulls, ErrorCode::kRateLimited), ProbeNeed::kIfStatisticsAreDue);
  EXPECT_EQ(need(Work::kPulls, ErrorCode::kInternal), ProbeNeed::kIfStatisticsAreDue);
  for (const ErrorCode code : {ErrorCode::kCancelled, ErrorCode::kBusy, ErrorCode::kStoreFull}) {
    EXPECT_EQ(need(Work::kRefs, code), ProbeNeed::kNo);
  }
  EXPECT_EQ(need(Work::kRefs, ErrorCode::kNotFound, false), ProbeNeed::kNo);
}

TEST(ProbeNeed, IsForADamagedRemoteWhoseRestGoesOnAsUsual) {
  EXPECT_EQ(failed(Work::kRefs, failure(ErrorCode::kRemoteDamaged)).probe_need(true), ProbeNeed::kYes);
  EXPECT_EQ(failed(Work::kRefs, failure(ErrorCode::kRemoteDamaged, hours(24))).probe_need(true),
            ProbeNeed::kIfStatisticsAreDue);
}

TEST(ProbeNeed, IsAlsoForAProjectThatALaterStepMisses) {
  SyncState state;
  state.fail(Work::kRefs, failure(ErrorCode::kNetwork));
  state.fail(Work::kPulls, failure(ErrorCode::kNotFound));
  EXPECT_EQ(state.probe_need(true), ProbeNeed::kYes);
}

// ---- enrichment ----

TEST(EnrichmentPause, IsNoneWhenAllIsDoneAndLetsOthersComeFirstWhenNot) {
  SyncState state(true);
  state.succeed(Work::kEnrich);
  EXPECT_EQ(state.enrichment_pause(false), kNoPause);
  EXPECT_EQ(state.enrichment_pause(true), seconds{0});
}

TEST(EnrichmentPause, GoesByTheFailure) {
  const auto pause = [](ErrorCode code, std::optional<seconds> retry_after = std::nullopt) {
    return failed(Work::kEnrich, failure(code, retry_after), true).enrichment_pause(true);
  };
  EXPECT_EQ(pause(ErrorCode::kCancelled), kNoPause);
  EXPECT_EQ(pause(ErrorCode::kRateLimited, seconds{7200}), seconds{7200});
  EXPECT_EQ(pause(ErrorCode::kRateLimited), minutes(5));
  EXPECT_EQ(pause(ErrorCode::kBadData), minutes(5));
  EXPECT_EQ(pause(ErrorCode::kStoreFull), minutes(5));
  EXPECT_EQ(pause(ErrorCode::kUnauthorized), minutes(5)) << "the others are told by the worker that it waits";
  EXPECT_EQ(pause(ErrorCode::kForbidden), hours(6));
  EXPECT_EQ(pause(ErrorCode::kNotFound), hours(6));
}

// ---- work ----

TEST(WorkDoneByRefs, IsMoreTheLessTheApiCanTell) {
  EXPECT_EQ(work_done_by_refs(ApiAccess::kGraphql), Work::kRefs);
  EXPECT_EQ(work_done_by_refs(ApiAccess::kRest), Work::kRefs | Work::kProbe | Work::kAudit);
  EXPECT_EQ(model::without(model::kInitialWork | Work::kAudit, work_done_by_refs(ApiAccess::kNone)), Work::kEnrich);
  EXPECT_EQ(model::without(model::kInitialWork | Work::kAudit, work_done_by_refs(ApiAccess::kNotGithub)),
            Work::kNothing);
}

TEST(LeavesDue, IsAllWorkButEnrichment) {
  for (const Work work : {Work::kProbe, Work::kStatistics, Work::kRefs, Work::kPulls, Work::kAudit}) {
    EXPECT_TRUE(leaves_due(work | Work::kEnrich));
  }
  EXPECT_FALSE(leaves_due(Work::kEnrich));
  EXPECT_FALSE(leaves_due(Work::kNothing));
}

}  // namespace
}  // namespace cpsg::sync
