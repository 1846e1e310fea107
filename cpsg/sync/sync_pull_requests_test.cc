// Protects the walk through a project's pull requests: that it reads each page once, stops at the watermark, goes on
// where it stopped, and never takes a list that contradicts itself for the truth. The API is computed from a few pull
// requests, two a page; client and store are the real ones.
#include "cpsg/sync/sync_pull_requests.h"

#include "cpsg/sync/testing/api_step_fixture.h"

namespace cpsg::sync {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Api = github::client::ScriptedApi;

class PullRequestsTest : public ApiStepFixture {
 protected:
  PullRequestsTest() : lease_((bind(), take_lease())) {
    for (std::int64_t number = 1; number <= 5; ++number) github_.pulls.push_back({number, 10 * number, "CLOSED"});
  }

  PullReport walk() {
    PullReport report;
    walk_into(report);
    return report;
  }
  void walk_into(PullReport& report) {
    sync_pull_requests(*store_, *client_, project(), lease_, MessagePrivacy::kKeep, call_, quiet_, report);
  }
  PullReport walk_by_rest() {
    PullReport report;
    sync_pull_requests_by_rest(*store_, *client_, project(), lease_, MessagePrivacy::kKeep, call_, quiet_, report);
    return report;
  }
  // The cursor behind a page's last pull request, `number`.
  std::string cursor_of(std::int64_t number) { return SmallGithub::cursor(github_.pulls.at(number - 1)); }

  const storage::Lease lease_;
  const github::client::Call call_{};
};

TEST_F(PullRequestsTest, AFirstWalkReadsEveryPageOnce) {
  const PullReport report = walk();
  EXPECT_EQ(report.new_pulls, 5u);
  EXPECT_EQ(report.pages, 3u);
  EXPECT_EQ(github_.api().count("query PullRequests("), 3u);
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 3, 4, 5));
  const storage::PullWalk walk = store_->pull_walk(id_);
  EXPECT_EQ(walk.watermark, SmallGithub::time(50));
  EXPECT_EQ(walk.cursor, std::nullopt);
}

TEST_F(PullRequestsTest, AnEmptyListIsCompleteToo) {
  github_.pulls.clear();
  walk();
  EXPECT_TRUE(store_->pull_walk(id_).watermark.has_value());
}

TEST_F(PullRequestsTest, OnlyWhatMovedIsReadAgainAndAReopenedOneIsSeen) {
  walk();
  github_.pulls[0] = {1, 100, "OPEN"};
  github_.pulls.push_back({6, 110});
  const PullReport report = walk();
  EXPECT_EQ(report.new_pulls, 1u);
  EXPECT_EQ(report.pages, 2u);  // the second one holds what was updated before the watermark
  EXPECT_EQ(store_->pull_request(id_, 1)->state, model::PullState::kOpen);
  EXPECT_EQ(store_->pull_walk(id_).watermark, SmallGithub::time(110));
}

TEST_F(PullRequestsTest, GoesOnWhereItStoppedAndThenReadsTheFront) {
  github_.instead = [&](const auto& request) {
    const bool second = SmallGithub::variable(request, "after") == cursor_of(4);
    return second ? std::optional(SmallGithub::slow_down(600)) : std::nullopt;
  };
  PullReport first;
  EXPECT_EQ(failure_of([&] { walk_into(first); }).code, ErrorCode::kRateLimited);
  EXPECT_EQ(first.new_pulls, 2u);
  EXPECT_EQ(store_->pull_walk(id_).cursor, cursor_of(4));

  restart_client();
  github_.pulls.push_back({6, 110});
  std::vector<std::string> asked;
  github_.instead = [&](const auto& request) -> std::optional<http::Response> {
    asked.push_back(SmallGithub::variable(request, "after"));
    return std::nullopt;
  };
  EXPECT_EQ(walk().new_pulls, 4u);
  EXPECT_THAT(asked, ElementsAre(cursor_of(4), cursor_of(2), "", cursor_of(5)));
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 3, 4, 5, 6));
  EXPECT_EQ(store_->pull_walk(id_).watermark, SmallGithub::time(110));
}

TEST_F(PullRequestsTest, ARepeatedPageIsAnErrorThatBeginsTheWalkAnew) {
  const auto again = [&](const auto& request) {
    const bool second = SmallGithub::variable(request, "after") == cursor_of(4);
    return second ? std::optional(Api::json(github_.pull_page(""))) : std::nullopt;
  };
  github_.instead = again;
  const Failure failure = failure_of([&] { walk(); });
  EXPECT_EQ(failure.code, ErrorCode::kBadData);
  EXPECT_THAT(failure.message, HasSubstr("twice"));
  EXPECT_THAT(stored_numbers(), ElementsAre(4, 5));
  EXPECT_EQ(store_->pull_walk(id_), storage::PullWalk{});
  github_.instead = {};
  EXPECT_EQ(walk().new_pulls, 3u);
}

