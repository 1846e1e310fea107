// Protects how the steps of a sync go together: which are due, that one which fails leaves the others done, and what
// the project's status and work say afterwards. Git is a real repository, the API a small GitHub.
#include <fstream>

#include "cpsg/sync/testing/api_step_fixture.h"

namespace cpsg::sync {
namespace {

using model::SyncState;
using model::Work;
using testing::ElementsAre;
using testing::HasSubstr;

class SyncStepsTest : public ApiStepFixture {
 protected:
  SyncStepsTest() {
    remote_->commit("one");
    for (std::int64_t number = 1; number <= 3; ++number) github_.pulls.push_back({number, 10 * number});
  }
  [[nodiscard]] std::size_t to_refresh(UnixTime when) {
    return store_->due_projects(when, storage::Due::kRefresh, 10).size();
  }
  // What a refresh leaves behind.
  void refresh() {
    bind();
    storage::Refreshed seen;
    seen.project_id = id_;
    seen.statistics.emplace().observed_at = now();
    seen.done = Work::kProbe | Work::kStatistics;
    seen.work_version = project().work_version;
    store_->record_refreshed({&seen, 1}, now());
  }
};

TEST_F(SyncStepsTest, AllThatIsDueIsDoneAndTakenOffTheList) {
  refresh();
  const SyncReport report = sync();
  EXPECT_EQ(report.new_commits, 1u);
  EXPECT_EQ(report.new_pulls, 3u);
  EXPECT_EQ(report.total_pulls, 3);
  EXPECT_EQ(report.api.graphql_points, 2);
  const model::Project after = project();
  EXPECT_EQ(after.work, Work::kEnrich);  // from spare budget
  EXPECT_EQ(after.status.state, SyncState::kOk);
  EXPECT_GT(after.status.next_sync_at, now());

  // Nothing is due: neither git nor the API is asked.
  const SyncReport second = sync();
  EXPECT_EQ(second.git_requests, 0u);
  EXPECT_EQ(second.api.graphql_requests, 0u);
  EXPECT_EQ(second.total.value().commits, 1);
}

TEST_F(SyncStepsTest, AnApiWithoutBudgetLeavesTheCommitsPublishedAndSaysUntilWhen) {
  refresh();
  github_.instead = [](const auto&) { return SmallGithub::slow_down(600); };
  EXPECT_EQ(failure_of([&] { sync(); }).code, ErrorCode::kRateLimited);
  const model::Project after = project();
  EXPECT_EQ(after.counts->commits, 1);
  EXPECT_EQ(after.status.state, SyncState::kWaitingQuota);
  EXPECT_EQ(after.status.code, ErrorCode::kRateLimited);
  EXPECT_THAT(after.status.reason.value_or(""), HasSubstr("commits and branches are up to date"));
  EXPECT_GT(after.status.next_sync_at.value() - now(), std::chrono::seconds{590});
  EXPECT_LE(after.status.next_sync_at.value() - now(), std::chrono::seconds{660});
  EXPECT_EQ(after.work & Work::kPulls, Work::kPulls);
  EXPECT_FALSE(any(after.work & Work::kRefs));
}

TEST_F(SyncStepsTest, GitThatFailsLeavesThePullRequestsRead) {
  refresh();
  settings_.git_url = "http://127.0.0.1:9";
  EXPECT_EQ(failure_of([&] { sync(); }).code, ErrorCode::kNetwork);
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 3));
  EXPECT_EQ(project().status.state, SyncState::kPending) << "the network is no state of the project";
  EXPECT_EQ(project().status.code, ErrorCode::kNetwork);
  EXPECT_EQ(project().work & (Work::kRefs | Work::kPulls | Work::kAudit), Work::kRefs);
}

TEST_F(SyncStepsTest, AFailureThatTheCallerBringsKeepsItsWordAndGitIsDone) {
  bind();
  const Failure failure{ErrorCode::kTimeout, "the API did not answer", {}};
  SyncOptions options;
  options.refs = true;
  options.api_failure = failure;
  EXPECT_EQ(failure_of([&] { sync(options); }).code, ErrorCode::kTimeout);
  EXPECT_EQ(project().counts->commits, 1);
  EXPECT_EQ(project().status.code, ErrorCode::kTimeout);
  EXPECT_EQ(github_.api().requests().size(), 0u);
}

// ---- a remote that is damaged ----

