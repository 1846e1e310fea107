// Protects: which pull requests and which days clients get, in which order and pages, under every filter.
// How: a project with numbered pull requests and three days of numbers, listed in pages of all sizes.
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class PullRoutes : public RouteTest {
 protected:
  void SetUp() override { id_ = sample_.publish_sample(); }

  static model::PullRequest pull(std::int64_t number, model::PullState state) {
    model::PullRequest made;
    made.number = number;
    made.title = "t" + std::to_string(number);
    made.state = state;
    made.created_at = made.updated_at = at(kSampleStart + number);
    return made;
  }
  // Titles on all pages from there on; a bar between pages.
  std::string titles(std::string target) {
    std::string out;
    while (true) {
      const http::Response response = get(target);
      EXPECT_EQ(response.status, 200) << response.body;
      for (const std::string& each : values(response, "title")) out += each;
      const std::string link = header(response, "Link");
      if (link.empty()) return out;
      target = link.substr(1, link.find('>') - 1);
      out += '|';
    }
  }
  void observe(std::int64_t day, std::int64_t stars) {
    storage::Refreshed refreshed;
    refreshed.project_id = id_;
    refreshed.statistics.emplace();
    refreshed.statistics->observed_at = at(kSampleStart + day * kDayS);
    refreshed.statistics->stars = stars;
    sample_.store().record_refreshed(std::vector{refreshed}, refreshed.statistics->observed_at);
  }
  std::vector<std::string> dates(const std::string& query) {
    return values(get("/v1/projects/octo/demo/history" + query), "date");
  }

  std::string id_;
};

TEST_F(PullRoutes, ListsPullRequestsByNumber) {
  using enum model::PullState;
  EXPECT_EQ(get("/v1/projects/octo/demo/pulls").body, "{\"data\":[],\"next\":null}");
  sample_.put_pulls(id_, {pull(30, kOpen), pull(2, kMerged), pull(4, kClosed), pull(5, kMerged)});
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls"), "t2t4t5t30");
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?limit=3"), "t2t4t5|t30");
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?limit=4"), "t2t4t5t30");
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?state=merged"), "t2t5");
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?state=merged&limit=1"), "t2|t5|");
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?state=open&limit=1"), "t30");
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?state=all&limit=2"), "t2t4|t5t30");
  const http::Response bad = get("/v1/projects/octo/demo/pulls?state=draft");
  EXPECT_EQ(bad.status, 400);
  EXPECT_THAT(values(bad, "field"), ElementsAre("state"));
}

TEST_F(PullRoutes, FindsAFilteredOneBehindManyOthers) {
  std::vector<model::PullRequest> pulls;
  for (std::int64_t number = 1; number <= 2'500; ++number) pulls.push_back(pull(number, model::PullState::kClosed));
  pulls.push_back(pull(2'501, model::PullState::kOpen));
  sample_.put_pulls(id_, pulls);
  EXPECT_EQ(titles("/v1/projects/octo/demo/pulls?state=open"), "t2501");
}

TEST_F(PullRoutes, TagsByRevision) {
  const std::string before = header(get("/v1/projects/octo/demo/pulls"), "ETag");
  EXPECT_EQ(get("/v1/projects/octo/demo/pulls", {{"if-none-match", before}}).status, 304);
  sample_.put_pulls(id_, {pull(1, model::PullState::kOpen)});
  EXPECT_EQ(get("/v1/projects/octo/demo/pulls", {{"if-none-match", before}}).status, 200);
}

TEST_F(PullRoutes, GivesOneByItsNumber) {
  sample_.put_pulls(id_, {pull(2, model::PullState::kOpen)});
  EXPECT_THAT(get("/v1/projects/octo/demo/pulls/2").body, HasSubstr("{\"number\":2,\"title\":\"t2\""));
  EXPECT_EQ(get("/v1/projects/octo/demo/pulls/3").status, 404);
  for (const std::string number : {"x", "0", "-1", "2x", "99999999999999999999"}) {
    EXPECT_EQ(get("/v1/projects/octo/demo/pulls/" + number).status, 400) << number;
  }
}

TEST_F(PullRoutes, ListsDays) {
  EXPECT_THAT(dates(""), ElementsAre());
  observe(0, 1);
  observe(1, 2);
  observe(3, 4);
  EXPECT_THAT(dates(""), ElementsAre("2026-01-05", "2026-01-06", "2026-01-08"));
  EXPECT_THAT(dates("?since=2026-01-06"), ElementsAre("2026-01-06", "2026-01-08"));
  EXPECT_THAT(dates("?until=2026-01-06"), ElementsAre("2026-01-05", "2026-01-06"));
  EXPECT_THAT(dates("?since=2026-01-06T23:00:00Z&until=2026-01-07"), ElementsAre("2026-01-06"));
  const http::Response first = get("/v1/projects/octo/demo/history?limit=2&until=2026-01-08");
  EXPECT_THAT(first.body, HasSubstr("{\"date\":\"2026-01-05\",\"stars\":1,"));
  EXPECT_THAT(values(first, "date"), ElementsAre("2026-01-05", "2026-01-06"));
  const std::string link = header(first, "Link");
  EXPECT_THAT(values(get(link.substr(1, link.find('>') - 1)), "date"), ElementsAre("2026-01-08"));
  EXPECT_EQ(
      get("/v1/projects/octo/demo/history?limit=2&until=2026-01-08", {{"if-none-match", header(first, "ETag")}}).status,
      304);
}

TEST_F(PullRoutes, RefusesBadDaysAndCursors) {
  for (const std::string path : {"history?since=x", "history?until=x", "history?cursor=x", "pulls?cursor=x",
                                 "pulls?limit=0", "pulls?author=x", "pulls/2?x=1"}) {
    EXPECT_EQ(get("/v1/projects/octo/demo/" + path).status, 400) << path;
  }
}

}  // namespace
}  // namespace cpsg::api
