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
    const model::Project now_stored = project();
    sync_pull_requests({*store_, *client_, now_stored, lease_, MessagePrivacy::kKeep, call_, unix_time_, quiet_},
                       report);
  }
  PullReport walk_by_rest() {
    PullReport report;
    const model::Project now_stored = project();
    sync_pull_requests_by_rest(
        {*store_, *client_, now_stored, lease_, MessagePrivacy::kKeep, call_, unix_time_, quiet_}, report);
    return report;
  }
  // The cursor behind a page's last pull request, `number`.
  std::string cursor_of(std::int64_t number) { return SmallGithub::cursor(github_.pulls.at(number - 1)); }

  const storage::Lease lease_;
  const github::client::Call call_{};
  const Clock unix_time_ = [this] { return now(); };
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

TEST_F(PullRequestsTest, MoreGapsThanAreRecordedKeepNothingFromComing) {
  std::vector<storage::PullGap> gaps(1'000);
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    gaps[i] = {.number = 100 + static_cast<std::int64_t>(i), .after = "", .pulls = 1, .found_at = now()};
  }
  store_->put_pull_requests(lease_, {}, {}, gaps, now());
  github_.unreadable = {4, 2};
  EXPECT_TRUE(walk().cut_short);
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 3, 5));
  EXPECT_EQ(store_->pull_gaps(id_).size(), gaps.size());
  EXPECT_EQ(store_->pull_walk(id_).watermark, SmallGithub::time(50));
}

TEST_F(PullRequestsTest, OneThatGithubFailsToGiveIsAGapAndAllBehindItCome) {
  github_.poisoned = {3};
  const PullReport report = walk();
  EXPECT_TRUE(report.cut_short);
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 4, 5));
  EXPECT_EQ(store_->pull_walk(id_).watermark, SmallGithub::time(50));
  const auto gaps = store_->pull_gaps(id_);
  ASSERT_EQ(gaps.size(), 1u);
  EXPECT_EQ(gaps[0].number, 3);
  EXPECT_EQ(gaps[0].after, cursor_of(4));

  github_.pulls.push_back({6, 110});
  EXPECT_EQ(walk().new_pulls, 1u) << "new ones come all the same";
}

TEST_F(PullRequestsTest, SeveralSideBySideAndAtBothEndsAreGaps) {
  github_.poisoned = {5, 4, 1};
  walk();
  EXPECT_THAT(stored_numbers(), ElementsAre(2, 3));
  EXPECT_EQ(store_->pull_gaps(id_).size(), 3u);
  EXPECT_EQ(store_->pull_walk(id_).watermark, SmallGithub::time(50)) << "the newest is known, though it did not come";
}

TEST_F(PullRequestsTest, AKnownGapCostsFewRequestsAndIsAskedForAgainOnceItWasUpdated) {
  github_.poisoned = {5};
  walk();
  const std::size_t before = github_.api().requests().size();
  walk();
  EXPECT_LE(github_.api().requests().size() - before, 4u);
  EXPECT_EQ(store_->pull_gaps(id_).size(), 1u);

  github_.poisoned.clear();
  github_.pulls[4].updated_s = (now() - SmallGithub::kBegin).count() + 10;
  walk();
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(store_->pull_gaps(id_), testing::IsEmpty());
}

TEST_F(PullRequestsTest, WhereTheListItselfFailsOneIsSteppedOver) {
  github_.unlistable = {3};
  const PullReport report = walk();
  EXPECT_TRUE(report.cut_short);
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 4, 5));
  const auto gaps = store_->pull_gaps(id_);
  ASSERT_EQ(gaps.size(), 1u);
  EXPECT_EQ(gaps[0].number, 0);
  EXPECT_EQ(gaps[0].after, cursor_of(4));
}

TEST_F(PullRequestsTest, WhereNotEvenThePlaceCanBeHadTheWalkEndsAndNewOnesCome) {
  github_.instead = [&](const auto& request) {
    const bool there = SmallGithub::variable(request, "after") == cursor_of(4);
    return there ? std::optional(Api::status(502, "<html>")) : std::nullopt;
  };
  const PullReport report = walk();
  EXPECT_TRUE(report.cut_short);
  EXPECT_THAT(stored_numbers(), ElementsAre(4, 5));
  github_.pulls.push_back({6, 110});
  walk();
  EXPECT_THAT(stored_numbers(), ElementsAre(3, 4, 5, 6));
}

