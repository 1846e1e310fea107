// Protects: how complete a project's pull requests are is told from the first sync on, and is the audit's word once
// there was one.
#include "cpsg/sync/testing/api_step_fixture.h"

namespace cpsg::sync {
namespace {

using model::Work;

class PullCoverageTest : public ApiStepFixture {
 protected:
  PullCoverageTest() {
    remote_->commit("one");
    for (std::int64_t number = 1; number <= 3; ++number) github_.pulls.push_back({number, 10 * number});
  }
  // What a refresh leaves behind.
  void refresh(const model::PullCounts& counted) {
    bind();
    storage::Refreshed seen{.project_id = id_};
    seen.statistics.emplace().observed_at = now();
    seen.statistics->pulls = counted;
    seen.done = Work::kProbe | Work::kStatistics;
    seen.work_version = project().work_version;
    store_->record_refreshed({&seen, 1}, now());
  }
};

TEST_F(PullCoverageTest, CoverageOfPullRequestsIsToldBeforeTheFirstAudit) {
  refresh({1, 0, 3});
  github_.instead = [](const auto&) { return SmallGithub::slow_down(600); };
  EXPECT_EQ(failure_of([&] { sync(); }).code, ErrorCode::kRateLimited);
  EXPECT_EQ(project().coverage.pull_requests, 0) << "GitHub counts four, and none is read";
  EXPECT_FALSE(store_->pull_facts(id_).all_read);
  github_.instead = {};
  restart_client();
  sync();
  EXPECT_EQ(project().coverage.pull_requests, 1) << "the list says that there are three";
  EXPECT_TRUE(store_->pull_facts(id_).all_read);
}

TEST_F(PullCoverageTest, CoverageOfPullRequestsIsTheLastAuditsAfterwards) {
  refresh({3, 0, 0});
  sync();
  store_->record_audit(take_lease(), {.pull_requests = 0.6}, now());
  clock_.advance(std::chrono::minutes{10});
  github_.pulls.push_back({4, 50});
  store_->add_work(id_, Work::kPulls, now(), model::Priority::kRefresh);
  sync();
  EXPECT_EQ(project().coverage.pull_requests, 0.6);
}

TEST_F(PullCoverageTest, WithoutATokenAPartIsNotTakenForAll) {
  restart_client(false);
  github_.instead = [](const auto& request) -> std::optional<http::Response> {
    if (request.target.find("&page=2") == std::string::npos) return std::nullopt;
    return SmallGithub::slow_down(600);
  };
  EXPECT_EQ(failure_of([&] { sync(); }).code, ErrorCode::kRateLimited);
  EXPECT_THAT(stored_numbers(), testing::ElementsAre(2, 3));
  EXPECT_FALSE(project().statistics.value().pulls.total()) << "REST does not count them";
  EXPECT_FALSE(project().coverage.pull_requests);
  github_.instead = {};
  restart_client(false);
  sync();
  EXPECT_EQ(project().statistics.value().pulls.total(), 3);
}

}  // namespace
}  // namespace cpsg::sync
