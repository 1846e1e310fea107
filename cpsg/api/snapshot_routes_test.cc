// Protects: which days clients get of a project's daily numbers, in which order and pages.
// How: a project with three days of numbers, listed by page and by time.
#include <boost/json.hpp>

#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class SnapshotRoutes : public RouteTest {
 protected:
  void SetUp() override { id_ = sample_.publish_sample(); }

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

TEST_F(SnapshotRoutes, ListsDays) {
  EXPECT_THAT(dates(""), ElementsAre());
  observe(0, 1);
  observe(1, 2);
  observe(3, 4);
  EXPECT_THAT(dates(""), ElementsAre("2026-01-05", "2026-01-06", "2026-01-08"));
  EXPECT_THAT(dates("?since=2026-01-06"), ElementsAre("2026-01-06", "2026-01-08"));
  EXPECT_THAT(dates("?until=2026-01-06"), ElementsAre("2026-01-05", "2026-01-06"));
  EXPECT_THAT(dates("?since=2026-01-06T23:00:00Z&until=2026-01-07"), ElementsAre("2026-01-06"));
  EXPECT_THAT(dates("?until=2026-01-06T12:00:00Z"), ElementsAre("2026-01-05"));
  EXPECT_THAT(dates("?since=2026-01-06T12:00:00Z"), ElementsAre("2026-01-06", "2026-01-08")) << "none twice, none lost";
  const http::Response first = get("/v1/projects/octo/demo/history?limit=2&until=2026-01-08");
  EXPECT_THAT(first.body, HasSubstr("{\"date\":\"2026-01-05\",\"stars\":1,"));
  EXPECT_THAT(values(first, "date"), ElementsAre("2026-01-05", "2026-01-06"));
  const std::string link = header(first, "Link");
  EXPECT_THAT(values(get(link.substr(1, link.find('>') - 1)), "date"), ElementsAre("2026-01-08"));
  EXPECT_EQ(
      get("/v1/projects/octo/demo/history?limit=2&until=2026-01-08", {{"if-none-match", header(first, "ETag")}}).status,
      304);
}

TEST_F(SnapshotRoutes, WeeksAndMonthsAreTheirLastDay) {
  for (const std::int64_t day : {0, 3, 8, 30}) observe(day, 10 + day);  // from Monday, 5 January on
  now_ = at(kSampleStart + 31 * kDayS);
  const http::Response weeks = get("/v1/projects/octo/demo/history?interval=week&fields=date,stars,last_date,partial");
  EXPECT_THAT(weeks.body, HasSubstr(R"([{"date":"2026-01-05","stars":13,"last_date":"2026-01-08","partial":false},)"
                                    R"({"date":"2026-01-12","stars":18,"last_date":"2026-01-13","partial":false},)"
                                    R"({"date":"2026-02-02","stars":40,"last_date":"2026-02-04","partial":true}])"));
  EXPECT_THAT(dates("?interval=month"), ElementsAre("2026-01-01", "2026-02-01"));
  EXPECT_THAT(dates("?interval=week&since=2026-01-09&until=2026-01-31"), ElementsAre("2026-01-12"));
  const http::Response first = get("/v1/projects/octo/demo/history?interval=week&limit=1");
  const std::string link = header(first, "Link");
  EXPECT_THAT(values(get(link.substr(1, link.find('>') - 1)), "date"), ElementsAre("2026-01-12"))
      << "the next page begins with the next week";
}

// As the index tells it, of any days.
TEST_F(SnapshotRoutes, TellsByHowMuchTheStarsChanged) {
  const std::chrono::sys_days first{std::chrono::floor<std::chrono::days>(at(kSampleStart))};  // 2026-01-05
  now_ += std::chrono::days(20);
  const auto change = [&](const std::string& range) {
    const http::Response answer = get("/v1/projects/octo/demo/history?change=true&limit=1&" + range);
    const auto found = boost::json::parse(answer.body).at("stars_d");
    return found.is_null() ? "null" : std::to_string(found.as_int64());
  };
  observe(0, 100);
  observe(4, 110);
  EXPECT_EQ(change("since=2026-01-06"), "10");
  EXPECT_EQ(change("since=2026-01-06&until=2026-01-08"), "null") << "no day of these was observed";
  EXPECT_EQ(change("since=2026-01-05"), "null") << "how many they were before is not known";
  EXPECT_EQ(change("until=2026-01-09"), "null");
  EXPECT_EQ(change("since=2026-01-09&until=2026-01-06"), "null");
  sample_.put_star_page(id_, {first - std::chrono::days(10),
                              first + std::chrono::days(4),
                              {{first - std::chrono::days(6), 7}, {first - std::chrono::days(3), 2}, {first, 1}}});
  EXPECT_EQ(change("since=2026-01-05"), "11");
  EXPECT_EQ(change("since=2026-01-01&until=2026-01-04"), "2") << "of days before all observations";
  EXPECT_EQ(change("since=2025-12-20"), "null");
  EXPECT_EQ(boost::json::parse(get("/v1/history?project=octo/demo&change=true&since=2026-01-05").body)
                .at("data")
                .at(0)
                .at("result")
                .at("stars_d")
                .as_int64(),
            11);
  EXPECT_EQ(get("/v1/projects/octo/demo/history").body.find("stars_d"), std::string::npos);
  EXPECT_EQ(get("/v1/projects/octo/demo/history?change=true&format=csv").status, 400);
}

