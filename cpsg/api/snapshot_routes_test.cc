// Protects: which days clients get of a project's daily numbers, in which order and pages.
// How: a project with three days of numbers, listed by page and by time.
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

TEST_F(SnapshotRoutes, RefusesBadDaysAndCursors) {
  for (const std::string query : {"since=x", "until=x", "cursor=x"}) {
    EXPECT_EQ(get("/v1/projects/octo/demo/history?" + query).status, 400) << query;
  }
}

}  // namespace
}  // namespace cpsg::api