class DamagedRemoteTest : public SyncStepsTest {
 protected:
  // Lists branches whose commits it lacks.
  void damage(int branches = 1) const {
    for (int i = 1; i <= branches; ++i) {
      std::ofstream(directory_ / "owner" / "name.git" / ".git" / "refs" / "heads" / fmt::format("broken{}", i))
          << fmt::format("{:040d}", i);
    }
  }
  // What a push does, as a probe tells it.
  void add_refs_work() { store_->add_work(id_, Work::kRefs, now(), model::Priority::kRefresh); }
  // Of a sync that finds the damage.
  SyncReport sync_damaged() {
    SyncReport report;
    const Failure failure =
        failure_of([&] { sync_project(store_->stores(), settings_, id_, {}, clock_, quiet_, cancelled_, report); });
    EXPECT_EQ(failure.code, ErrorCode::kRemoteDamaged) << failure.message;
    return report;
  }
  [[nodiscard]] std::chrono::seconds until_next() const { return project().status.next_sync_at.value() - now(); }
};

TEST_F(DamagedRemoteTest, TheSoundBranchesComeAtTheUsualIntervalForLittle) {
  refresh();
  for (int i = 0; i < 200; ++i) remote_->commit("more " + std::to_string(i));
  damage();
  const std::uint64_t at_first = sync_damaged().git_bytes;
  for (std::int64_t round = 0; round < 3; ++round) {
    EXPECT_GE(until_next(), settings_.due.shortest);
    EXPECT_LE(until_next(), settings_.due.longest) << "a day would cost the sound branches what the broken one lacks";
    EXPECT_EQ(project().status.code, ErrorCode::kRemoteDamaged);
    clock_.advance(until_next());
    EXPECT_EQ(to_refresh(now()), 1u) << "the API is asked as usual, too";
    refresh();
    remote_->commit("sound");
    const SyncReport report = sync_damaged();
    EXPECT_EQ(report.new_commits, 1u);
    EXPECT_LT(report.git_bytes, at_first / 4) << "what is stored is not fetched again";
    EXPECT_EQ(project().counts->commits, 202 + round);
  }
}

TEST_F(DamagedRemoteTest, WhereEachTryFetchesAllOnceMoreItIsTriedDaily) {
  remote_->commit("two");
  std::filesystem::rename(directory_ / "owner" / "name.git", directory_ / "owner" / "whole.git");
  const Remote cut(directory_ / "owner" / "name.git");
  cut.git("fetch -q --depth 1 ../whole.git main:main --update-head-ok");
  refresh();
  damage();
  sync_damaged();
  EXPECT_TRUE(project().counts->shallow);
  EXPECT_EQ(until_next(), std::chrono::hours{24});
}

TEST_F(DamagedRemoteTest, WhereEachTryAsksManyTimesInVainItIsTriedDaily) {
  refresh();
  sync();
  damage(20);
  add_refs_work();
  sync_damaged();
  EXPECT_EQ(until_next(), std::chrono::hours{24});
}

TEST_F(DamagedRemoteTest, NothingIsCountedWhereItGivesNothing) {
  refresh();
  remote_->git("branch -m main other");
  std::filesystem::remove(directory_ / "owner" / "name.git" / ".git" / "refs" / "heads" / "other");
  damage();
  EXPECT_EQ(sync_damaged().total, std::nullopt);
}

TEST_F(SyncStepsTest, WithoutAUsableTokenGitGoesOnAtItsUsualInterval) {
  refresh();
  sync();
  const auto sync_without_token = [&] {
    SyncOptions options;
    options.api_failure = Failure{ErrorCode::kUnauthorized, "GitHub refuses the token", {}};
    SyncReport report;
    EXPECT_THROW(sync_project(store_->stores(), settings_, id_, options, clock_, quiet_, cancelled_, report), Error);
    return report.git_requests;
  };
  EXPECT_EQ(sync_without_token(), 0u) << "the branches have just been listed";
  const model::ProjectStatus waiting = project().status;
  EXPECT_EQ(waiting.state, SyncState::kOk);
  EXPECT_EQ(waiting.failures, 0);
  EXPECT_THAT(waiting.reason.value_or(""), HasSubstr("statistics and pull requests wait"));
  EXPECT_EQ(waiting.next_sync_at, now() + std::chrono::seconds{30});

  remote_->commit("two");
  clock_.advance(std::chrono::hours{7});
  EXPECT_GT(sync_without_token(), 0u);
  EXPECT_EQ(project().counts->commits, 2);
  EXPECT_EQ(project().status.state, SyncState::kOk);
  EXPECT_LE(project().status.next_sync_at.value(), now() + std::chrono::hours{1});
}

// What the API answers to all but the first question.
class ApiInTroubleTest : public SyncStepsTest, public testing::WithParamInterface<int> {
 protected:
  [[nodiscard]] static http::Response trouble() {
    return GetParam() == 429 ? SmallGithub::slow_down(5 * 3600) : github::client::ScriptedApi::status(GetParam());
  }
};
INSTANTIATE_TEST_SUITE_P(ByStatus, ApiInTroubleTest, testing::Values(429, 502, 403, 401));