TEST_F(SnapshotRoutes, StarsBeforeAreMarkedAndNeverMixed) {
  const std::chrono::sys_days first{std::chrono::floor<std::chrono::days>(at(kSampleStart))};
  observe(0, 100);
  observe(2, 90);
  sample_.put_star_page(id_,
                        {.first = first - std::chrono::days(3),
                         .end = first + std::chrono::days(4),
                         .gained = {{first - std::chrono::days(2), 5}, {first, 7}, {first + std::chrono::days(1), 9}}});
  const http::Response all = get("/v1/projects/octo/demo/history?fields=date,stars,forks,source");
  EXPECT_THAT(all.body, HasSubstr(R"([{"date":"2026-01-02","stars":88,"forks":null,"source":"github_star_history"},)"
                                  R"({"date":"2026-01-03","stars":93,"forks":null,"source":"github_star_history"},)"
                                  R"({"date":"2026-01-04","stars":93,"forks":null,"source":"github_star_history"},)"
                                  R"({"date":"2026-01-05","stars":100,"forks":null,"source":"observed"},)"
                                  R"({"date":"2026-01-07","stars":90,"forks":null,"source":"observed"}])"));
  EXPECT_THAT(dates("?since=2026-01-04&limit=2"), ElementsAre("2026-01-04", "2026-01-05"));
}

TEST_F(SnapshotRoutes, OneQuestionAboutSeveralIsAnsweredAsThatAboutEach) {
  observe(0, 1);
  observe(8, 2);
  (void)sample_.add("octo", "other");
  const std::string one = get("/v1/projects/octo/demo/history?interval=week&limit=1").body;
  const std::string other = get("/v1/projects/octo/other/history?interval=week&limit=1").body;
  EXPECT_EQ(get("/v1/history?project=octo/demo,octo/nobody&project=octo/other&interval=week&limit=1").body,
            R"({"data":[{"project":"octo/demo","error":null,"result":)" + one +
                R"(},{"project":"octo/nobody","error":{"code":"not_found","message":)"
                R"("the project octo/nobody is not followed"},"result":null},)"
                R"({"project":"octo/other","error":null,"result":)" +
                other + R"(}],"next":null})");
}

TEST_F(SnapshotRoutes, ARemovalBetweenTheReadsCostsTheOthersNothing) {
  observe(0, 1);
  const std::string other = sample_.add("octo", "other").id;
  counting_.calls().set_before_call([&, done = false](std::string_view method) mutable {
    if (method != "days" || std::exchange(done, true)) return;
    sample_.store().remove_project(other);
  });
  const http::Response answer = get("/v1/history?project=octo/demo,octo/other");
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(values(answer, "date"), ElementsAre("2026-01-05"));
  EXPECT_THAT(values(answer, "code"), ElementsAre("not_found"));
}

TEST_F(SnapshotRoutes, WhatIsNotOverIsKeptUntilItIs) {
  observe(0, 1);
  EXPECT_THAT(get("/v1/projects/octo/demo/history").body, HasSubstr("\"partial\":true"));
  now_ += std::chrono::seconds(kDayS);
  EXPECT_THAT(get("/v1/projects/octo/demo/history").body, HasSubstr("\"partial\":false"));
}

TEST_F(SnapshotRoutes, RefusesBadDaysAndCursors) {
  for (const std::string query : {"since=x", "until=x", "cursor=x", "interval=hour"}) {
    EXPECT_EQ(get("/v1/projects/octo/demo/history?" + query).status, 400) << query;
  }
}

}  // namespace
}  // namespace cpsg::api
