// Protects: a star history is read once, page by page, and goes on where it stopped; releases are read as far as they
// are new, and all of them where that does not explain their number; what GitHub does not give costs only itself.
#include "cpsg/sync/read_extras.h"

#include <array>

#include "cpsg/sync/testing/api_step_fixture.h"

namespace cpsg::sync {
namespace {

using Api = github::client::ScriptedApi;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::chrono::sys_days kSunday{days{20'695}};
constexpr std::size_t kReleasePage = 2;

class ExtrasTest : public ApiStepFixture {
 protected:
  ExtrasTest() {
    bind();
    remote_->commit("one");
    sync();
    see(5, 0);
    github_.instead = [this](const http::IncomingRequest& request) { return answer(request); };
  }

  // What GitHub counts now.
  void see(std::int64_t stars, std::int64_t releases) {
    const model::Statistics seen{.observed_at = now(), .stars = stars, .releases = releases};
    const storage::Refreshed refreshed{.project_id = id_, .statistics = seen};
    store_->record_refreshed(std::array{refreshed}, now());
  }

  ExtrasReport read() {
    const storage::Lease lease = take_lease();
    const auto release = [&](void*) { store_->release_lease(lease); };
    const std::unique_ptr<void, decltype(release)> released(this, release);
    return read_extras(store_->stores(), *client_, project(), lease, {.lane = lane_}, unix_time_);
  }

  // ---- GitHub ----

  std::optional<http::Response> answer(const http::IncomingRequest& request) {
    if (request.target.find("/stargazers/history?") != std::string::npos) return star_page(request);
    if (request.body.find("query Releases(") != std::string::npos) return release_page(request);
    return std::nullopt;
  }

  http::Response star_page(const http::IncomingRequest& request) {
    const std::int64_t page = std::stoll(request.target.substr(request.target.rfind("page=") + 5));
    asked_pages_.push_back(page);
    star_version_ = request.header("x-github-api-version").value_or("");
    if (star_failure_ && page >= star_failure_page_) return *star_failure_;
    const std::int64_t week_s = (kSunday - days(7 * (page - 1))).time_since_epoch().count() * 86'400;
    http::Response response = Api::json(fmt::format(R"([{{"week":{},"total":1,"days":[0,0,0,1,0,0,0]}}])", week_s));
    const std::string link = page < star_pages_ ? R"(<http://x/>; rel="next")" : R"(<http://x/>; rel="prev")";
    return Api::with_header(std::move(response), "Link", link);
  }

  http::Response release_page(const http::IncomingRequest& request) {
    ++release_requests_;
    if (release_failure_) return *release_failure_;
    const std::string after = SmallGithub::variable(request, "after");
    const std::size_t first = after.empty() ? 0 : std::stoul(after);
    const std::size_t end = std::min(first + kReleasePage, releases_.size());
    std::string nodes;
    for (std::size_t i = first; i < end; ++i) {
      nodes += fmt::format(
          R"({}{{"tagName":"{}","name":"name of {}","createdAt":{},"publishedAt":{},"isDraft":false,"isPrerelease":false}})",
          nodes.empty() ? "" : ",", releases_[i], name_of(releases_[i]), published(i), published(i));
    }
    return Api::json(
        fmt::format(R"({{"data":{{"node":{{"__typename":"Repository","releases":{{"totalCount":{},"pageInfo":)"
                    R"({{"hasNextPage":{},"endCursor":"{}"}},"nodes":[{}]}}}}}}}})",
                    releases_.size(), end < releases_.size(), end, nodes));
  }
  [[nodiscard]] std::string name_of(const std::string& tag) const { return renamed_ == tag ? "another" : tag; }
  // The last one was published first.
  [[nodiscard]] std::string published(std::size_t index) const {
    return SmallGithub::stamp(static_cast<std::int64_t>(releases_.size() - index) * 100);
  }

  // ---- what is stored ----

  [[nodiscard]] std::vector<std::string> tags() const {
    std::vector<std::string> found;
    for (const model::Release& each : store_->releases(id_, {.limit = 5'000})) found.push_back(each.tag);
    return found;
  }
  std::vector<std::int64_t> take_pages() { return std::exchange(asked_pages_, {}); }
  int take_release_requests() { return std::exchange(release_requests_, 0); }

  github::ledger::Lane lane_ = github::ledger::Lane::kEnrich;
  std::int64_t star_pages_ = 3;
  std::optional<http::Response> star_failure_;
  std::int64_t star_failure_page_ = 1;
  std::string star_version_;
  std::vector<std::int64_t> asked_pages_;
  std::vector<std::string> releases_;
  std::string renamed_;
  std::optional<http::Response> release_failure_;
  int release_requests_ = 0;
};

// ---- star history ----

TEST_F(ExtrasTest, AStarHistoryIsReadOnce) {
  EXPECT_FALSE(read().again_at);
  EXPECT_THAT(take_pages(), ElementsAre(1, 2, 3));
  EXPECT_EQ(star_version_, "2026-03-10");
  EXPECT_EQ(store_->star_walk(id_), (storage::StarWalk{.next_page = 4, .finished = true}));
  EXPECT_FALSE(read().again_at);
  EXPECT_THAT(take_pages(), IsEmpty());
}

TEST_F(ExtrasTest, NoMoreThanTenPagesAreRead) {
  star_pages_ = 1'000;
  EXPECT_FALSE(read().again_at);
  EXPECT_EQ(take_pages().size(), 10U);
  EXPECT_TRUE(store_->star_walk(id_).finished);
}

TEST_F(ExtrasTest, AHistoryWithoutStarsIsNotAskedFor) {
  see(0, 0);
  EXPECT_FALSE(read().again_at);
  EXPECT_THAT(take_pages(), IsEmpty());
}

TEST_F(ExtrasTest, AFailureInTheMiddleKeepsThePagesBeforeIt) {
  star_failure_ = Api::status(502, "<html>");
  star_failure_page_ = 2;
  const UnixTime failed_at = now();
  EXPECT_EQ(read().again_at, failed_at + minutes{10});
  EXPECT_THAT(take_pages(), ElementsAre(1, 2, 2, 2)) << "a fault that may pass is tried again";
  EXPECT_EQ(store_->star_walk(id_).next_page, 2);
  EXPECT_EQ(read().again_at, failed_at + minutes{10});
  EXPECT_THAT(take_pages(), IsEmpty());

  star_failure_.reset();
  clock_.advance(minutes{10});
  EXPECT_FALSE(read().again_at);
  EXPECT_THAT(take_pages(), ElementsAre(2, 3));
}

TEST_F(ExtrasTest, WhatAlwaysFailsRestsAfterAWhile) {
  star_failure_ = Api::json(R"([{"week":"nonsense"}])");
  for (int attempt = 0; attempt < 3; ++attempt) {
    EXPECT_TRUE(read().again_at);
    clock_.advance(hours{1});
  }
  EXPECT_FALSE(read().again_at) << "nothing waits for it any more";
  take_pages();
  clock_.advance(hours{23});
  EXPECT_FALSE(read().again_at);
  EXPECT_THAT(take_pages(), IsEmpty());
}

TEST_F(ExtrasTest, WhatGithubIsStillCountingIsAskedForSoon) {
  star_failure_ = Api::status(202, "");
  for (const minutes pause : {minutes{10}, minutes{20}, minutes{40}}) {
    EXPECT_EQ(read().again_at, now() + pause);
    clock_.advance(pause);
  }
  EXPECT_FALSE(read().again_at) << "and not for ever";
  take_pages();
  star_failure_.reset();
  clock_.advance(hours{24});
  EXPECT_FALSE(read().again_at);
  EXPECT_THAT(take_pages(), ElementsAre(1, 2, 3));
}

TEST_F(ExtrasTest, WhatTheTokenIsRefusedIsAskedForOnceAWeek) {
  const std::string words = R"({"message":"Resource protected by organization SAML enforcement."})";
  for (const std::string& body : {std::string("{}"), words}) {
    star_failure_ = Api::status(403, body);
    EXPECT_FALSE(read().again_at);
    EXPECT_THAT(take_pages(), testing::Not(IsEmpty()));
    clock_.advance(hours{6 * 24});
    EXPECT_FALSE(read().again_at);
    EXPECT_THAT(take_pages(), IsEmpty());
    clock_.advance(hours{24});
  }
}

TEST_F(ExtrasTest, WhatHasRestedIsAskedForAlsoWhereNothingMoves) {
  star_failure_ = Api::status(403, "{}");
  clock_.advance(minutes{1});
  see(5, 0);
  sync({.lane = github::ledger::Lane::kEnrich});
  EXPECT_FALSE(any(project().work & model::Work::kEnrich)) << "nothing waits for it";
  clock_.advance(hours{8 * 24});
  sync({.refs = true});  // as every project's branches are listed from time to time
  EXPECT_TRUE(any(project().work & model::Work::kEnrich));
  star_failure_.reset();
  sync({.lane = github::ledger::Lane::kEnrich});
  EXPECT_TRUE(store_->star_walk(id_).finished);
}

TEST_F(ExtrasTest, WhereThereIsNoneItIsAskedForOnceInThirtyDays) {
  for (const int status : {404, 422, 451, 410, 204}) {
    star_failure_ = Api::status(status, status < 300 ? "" : "{}");
    EXPECT_FALSE(read().again_at) << status;
    EXPECT_EQ(take_pages().size(), 1U) << status;
    clock_.advance(hours{29 * 24});
    EXPECT_FALSE(read().again_at);
    EXPECT_THAT(take_pages(), IsEmpty()) << status;
    clock_.advance(hours{2 * 24});
  }
  star_failure_.reset();
  EXPECT_FALSE(read().again_at);
  EXPECT_THAT(take_pages(), ElementsAre(1, 2, 3));
}

TEST_F(ExtrasTest, WithoutBudgetItWaitsAndNothingIsHeldAgainstIt) {
  star_failure_ = SmallGithub::slow_down(1'800);
  EXPECT_GE(read().again_at, now() + minutes{29});
  EXPECT_EQ(store_->star_walk(id_), storage::StarWalk());
}

TEST_F(ExtrasTest, WhoWaitsForASyncDoesNotPayForIt) {
  lane_ = github::ledger::Lane::kInteractive;
  EXPECT_EQ(read().again_at, now()) << "it stays to be read";
  EXPECT_THAT(take_pages(), IsEmpty());
}

// ---- releases ----

TEST_F(ExtrasTest, ReleasesAreReadWhenTheirNumberChanges) {
  EXPECT_FALSE(read().again_at);
  EXPECT_EQ(take_release_requests(), 0) << "there are none";
  releases_ = {"v5", "v4", "v3", "v2", "v1"};
  see(5, 5);
  EXPECT_FALSE(read().again_at);
  EXPECT_EQ(take_release_requests(), 3);
  EXPECT_THAT(tags(), ElementsAre("v5", "v4", "v3", "v2", "v1"));
  clock_.advance(hours{24});
  see(5, 5);
  EXPECT_FALSE(read().again_at);
  EXPECT_EQ(take_release_requests(), 0);
}

TEST_F(ExtrasTest, OfNewOnesOnlyThePageThatHasThemIsRead) {
  releases_ = {"v4", "v3", "v2", "v1"};
  see(5, 4);
  read();
  take_release_requests();
  releases_.insert(releases_.begin(), "v5");
  clock_.advance(hours{24});
  see(5, 5);
  read();
  EXPECT_EQ(take_release_requests(), 1);
  EXPECT_THAT(tags(), ElementsAre("v5", "v4", "v3", "v2", "v1"));
}

TEST_F(ExtrasTest, DeletedOnesGoAlsoWhereOthersCame) {
  releases_ = {"v4", "v3", "v2", "v1"};
  see(5, 4);
  read();
  releases_ = {"v6", "v5", "v4", "v1"};
  releases_.emplace_back("v0");
  clock_.advance(hours{24});
  see(5, 5);
  read();
  EXPECT_THAT(tags(), ElementsAre("v6", "v5", "v4", "v1", "v0"));
}

TEST_F(ExtrasTest, AStatisticFromBeforeTheReadingIsNoReasonToReadAgain) {
  releases_ = {"v2", "v1"};
  see(5, 1);  // one came since
  clock_.advance(minutes{1});
  read();
  EXPECT_THAT(tags(), ElementsAre("v2", "v1"));
  take_release_requests();
  read();
  EXPECT_EQ(take_release_requests(), 0);
}

TEST_F(ExtrasTest, ARenamedOneIsSeenWhenSomebodySaysSoAndOnceAMonth) {
  releases_ = {"v3", "v2", "v1"};
  see(5, 3);
  read();
  take_release_requests();
  renamed_ = "v1";
  store_->mark_releases_changed(id_);
  read();
  EXPECT_EQ(take_release_requests(), 2) << "any of them may be meant";
  EXPECT_EQ(store_->releases(id_, {.limit = 9}).back().name, "name of another");
  read();
  EXPECT_EQ(take_release_requests(), 0);

  renamed_.clear();
  clock_.advance(hours{30 * 24});
  read();
  EXPECT_EQ(store_->releases(id_, {.limit = 9}).back().name, "name of v1");
}

TEST_F(ExtrasTest, OfVeryManyTheNewestAreKept) {
  for (int number = 1'300; number > 0; --number) releases_.push_back("v" + std::to_string(number));
  see(5, 1'300);
  read();
  EXPECT_EQ(tags().size(), 200U) << "a hundred short pages";
  EXPECT_EQ(tags().front(), "v1300");
  EXPECT_EQ(store_->release_walk(id_).total, 1'300);
}

TEST_F(ExtrasTest, EachCostsOnlyItself) {
  releases_ = {"v1"};
  see(5, 1);
  release_failure_ = SmallGithub::refusal("FORBIDDEN");
  EXPECT_TRUE(read().again_at);
  EXPECT_TRUE(store_->star_walk(id_).finished);
  EXPECT_THAT(tags(), IsEmpty());
  release_failure_.reset();
  clock_.advance(minutes{10});
  EXPECT_FALSE(read().again_at);
  EXPECT_THAT(tags(), ElementsAre("v1"));
}

// ---- within a sync ----

TEST_F(ExtrasTest, ASyncThatEnrichesComesAgainForThemAndSaysNothingOfIt) {
  star_failure_ = Api::status(502, "<html>");
  clock_.advance(minutes{1});
  see(5, 0);
  const model::ProjectStatus before = project().status;
  EXPECT_EQ(sync({.lane = github::ledger::Lane::kEnrich}).enriched_commits, 1U);
  EXPECT_EQ(project().status, before);
  const auto waiting = [&] { return store_->projects_with_work(model::Work::kEnrich, now(), 10).size(); };
  EXPECT_EQ(waiting(), 0U) << "not at once, and not for ever";
  clock_.advance(minutes{10});
  EXPECT_EQ(waiting(), 1U);
  star_failure_.reset();
  sync({.lane = github::ledger::Lane::kEnrich});
  EXPECT_FALSE(any(project().work & model::Work::kEnrich));
  EXPECT_TRUE(store_->star_walk(id_).finished);
}

TEST(ReleasesChanged, MeansThatBothNumbersAreKnown) {
  const model::Statistics none;
  const model::Statistics two{.releases = 2};
  const model::Statistics three{.releases = 3};
  EXPECT_TRUE(releases_changed(two, three));
  EXPECT_TRUE(releases_changed(none, three)) << "GitHub told it for the first time";
  EXPECT_FALSE(releases_changed(two, two));
  EXPECT_FALSE(releases_changed(two, none));
  EXPECT_FALSE(releases_changed(std::nullopt, two)) << "a new project is enriched anyway";
  EXPECT_FALSE(releases_changed(two, std::nullopt));
}

}  // namespace
}  // namespace cpsg::sync
