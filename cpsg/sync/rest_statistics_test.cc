// Protects what is known of a project from an API that tells less, and the project from another repository that has its
// name now.
#include "cpsg/sync/rest_statistics.h"

#include "cpsg/sync/testing/api_step_fixture.h"

namespace cpsg::sync {
namespace {

using model::Work;
using Api = github::client::ScriptedApi;

struct ReleasedAtTheEnd {
  storage::Projects& projects;
  const storage::Lease& lease;
  ~ReleasedAtTheEnd() { projects.release_lease(lease); }
};

class RestStatisticsTest : public ApiStepFixture {
 protected:
  RestStatisticsTest() {
    bind();
    restart_client(false);
  }

  bool read() {
    const storage::Lease lease = take_lease();
    const ReleasedAtTheEnd released{*store_, lease};
    return read_statistics_by_rest(*store_, *store_, *client_, project(), lease, {}, now()) == id_;
  }

  // Another repository has the name; what is asked for by number is answered with `by_number`.
  void give_the_name_away(http::Response by_number) {
    github_.instead = [by_number = std::move(by_number)](const auto& request) -> std::optional<http::Response> {
      if (request.target.ends_with("/repos/owner/name")) {
        return Api::json(SmallGithub::rest_repository(777, "owner", "name"));
      }
      return request.target.ends_with("/repositories/4242") ? std::optional(by_number) : std::nullopt;
    };
  }
};

TEST_F(RestStatisticsTest, WhatRestDoesNotTellStaysAsItWasKnown) {
  model::Statistics known;
  known.observed_at = now() - std::chrono::hours{24};
  known.description = "until now";
  known.stars = 1;
  known.open_issues = 4;
  known.closed_issues = 5;
  known.releases = 7;
  known.tags = 3;
  known.branches = 2;
  known.pulls = {1, 2, 3};
  known.empty = false;
  storage::Refreshed refreshed;
  refreshed.project_id = id_;
  refreshed.statistics = known;
  store_->record_refreshed({&refreshed, 1}, now());

  EXPECT_TRUE(read());
  const model::Statistics read_now = project().statistics.value();
  EXPECT_EQ(read_now.observed_at, now());
  EXPECT_EQ(read_now.stars, 5);
  EXPECT_EQ(read_now.description, std::nullopt);  // told: there is none
  EXPECT_EQ(read_now.open_issues, 4);
  EXPECT_EQ(read_now.closed_issues, 5);
  EXPECT_EQ(read_now.releases, 7);
  EXPECT_EQ(read_now.tags, 3);
  EXPECT_EQ(read_now.branches, 2);
  EXPECT_EQ(read_now.pulls, known.pulls);
  EXPECT_EQ(read_now.empty, false);
}

TEST_F(RestStatisticsTest, AProjectWhoseNameAnotherHasIsFollowedToItsNewOne) {
  give_the_name_away(Api::json(SmallGithub::rest_repository(SmallGithub::kNumber, "other", "place")));
  EXPECT_TRUE(read());
  EXPECT_EQ(project().full_name(), "other/place");
  EXPECT_EQ(project().github_id, SmallGithub::kNumber);
  EXPECT_TRUE(any(project().work & Work::kRefs));
  EXPECT_EQ(store_->find_project("owner/name"), std::nullopt);
}

TEST_F(RestStatisticsTest, OnlyOneThatIsMissingGivesItsNameToAnother) {
  give_the_name_away(Api::status(404, R"({"message":"Not Found"})"));
  EXPECT_FALSE(read());
  EXPECT_EQ(project().status.state, model::SyncState::kGone);
  const auto heir = store_->find_project("owner/name");
  ASSERT_TRUE(heir.has_value());
  EXPECT_NE(heir->id, id_);
  EXPECT_EQ(heir->status.next_sync_at, now());
}

TEST_F(RestStatisticsTest, OneThatIsBlockedKeepsItsName) {
  give_the_name_away(Api::status(451, R"({"message":"Repository access blocked"})"));
  EXPECT_EQ(failure_of([&] { read(); }).code, ErrorCode::kBlocked);
  EXPECT_EQ(project().full_name(), "owner/name");
}

}  // namespace
}  // namespace cpsg::sync
