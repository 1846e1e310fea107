// Protects: the activity of a project as the API answers it, by interval, zone, branch and time.
// How: the sample project, whose stored roll-ups and commit graph must agree.
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ActivityRoute : public RouteTest {
 protected:
  void SetUp() override { sample_.publish_sample(); }
  http::Response activity(const std::string& query) { return get("/v1/projects/octo/demo/activity?" + query); }
};

TEST_F(ActivityRoute, GivesDaysOfTheDefaultAndAllBranches) {
  const http::Response response = activity("");
  EXPECT_THAT(values(response, "start"),
              ElementsAre("2026-01-05T00:00:00Z", "2026-01-07T00:00:00Z", "2026-01-08T00:00:00Z",
                          "2026-02-04T00:00:00Z", "2026-02-05T00:00:00Z"));
  EXPECT_THAT(response.body, HasSubstr(R"({"start":"2026-01-08T00:00:00Z","commits":2,"merges":0,"bots":1,)"
                                       R"("commits_all":2,"merges_all":0,"bots_all":1})"));
  EXPECT_THAT(response.body,
              HasSubstr(R"("commits":1,"merges":1,"bots":0,"commits_all":1,"merges_all":1,"bots_all":0})"));
}

TEST_F(ActivityRoute, GraphAndRollUpsAgree) {
  // Half-hour zones come from the graph. Every sample commit is made at 10:00 UTC, so that days are the same ones.
  const auto counts = [](std::string body) {
    for (std::size_t at = body.find("\"start\""); at != body.npos; at = body.find("\"start\"", at)) {
      body.erase(at, body.find(',', at) - at);
    }
    return body;
  };
  EXPECT_EQ(counts(activity("tz=%2B00:30").body), counts(activity("").body));
  EXPECT_EQ(values(activity("tz=+05:30&interval=hour"), "start").front(), "2026-01-05T15:00:00+05:30");
  EXPECT_EQ(values(activity("tz=-11:00"), "start").front(), "2026-01-04T00:00:00-11:00");
}

TEST_F(ActivityRoute, GivesOneBranch) {
  const http::Response response = activity("branch=feature&interval=month");
  EXPECT_THAT(values(response, "start"), ElementsAre("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"));
  EXPECT_THAT(response.body, HasSubstr(R"("commits":3,"merges":0,"bots":1,"commits_all":null,"merges_all":null,)"
                                       R"("bots_all":null})"));
}

TEST_F(ActivityRoute, SelectsTime) {
  EXPECT_EQ(values(activity("since=2026-01-08&until=2026-02-04"), "start").size(), 2);
  EXPECT_EQ(values(activity("since=2026-02-04&until=2026-02-04"), "start").size(), 1) << "a date is its whole day";
  EXPECT_EQ(values(activity("until=2026-02-04T00:00:00Z"), "start"), values(activity("until=2026-02-03"), "start"))
      << "a moment is no part of the period that it ends";
  EXPECT_EQ(values(activity("since=2026-01-08&tz=%2B00:30"), "start").size(), 3);
}

// The sum of `commits_all`.
std::int64_t commits_all(const std::string& body) {
  constexpr std::string_view kKey = "\"commits_all\":";
  std::int64_t sum = 0;
  for (std::size_t at = body.find(kKey); at != body.npos; at = body.find(kKey, at)) {
    at += kKey.size();
    sum += std::stoll(body.substr(at));
  }
  return sum;
}

TEST_F(ActivityRoute, AdjoiningPeriodsCountNothingTwice) {
  const std::int64_t all = commits_all(activity("").body);
  ASSERT_GT(all, 0);
  for (const std::string interval : {"hour", "day", "week", "month"}) {
    // At the time of a commit, a second beside it, at a border of days and months, and a date.
    for (const std::string border :
         {"2026-01-08T10:00:00Z", "2026-01-08T10:00:01Z", "2026-01-08T09:59:59Z", "2026-01-08T00:00:00Z",
          "2026-02-01T00:00:00Z", "2026-02-04T12:34:56%2B01:00", "2027-01-01T00:00:00Z"}) {
      const std::string query = "interval=" + interval;
      EXPECT_EQ(commits_all(activity(query + "&until=" + border).body) +
                    commits_all(activity(query + "&since=" + border).body),
                all)
          << interval << " " << border;
    }
    EXPECT_EQ(commits_all(activity("interval=" + interval + "&until=2026-01-08").body) +
                  commits_all(activity("interval=" + interval + "&since=2026-01-09").body),
              all)
        << interval;
  }
}

TEST_F(ActivityRoute, NamesBadParameters) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"interval=year", "interval"}, {"tz=CET", "tz"}, {"since=x", "since"}, {"branch=nope", "branch"}};
  for (const auto& [query, field] : cases) EXPECT_THAT(values(activity(query), "field"), ElementsAre(field)) << query;
}

}  // namespace
}  // namespace cpsg::api