TEST_F(PullRequestsTest, AListThatEndsBeforeItsTotalIsReadOnceMoreAndThenTakenAsItIs) {
  github_.unlisted = 2;
  EXPECT_EQ(failure_of([&] { walk(); }).code, ErrorCode::kBadData);
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(store_->pull_walk(id_), storage::PullWalk{.short_before = true});

  const PullReport again = walk();
  EXPECT_TRUE(again.cut_short);
  EXPECT_EQ(again.pages, 4u);  // all, and the front once more
  EXPECT_EQ(store_->pull_walk(id_).watermark, SmallGithub::time(50));
  const PullReport next = walk();
  EXPECT_FALSE(next.cut_short);
  EXPECT_EQ(next.pages, 1u);
}

TEST_F(PullRequestsTest, AListThatIsWholeAfterItWasShortIsComplete) {
  github_.unlisted = 1;
  EXPECT_EQ(failure_of([&] { walk(); }).code, ErrorCode::kBadData);
  github_.unlisted = 0;
  EXPECT_FALSE(walk().cut_short);
  EXPECT_EQ(store_->pull_walk(id_).watermark, SmallGithub::time(50));
}

TEST_F(PullRequestsTest, WhatGithubCannotGiveIsPassedOver) {
  github_.unreadable = {5, 4, 2};  // a whole page of them, and the newest
  PullReport report = walk();
  EXPECT_TRUE(report.cut_short);
  EXPECT_EQ(report.new_pulls, 2u);
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 3));
  EXPECT_EQ(store_->pull_walk(id_).watermark, SmallGithub::time(30));
}

TEST_F(PullRequestsTest, WhatIsOpenedDuringTheFirstWalkIsNoContradiction) {
  bool opened = false;
  github_.instead = [&](const auto& request) -> std::optional<http::Response> {
    if (!opened && !SmallGithub::variable(request, "after").empty()) {
      github_.pulls.push_back({6, 110});
      opened = true;
    }
    return std::nullopt;
  };
  walk();
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST_F(PullRequestsTest, AStoredPlaceThatIsRefusedBeginsTheWalkAnew) {
  store_->put_pull_requests(lease_, {},
                            {.watermark = {}, .cursor = "stale", .newest = SmallGithub::time(10), .seen = 2});
  github_.instead = [&](const auto& request) {
    const bool stale = SmallGithub::variable(request, "after") == "stale";
    return stale ? std::optional(Api::json(R"({"data":{"node":null},"errors":[{"type":"NOT_FOUND","path":["node"],)"
                                           R"("message":"no such place"}]})"))
                 : std::nullopt;
  };
  EXPECT_EQ(walk().new_pulls, 5u);
}

TEST_F(PullRequestsTest, AWatermarkOfRestsIsNoneForGraphql) {
  walk_by_rest();
  EXPECT_TRUE(store_->pull_walk(id_).by_rest);
  EXPECT_EQ(store_->pull_request(id_, 1)->additions, std::nullopt);
  EXPECT_EQ(walk().pages, 3u);
  EXPECT_FALSE(store_->pull_walk(id_).by_rest);
  EXPECT_EQ(store_->pull_request(id_, 1)->additions, 1);
  EXPECT_EQ(walk().pages, 1u);
}

TEST_F(PullRequestsTest, RestTakesOverAtAnyWatermarkAndKeepsWhatGraphqlTold) {
  walk();
  EXPECT_EQ(walk_by_rest().pages, 1u);
  EXPECT_FALSE(store_->pull_walk(id_).by_rest);  // nothing new: the rows are those of GraphQL
  EXPECT_EQ(store_->pull_request(id_, 5)->additions, 1);

  github_.pulls.push_back({6, 110});
  walk_by_rest();
  EXPECT_TRUE(store_->pull_walk(id_).by_rest);
  walk();
  EXPECT_EQ(store_->pull_request(id_, 6)->additions, 1);
}

TEST_F(PullRequestsTest, ByRestTheSamePagesAreWalked) {
  restart_client(false);
  EXPECT_EQ(walk_by_rest().pages, 3u);
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(store_->pull_walk(id_).watermark, SmallGithub::time(50));
  github_.pulls[4].updated_s = 200;
  EXPECT_EQ(walk_by_rest().pages, 1u);
}

}  // namespace
}  // namespace cpsg::sync
