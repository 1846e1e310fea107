// Protects what a sync in the lane of spare budget leaves behind: nothing in the project's status, however it ends, and
// either a position behind the other projects or a pause.
#include "cpsg/sync/testing/api_step_fixture.h"

namespace cpsg::sync {
namespace {

using model::Work;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class EnrichOnlySyncTest : public ApiStepFixture {
 protected:
  EnrichOnlySyncTest() {
    bind();
    remote_->commit("one");
    remote_->commit("two");
    sync();
    storage::Refreshed refreshed;
    refreshed.project_id = id_;
    refreshed.done = Work::kProbe | Work::kStatistics;
    refreshed.work_version = project().work_version;
    store_->record_refreshed({&refreshed, 1}, now());
    before_ = project().status;
  }

  void enrich_only() { sync({.lane = github::ledger::Lane::kEnrich}); }
  ErrorCode failed_sync() {
    return failure_of([&] { enrich_only(); }).code;
  }
  // Those that may be enriched then, the next one first.
  std::vector<std::string> waiting(seconds later = {}) {
    std::vector<std::string> ids;
    for (const model::Project& each : store_->projects_with_work(Work::kEnrich, now() + later, 10)) {
      ids.push_back(each.id);
    }
    return ids;
  }

  model::ProjectStatus before_;
};

TEST_F(EnrichOnlySyncTest, WithoutBudgetItComesAgainWhenThereIsSome) {
  github_.instead = [](const auto&) { return SmallGithub::slow_down(7200); };
  EXPECT_EQ(failed_sync(), ErrorCode::kRateLimited);
  EXPECT_EQ(project().status, before_);
  EXPECT_TRUE(waiting(seconds{7000}).empty());
  EXPECT_FALSE(waiting(hours{3}).empty());
}

TEST_F(EnrichOnlySyncTest, APassingFailureMeansAShortPause) {
  github_.instead = [](const auto&) { return github::client::ScriptedApi::json("nonsense"); };
  EXPECT_EQ(failed_sync(), ErrorCode::kBadData);
  EXPECT_EQ(project().status, before_);
  EXPECT_TRUE(waiting(minutes{4}).empty());
  EXPECT_FALSE(waiting(minutes{5}).empty());
}

TEST_F(EnrichOnlySyncTest, ARefusalMeansALongPause) {
  github_.instead = [](const auto&) { return SmallGithub::refusal("FORBIDDEN"); };
  EXPECT_EQ(failed_sync(), ErrorCode::kForbidden);
  EXPECT_EQ(project().status, before_);
  EXPECT_FALSE(any(project().work & Work::kProbe));
  EXPECT_TRUE(waiting(hours{5}).empty());
  EXPECT_FALSE(waiting(hours{6}).empty());
}

TEST_F(EnrichOnlySyncTest, ARepositoryThatIsNotFoundIsLookedUp) {
  github_.instead = [](const auto&) { return SmallGithub::refusal("NOT_FOUND"); };
  EXPECT_EQ(failed_sync(), ErrorCode::kNotFound);
  EXPECT_TRUE(any(project().work & Work::kProbe));
  EXPECT_EQ(project().status.state, before_.state);
  EXPECT_EQ(project().status.failures, before_.failures);
  EXPECT_TRUE(waiting(hours{5}).empty());
}

TEST_F(EnrichOnlySyncTest, OneThatIsNotFinishedGivesWay) {
  const Remote other(directory_ / "owner" / "other.git");
  other.commit("one");
  const std::string first = id_;
  id_ = store_->add_project("owner", "other", "", now(), now(), model::Priority::kRefresh).project.id;
  store_->bind_identity(store_->project(id_), {77, "R_other", "owner", "other"}, now());
  clock_.advance(seconds{1});
  sync();
  const std::string second = std::exchange(id_, first);
  ASSERT_THAT(waiting(), testing::UnorderedElementsAre(first, second));

  settings_.enrich_batch_commits = 1;
  clock_.advance(seconds{60});
  enrich_only();
  EXPECT_THAT(waiting(), testing::ElementsAre(second, first));
  EXPECT_EQ(project().status, before_);
  enrich_only();
  EXPECT_TRUE(store_->unenriched_commits(id_, 1).empty());
}

}  // namespace
}  // namespace cpsg::sync
