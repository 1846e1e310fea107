// Protects the refresh of many projects by the API: what a probe finds becomes work, identity goes by GitHub's number,
// and no project suffers from what is wrong with another. Through the real client, against a small GitHub on loopback,
// into SQLite.
#include "cpsg/sync/refresh_projects.h"

#include <array>
#include <functional>
#include <utility>

#include "cpsg/sync/testing/refresh_fixture.h"

namespace cpsg::sync {
namespace {

using model::SyncState;
using model::Work;

TEST_F(RefreshProjects, FirstContactBindsTheNumberAndLeavesTheWorkOfASync) {
  github_.add({.number = 1, .full_name = "Acme/Tool", .stars = 7});
  github_.names["acme/tool"] = "R_1";
  const std::string id = follow("acme/tool");
  const auto results = refresh({id});
  ASSERT_FALSE(results[0].failure);
  const model::Project project = store_->project(id);
  EXPECT_EQ(project.github_id, 1);
  EXPECT_EQ(project.full_name(), "Acme/Tool");
  EXPECT_EQ(project.statistics->stars, 7);
  EXPECT_EQ(project.work, Work::kRefs | Work::kPulls | Work::kEnrich);
  EXPECT_LE(project.status.next_sync_at, now_);
}

TEST_F(RefreshProjects, AnUnchangedProjectIsConfirmedByOneQueryAndPutOff) {
  github_.add({.number = 1, .full_name = "acme/tool"});
  const std::string id = follow("acme/tool");
  (void)refresh({id});
  finish(id);
  now_ += std::chrono::hours{1};
  const std::size_t before = github_.api().requests().size();
  (void)refresh({id});
  EXPECT_EQ(github_.api().requests().size(), before + 1);
  const model::Project project = store_->project(id);
  EXPECT_FALSE(model::any(project.work));
  EXPECT_EQ(project.status.state, SyncState::kOk);
  EXPECT_EQ(project.status.last_synced_at, now_);
  EXPECT_GT(project.status.next_sync_at, now_);
}

TEST_F(RefreshProjects, WhatMovedDecidesWhatIsToBeDone) {
  github_.add({.number = 1, .full_name = "acme/pushed"});
  github_.add({.number = 2, .full_name = "acme/starred"});
  github_.add({.number = 3, .full_name = "acme/asked", .pulls = 4});
  const std::vector<std::string> ids = {follow("acme/pushed"), follow("acme/starred"), follow("acme/asked")};
  (void)refresh(ids);
  for (const std::string& id : ids) finish(id);
  now_ += std::chrono::hours{1};
  github_.repositories["R_1"].pushed_s = 20;
  github_.repositories["R_2"].stars = 99;
  github_.repositories["R_3"].pulls = 5;
  (void)refresh(ids);
  EXPECT_EQ(work(ids[0]), Work::kRefs);
  EXPECT_EQ(work(ids[1]), Work::kNothing);
  EXPECT_EQ(store_->project(ids[1]).statistics->stars, 99);
  EXPECT_EQ(work(ids[2]), Work::kPulls);
}

TEST_F(RefreshProjects, CountsThatDifferAreAuditedUnlessAnAuditCouldNotSettleThem) {
  github_.add({.number = 1, .full_name = "acme/short", .pulls = 3});
  const std::string id = follow("acme/short");
  (void)refresh({id});
  finish(id);
  const auto lease = std::get<storage::Lease>(store_->acquire_lease(id, "a test", now_, std::chrono::hours{99}, {}));
  store_->record_refs_listed(lease, now_);
  store_->put_pull_requests(lease, std::array{model::PullRequest{.number = 1}}, {.watermark = now_}, now_);
  const auto read_statistics = [&] {
    store_->finish_work(lease, Work::kAudit, store_->project(id).work_version);
    now_ += std::chrono::hours{1};
    ++github_.repositories["R_1"].stars;
    (void)refresh({id});
    return work(id);
  };
  EXPECT_EQ(read_statistics(), Work::kAudit);
  store_->settle_pull_requests(lease, storage::PullDifference{.open = 2, .listed_at = now_, .lists = 1});
  EXPECT_EQ(read_statistics(), Work::kNothing);

  model::PullRequest merged{.number = 1, .state = model::PullState::kMerged};
  merged.updated_at += std::chrono::seconds{1};
  store_->put_pull_requests(lease, std::array{merged}, {.watermark = now_}, now_);
  EXPECT_EQ(read_statistics(), Work::kAudit) << "another difference, though as many are missing";
}

TEST_F(RefreshProjects, OneThatIsMissingFailsAlone) {
  github_.add({.number = 1, .full_name = "acme/good"});
  const std::vector<std::string> ids = {follow("acme/never"), follow("acme/good")};
  const auto results = refresh(ids);
  ASSERT_TRUE(results[0].failure);
  EXPECT_EQ(results[0].failure->code, ErrorCode::kNotFound);
  EXPECT_EQ(store_->project(ids[0]).status.state, SyncState::kNoAccess);
  EXPECT_FALSE(results[1].failure);
  EXPECT_EQ(store_->project(ids[1]).github_id, 1);
}

TEST_F(RefreshProjects, TwoNamesOfOneRepositoryBecomeOneAndLeaveOthersAlone) {
  github_.add({.number = 1, .full_name = "acme/new"});
  github_.names["acme/old"] = "R_1";
  github_.add({.number = 2, .full_name = "acme/other"});
  const std::vector<std::string> ids = {follow("acme/new"), follow("acme/old"), follow("acme/other")};
  const auto results = refresh(ids);
  EXPECT_EQ(results[0].now_id, results[1].now_id);
  for (const RefreshResult& result : results) EXPECT_FALSE(result.failure);
  EXPECT_EQ(store_->list_projects("", 10).size(), 2);
  EXPECT_EQ(store_->project(ids[2]).github_id, 2);
}

TEST_F(RefreshProjects, ARefusedHandleIsFoundAgainByName) {
  github_.add({.number = 1, .full_name = "acme/tool"});
  const std::string id = follow("acme/tool");
  (void)refresh({id});
  FleetRepository same = github_.repositories["R_1"];
  github_.repositories.erase("R_1");
  github_.repositories["R_new"] = same;
  github_.names["acme/tool"] = "R_new";
  const auto results = refresh({id});
  EXPECT_FALSE(results[0].failure);
  EXPECT_EQ(store_->project(id).node_id, "R_new");
}

TEST_F(RefreshProjects, AnotherNumberUnderTheNameIsAnotherProject) {
  github_.add({.number = 1, .full_name = "acme/tool"});
  const std::string id = follow("acme/tool");
  (void)refresh({id});
  finish(id);
  github_.repositories.clear();
  github_.add({.number = 2, .full_name = "acme/tool"});
  const auto results = refresh({id});
  EXPECT_FALSE(results[0].failure);
  EXPECT_NE(results[0].now_id, id);
  EXPECT_TRUE(results[0].superseded);
  EXPECT_EQ(store_->find_project("acme/tool")->github_id, 2);
  EXPECT_EQ(store_->project(id).status.state, SyncState::kGone);
}

TEST_F(RefreshProjects, ABarredRepositorySaysWhy) {
  github_.add({.number = 1, .full_name = "acme/tool"});
  const std::string id = follow("acme/tool");
  (void)refresh({id});
  finish(id);
  github_.repositories["R_1"].refusal = "FORBIDDEN";
  const auto results = refresh({id});
  ASSERT_TRUE(results[0].failure);
  EXPECT_EQ(results[0].failure->code, ErrorCode::kBlocked);
  EXPECT_EQ(store_->project(id).status.state, SyncState::kBlocked);
}

TEST_F(RefreshProjects, AFailureOfTheWholeApiLeavesGitToBeAsked) {
  const std::string id = follow("acme/tool");
  github_.instead = [](const http::IncomingRequest&) { return github::client::ScriptedApi::status(502, "<html>"); };
  const auto results = refresh({id});
  ASSERT_TRUE(results[0].failure);
  EXPECT_TRUE(leaves_git_to_do(*results[0].failure, store_->project(id)));
  EXPECT_TRUE(model::any(work(id) & Work::kProbe));
}

TEST_F(RefreshProjects, ATokenThatIsRefusedChangesNoProjectsState) {
  github_.add({.number = 1, .full_name = "acme/tool"});
  const std::string known = follow("acme/tool");
  (void)refresh({known});
  finish(known);
  const std::string fresh = follow("acme/new");
  github_.instead = [](const http::IncomingRequest&) {
    return github::client::ScriptedApi::status(401, R"({"message":"Bad credentials"})");
  };
  now_ += std::chrono::hours{1};
  for (const RefreshResult& result : refresh({known, fresh})) {
    ASSERT_TRUE(result.failure);
    EXPECT_EQ(result.failure->code, ErrorCode::kUnauthorized);
  }
  EXPECT_EQ(store_->project(known).status.state, SyncState::kOk);
  EXPECT_EQ(store_->project(fresh).status.state, SyncState::kPending);
  for (const std::string& id : {known, fresh}) {
    const model::ProjectStatus status = store_->project(id).status;
    EXPECT_EQ(status.failures, 0);
    EXPECT_EQ(status.code, ErrorCode::kUnauthorized);
    EXPECT_LE(status.next_sync_at.value(), now_ + std::chrono::minutes{2});
  }
}

TEST_F(RefreshProjects, OneThatIsMissedIsNotGoneBeforeGitWasAsked) {
  github_.add({.number = 1, .full_name = "acme/tool"});
  const std::string id = follow("acme/tool");
  (void)refresh({id});
  finish(id);
  github_.repositories.clear();
  for (int i = 0; i < 3; ++i) {
    now_ += std::chrono::minutes{2};
    const auto results = refresh({id});
    ASSERT_TRUE(results[0].failure);
    EXPECT_TRUE(leaves_git_to_do(*results[0].failure, store_->project(id)));
    EXPECT_EQ(store_->project(id).status.state, SyncState::kOk);
  }
}

TEST_F(RefreshProjects, ReadsTheStoreForAllProjectsAtOnce) {
  std::vector<std::string> ids;
  for (std::int64_t number = 1; number <= 30; ++number) {
    github_.add({.number = number, .full_name = "acme/n" + std::to_string(number)});
    ids.push_back(follow("acme/n" + std::to_string(number)));
  }
  (void)refresh(ids);
  for (const std::string& id : ids) finish(id);
  storage::CountingStores counting(store_->stores());
  const auto reads = [&](std::size_t count, const RefreshSettings& settings) {
    const std::vector<model::Project> projects = store_->projects(std::span(ids).first(count));
    counting.calls().reset();
    for (const RefreshResult& result : refresh_projects(counting.stores(), *client_, settings, projects, clock_, {})) {
      EXPECT_FALSE(result.failure);
    }
    EXPECT_EQ(counting.calls().of("record_refreshed"), 1U);
    return counting.calls().reads();
  };
  for (const std::size_t count : {1U, 30U}) {
    EXPECT_EQ(reads(count, {}), 1U) << "how far each has come";
    EXPECT_EQ(reads(count, {.all_statistics = true}), 2U) << "and what is stored of its pull requests";
  }
}

TEST_F(RefreshProjects, TwoThatSwappedTheirNamesAreFollowedInOneAnswer) {
  github_.add({.number = 1, .full_name = "acme/one"});
  github_.add({.number = 2, .full_name = "acme/two"});
  const std::vector<std::string> ids = {follow("acme/one"), follow("acme/two")};
  (void)refresh(ids);
  github_.repositories["R_1"].full_name = "acme/two";
  github_.repositories["R_2"].full_name = "acme/one";
  for (const RefreshResult& result : refresh(ids)) EXPECT_FALSE(result.failure);
  EXPECT_EQ(store_->project(ids[0]).full_name(), "acme/two");
  EXPECT_EQ(store_->project(ids[1]).full_name(), "acme/one");
}

// What another process does while GitHub is asked.
class MeanwhileTest : public RefreshProjects {
 protected:
  void meanwhile(const std::function<void()>& change) {
    github_.instead = [change, done = false](const http::IncomingRequest&) mutable -> std::optional<http::Response> {
      if (!std::exchange(done, true)) change();
      return std::nullopt;
    };
  }
};

TEST_F(MeanwhileTest, AnAnswerThatWasAskedForEarlierReplacesNoLaterOne) {
  github_.add({.number = 1, .full_name = "acme/tool", .stars = 7});
  const std::string id = follow("acme/tool");
  (void)refresh({id});
  finish(id);
  now_ += std::chrono::hours{48};
  github_.repositories["R_1"].stars = 8;
  meanwhile([&] {
    now_ += std::chrono::seconds{1};
    const storage::Refreshed later{.project_id = id,
                                   .mark = model::ProbeMark{.stars = 9},
                                   .statistics = model::Statistics{.observed_at = now_, .stars = 9}};
    store_->record_refreshed({&later, 1}, now_);
    now_ += std::chrono::seconds{1};
  });
  (void)refresh({id});
  EXPECT_EQ(store_->project(id).statistics->stars, 9);
  EXPECT_EQ(store_->api_progress(id).mark->stars, 9);
}

TEST_F(MeanwhileTest, AProjectThatWasRenamedByAnotherProcessIsNotRenamedBack) {
  github_.add({.number = 1, .full_name = "acme/tool"});
  const std::string id = follow("acme/tool");
  (void)refresh({id});
  github_.repositories["R_1"].full_name = "acme/second";
  meanwhile([&] { (void)store_->bind_identity(store_->project(id), {1, "R_1", "acme", "third"}, now_); });
  const auto results = refresh({id});
  ASSERT_TRUE(results[0].failure);
  EXPECT_EQ(results[0].failure->code, ErrorCode::kBusy);
  EXPECT_EQ(store_->project(id).full_name(), "acme/third");
  EXPECT_LE(store_->project(id).status.next_sync_at, now_) << "it is asked about again";
}

TEST_F(MeanwhileTest, WorkThatComesDuringARefreshThatFailsKeepsTheProjectDue) {
  const std::string id = follow("acme/never");
  meanwhile([&] { store_->add_work(id, Work::kRefs, now_, model::Priority::kWebhook); });
  ASSERT_TRUE(refresh({id})[0].failure);
  EXPECT_LE(store_->project(id).status.next_sync_at, now_);
  ASSERT_TRUE(refresh({id})[0].failure);
  EXPECT_GT(store_->project(id).status.next_sync_at, now_) << "nothing new came";
}

TEST_F(RefreshProjects, AProjectThatWasRemovedMeanwhileFailsAlone) {
  github_.add({.number = 1, .full_name = "acme/gone"});
  github_.add({.number = 2, .full_name = "acme/good"});
  const std::vector<std::string> ids = {follow("acme/gone"), follow("acme/good")};
  github_.instead = [&, done = false](const http::IncomingRequest&) mutable -> std::optional<http::Response> {
    if (std::exchange(done, true)) return std::nullopt;
    store_->remove_project(ids[0]);
    return std::nullopt;
  };
  const auto results = refresh(ids);
  EXPECT_TRUE(results[0].failure);
  EXPECT_FALSE(results[1].failure);
  EXPECT_EQ(store_->project(ids[1]).github_id, 2);
}

TEST_F(RefreshProjects, FailureOfARemovedProjectIsNotThatOfALaterOneOfItsName) {
  const std::string id = follow("acme/gone");
  github_.instead = [&, done = false](const http::IncomingRequest&) mutable -> std::optional<http::Response> {
    if (std::exchange(done, true)) return std::nullopt;
    store_->remove_project(id);
    EXPECT_EQ(follow("acme/gone"), id);
    return std::nullopt;
  };
  const auto results = refresh({id});
  ASSERT_TRUE(results[0].failure);
  EXPECT_EQ(results[0].failure->code, ErrorCode::kNotFound);
  const model::ProjectStatus status = store_->project(id).status;
  EXPECT_EQ(status.state, SyncState::kPending);
  EXPECT_FALSE(status.code);
  EXPECT_EQ(status.next_sync_at, now_) << "it has not been asked about";
}

}  // namespace
}  // namespace cpsg::sync