TEST_P(ApiInTroubleTest, GitGoesOnAtItsUsualInterval) {
  refresh();
  github_.instead = [](const auto&) { return trouble(); };
  std::vector<std::int64_t> delays_s;
  for (std::int64_t round = 1; round <= 12; ++round) {
    failure_of([&] { sync(); });
    const std::int64_t stored = project().counts->commits;
    const auto last_look = now() - store_->api_progress(id_).refs_at.value();
    EXPECT_TRUE(stored == round || last_look < settings_.due.longest) << round;
    remote_->commit("one more");
    delays_s.push_back((project().status.next_sync_at.value() - now()).count());
    EXPECT_GT(delays_s.back(), 0);
    EXPECT_LE(delays_s.back(), settings_.due.shortest.count() * 11 / 10) << "it has changed just now";
    clock_.advance(std::chrono::seconds{delays_s.back()});
  }
  EXPECT_GE(project().counts->commits, 2);
}

TEST_P(ApiInTroubleTest, GitThatIsDueIsAskedWithWhatFailsAgain) {
  settings_.due.longest = std::chrono::hours{1};  // the budget's hour is five
  refresh();
  sync();
  clock_.advance(settings_.due.longest * 2);
  refresh();  // nothing moved: the branches are not listed again
  store_->add_work(id_, Work::kPulls, now(), model::Priority::kRefresh);
  github_.instead = [](const auto&) { return trouble(); };
  failure_of([&] { sync(); });
  remote_->commit("two");
  const auto until_next = project().status.next_sync_at.value() - now();
  EXPECT_LE(until_next, settings_.due.longest * 11 / 10) << "not only when the budget's hour is over";
  clock_.advance(until_next);
  EXPECT_FALSE(any(project().work & (Work::kProbe | Work::kRefs)));
  failure_of([&] { sync(); });
  EXPECT_EQ(project().counts->commits, 2);
  const SyncReport report = [&] {
    SyncReport again;
    EXPECT_THROW(sync_project(store_->stores(), settings_, id_, {}, clock_, quiet_, cancelled_, again), Error);
    return again;
  }();
  EXPECT_EQ(report.git_requests, 0u) << "and not more often";
}

TEST_F(SyncStepsTest, WhatTheOwnerRefusesKeepsGitAtItsUsualInterval) {
  refresh();
  sync();
  SyncOptions options;
  options.api_failure = Failure{ErrorCode::kSsoRequired, "single sign-on", {}};
  std::vector<std::int64_t> delays_s;
  for (int i = 0; i < 14; ++i) {
    EXPECT_EQ(failure_of([&] { sync(options); }).code, ErrorCode::kSsoRequired);
    delays_s.push_back((project().status.next_sync_at.value() - now()).count());
    clock_.advance(project().status.next_sync_at.value() - now());
  }
  EXPECT_EQ(delays_s.front(), 60);
  const auto longest = *std::max_element(delays_s.begin(), delays_s.end());
  EXPECT_LE(longest, settings_.due.longest.count()) << "a day would be the refusal's own interval";
  EXPECT_EQ(project().status.state, SyncState::kSsoRequired);
}

TEST_F(SyncStepsTest, WhatGitIsKnownNotToGiveIsNotAskedOfIt) {
  refresh();
  SyncOptions options;
  options.git_failure = Failure{ErrorCode::kNetwork, "no route", {}};
  SyncReport report;
  EXPECT_THROW(sync_project(store_->stores(), settings_, id_, options, clock_, quiet_, cancelled_, report), Error);
  EXPECT_EQ(report.git_requests, 0u);
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 3)) << "pull requests need no git";
  EXPECT_EQ(project().status.state, SyncState::kPending);
  EXPECT_FALSE(report.git_contact.answered || report.git_contact.outage);
  EXPECT_TRUE(report.api_contact.answered);
}

TEST_F(SyncStepsTest, ASyncTellsWhatHoldsForAllProjects) {
  refresh();
  settings_.git_url = "http://127.0.0.1:9";
  github_.instead = [](const auto&) { return github::client::ScriptedApi::status(401, R"({"message":"no"})"); };
  SyncReport report;
  EXPECT_THROW(sync_project(store_->stores(), settings_, id_, {}, clock_, quiet_, cancelled_, report), Error);
  ASSERT_TRUE(report.git_contact.outage && report.api_contact.outage);
  EXPECT_EQ(report.git_contact.outage->code, ErrorCode::kNetwork);
  EXPECT_EQ(report.api_contact.outage->code, ErrorCode::kUnauthorized);
}

TEST_F(SyncStepsTest, WithoutAnApiTheRefsAreAllThereIs) {
  settings_.api = nullptr;
  sync();
  EXPECT_EQ(project().work, Work::kEnrich);
  EXPECT_GT(project().status.next_sync_at, now());
  EXPECT_EQ(sync().total_pulls, std::nullopt);
}