TEST_F(PullRequestsTest, AnOutageLeavesNoGap) {
  int failures = 0;
  github_.instead = [&](const auto&) -> std::optional<http::Response> {
    ++failures;
    return Api::status(503, "<html>");
  };
  EXPECT_EQ(failure_of([&] { walk(); }).code, ErrorCode::kRemoteError);
  EXPECT_THAT(store_->pull_gaps(id_), testing::IsEmpty());
  EXPECT_LT(failures, 15);
  github_.instead = {};
  EXPECT_EQ(walk().new_pulls, 5u);
}

TEST_F(PullRequestsTest, AFaultThatPassesLeavesNoGap) {
  int faults = 8;
  github_.instead = [&](const auto& request) -> std::optional<http::Response> {
    const bool page = request.body.find("query PullRequests(") != std::string::npos;
    return page && faults-- > 0 ? std::optional(Api::status(500)) : std::nullopt;
  };
  walk();
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(store_->pull_gaps(id_), testing::IsEmpty());
}

TEST_F(PullRequestsTest, WhatWasSeenInTheSecondOfItsUpdateIsLookedAtAgain) {
  const std::int64_t second =
      (system_clock()() - SmallGithub::kBegin).count();  // the small GitHub's, in its Date header
  github_.pulls[4].updated_s = second;
  EXPECT_EQ(walk().look_again_at, now() + std::chrono::seconds(3));

  github_.pulls[4].state = "MERGED";  // once more in that second
  EXPECT_EQ(walk().pages, 1u);
  EXPECT_EQ(store_->pull_request(id_, 5)->state, model::PullState::kMerged);
}

TEST_F(PullRequestsTest, AnEarlierUpdateIsNotLookedAtAgainNorOneOfAWrongClock) {
  const std::int64_t second = (system_clock()() - SmallGithub::kBegin).count();
  for (const std::int64_t away : {-10, 3'600}) {
    github_.pulls[4].updated_s = second + away;
    EXPECT_EQ(walk().look_again_at, std::nullopt) << away;
  }
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
                            {.watermark = {}, .cursor = "stale", .newest = SmallGithub::time(10), .seen = 2}, now());
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

TEST_F(PullRequestsTest, ByRestAListThatGithubCutsEndsTheWalkAndNotItsFreshness) {
  restart_client(false);
  github_.instead = [](const auto& request) {
    const bool third = request.target.find("&page=3") != std::string::npos;
    return third ? std::optional(Api::status(422, R"({"message":"pagination is limited for this resource."})"))
                 : std::nullopt;
  };
  const PullReport report = walk_by_rest();
  EXPECT_TRUE(report.cut_short);
  EXPECT_THAT(stored_numbers(), ElementsAre(2, 3, 4, 5));
  github_.pulls.push_back({6, 110});
  EXPECT_EQ(walk_by_rest().new_pulls, 1u);

  github_.instead = {};
  EXPECT_EQ(walk_by_rest().pages, 1u) << "the rest is not asked for at once";
  clock_.advance(std::chrono::hours(7 * 24 + 1));
  EXPECT_FALSE(walk_by_rest().cut_short);
  EXPECT_THAT(stored_numbers(), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST_F(PullRequestsTest, ByRestALinkToAnotherHostKeepsThePageThatCame) {
  restart_client(false);
  github_.instead = [this](const auto& request) -> std::optional<http::Response> {
    if (request.target.find("/pulls?") == std::string::npos) return std::nullopt;
    return Api::with_header(Api::json("[" + SmallGithub::rest_pull(github_.pulls[4]) + "]"), "Link",
                            R"(<http://api.elsewhere.example/p?page=2>; rel="next")");
  };
  const PullReport report = walk_by_rest();
  EXPECT_EQ(report.pages, 1u);
  EXPECT_TRUE(report.cut_short);
  EXPECT_THAT(stored_numbers(), ElementsAre(5));
}

}  // namespace
}  // namespace cpsg::sync