TEST_F(SyncStepsTest, WithoutATokenRestTellsStatisticsAndPullRequests) {
  restart_client(false);
  EXPECT_EQ(sync().new_pulls, 3u);
  const model::Project after = project();
  EXPECT_EQ(after.github_id, SmallGithub::kNumber);
  ASSERT_TRUE(after.statistics.has_value());
  EXPECT_EQ(after.statistics->stars, 5);
  EXPECT_EQ(after.work, Work::kEnrich);
  const std::size_t asked = github_.api().requests().size();
  EXPECT_EQ(sync().git_requests, 1u);  // branches are listed each time, statistics once a day
  EXPECT_EQ(github_.api().requests().size(), asked);
}

TEST_F(SyncStepsTest, EnrichingDoesNotPutOffTheNextProbe) {
  refresh();
  sync();
  const model::ProjectStatus before = project().status;
  clock_.advance(std::chrono::seconds{60});
  EXPECT_EQ(sync({.lane = github::ledger::Lane::kEnrich}).enriched_commits, 1u);
  EXPECT_EQ(project().work, Work::kNothing);
  EXPECT_EQ(project().status, before);
}

TEST_F(SyncStepsTest, WhatGitDoesNotFindIsLookedForButNotAtOnce) {
  refresh();
  std::filesystem::remove_all(directory_ / "owner" / "name.git");
  EXPECT_EQ(failure_of([&] { sync(); }).code, ErrorCode::kNotFound);
  EXPECT_TRUE(any(project().work & Work::kProbe));
  ASSERT_GT(project().status.next_sync_at.value(), now());
  EXPECT_EQ(to_refresh(now()), 0u);
  EXPECT_EQ(to_refresh(project().status.next_sync_at.value()), 1u);
}

TEST_F(SyncStepsTest, AHandleThatIsOutOfDateIsLookedUpButNotAtOnce) {
  refresh();
  github_.instead = [](const auto&) { return SmallGithub::refusal("NOT_FOUND"); };
  EXPECT_EQ(failure_of([&] { sync(); }).code, ErrorCode::kNotFound);
  EXPECT_TRUE(any(project().work & Work::kProbe));
  EXPECT_EQ(project().status.state, SyncState::kFailing);
  EXPECT_EQ(to_refresh(now()), 0u);
}

TEST_F(SyncStepsTest, WorkThatFailsTimeAfterTimeDoesNotKeepStatisticsFromBeingRead) {
  refresh();
  settings_.git_url = "http://127.0.0.1:9";
  EXPECT_EQ(failure_of([&] { sync(); }).code, ErrorCode::kNetwork);
  EXPECT_FALSE(any(project().work & Work::kProbe));

  clock_.advance(std::chrono::hours{48});
  EXPECT_EQ(failure_of([&] { sync(); }).code, ErrorCode::kNetwork);
  EXPECT_TRUE(any(project().work & Work::kProbe));
  EXPECT_EQ(to_refresh(now()), 0u);
  EXPECT_EQ(to_refresh(project().status.next_sync_at.value()), 1u);
}

TEST_F(SyncStepsTest, AnApiThatHasFailedJustNowIsNotAskedAgainForThat) {
  refresh();
  sync();
  clock_.advance(std::chrono::hours{48});
  SyncOptions options;
  options.refs = true;
  options.api_failure = Failure{ErrorCode::kTimeout, "the API did not answer", {}};
  EXPECT_EQ(failure_of([&] { sync(options); }).code, ErrorCode::kTimeout);
  EXPECT_EQ(project().work, Work::kEnrich);
}

TEST_F(SyncStepsTest, PullRequestsThatAreNotToBeHadAreCountedByAnAudit) {
  refresh();
  github_.unlisted = 2;
  EXPECT_EQ(failure_of([&] { sync(); }).code, ErrorCode::kBadData);
  sync();
  EXPECT_EQ(project().work, Work::kAudit | Work::kEnrich);
  EXPECT_EQ(project().status.next_sync_at, now());
  sync();
  EXPECT_EQ(project().coverage.pull_requests, 0.6);
  EXPECT_EQ(project().work, Work::kEnrich);
  EXPECT_EQ(project().status.state, SyncState::kOk);
}

TEST_F(SyncStepsTest, AnAuditThatMissesCommitsFetchesThemAll) {
  refresh();
  sync();
  github_.default_tip = store_->branches(id_, "", 1).front().oid.hex();
  github_.branches = 1;
  github_.commits = 2;
  SyncOptions options;
  options.audit = true;
  const SyncReport report = sync(options);
  EXPECT_EQ(report.git_requests, 3u);  // refs, and once more with everything
  EXPECT_EQ(project().coverage.commits, 0.5);
  EXPECT_EQ(project().status.state, SyncState::kOk);
}

}  // namespace
}  // namespace cpsg::sync
