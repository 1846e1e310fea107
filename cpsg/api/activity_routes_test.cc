// Protects: the activity of a project as the API answers it, by interval, zone, branch and time.
// How: the sample project, whose stored roll-ups and commit graph must agree.
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ActivityRoute : public RouteTest {
 protected:
  void SetUp() override {
    sample_.publish_sample();
    now_ = at(kSampleStart + 365 * kDayS);
  }
  http::Response activity(const std::string& query) { return get("/v1/projects/octo/demo/activity?" + query); }
};

TEST_F(ActivityRoute, GivesDaysOfTheDefaultAndAllBranches) {
  const http::Response response = activity("");
  EXPECT_THAT(values(response, "start"),
              ElementsAre("2026-01-05T00:00:00Z", "2026-01-07T00:00:00Z", "2026-01-08T00:00:00Z",
                          "2026-02-04T00:00:00Z", "2026-02-05T00:00:00Z"));
  EXPECT_THAT(response.body, HasSubstr(R"({"start":"2026-01-08T00:00:00Z","commits":2,"merges":0,"bots":1,)"
                                       R"("commits_all":2,"merges_all":0,"bots_all":1,"partial":false})"));
  EXPECT_THAT(
      response.body,
      HasSubstr(R"("commits":1,"merges":1,"bots":0,"commits_all":1,"merges_all":1,"bots_all":0,"partial":false})"));
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
                                       R"("bots_all":null,"partial":false})"));
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

TEST_F(ActivityRoute, TakesNamesOfZones) {
  EXPECT_EQ(values(activity("tz=Asia/Kathmandu&interval=hour"), "start").front(), "2026-01-05T15:00:00+05:45");
  EXPECT_EQ(values(activity("tz=Europe/Berlin"), "start").front(), "2026-01-05T00:00:00+01:00");
  EXPECT_EQ(values(activity("tz=Pacific/Kiritimati&interval=month"), "start").front(), "2026-01-01T00:00:00+14:00");
  EXPECT_THAT(activity("tz=berlin").body, HasSubstr("did you mean Europe/Berlin"));
}

TEST_F(ActivityRoute, CountsByTheAuthorsOwnClocks) {
  // Every author's clock is an hour ahead, which the sample's graph does not say.
  EXPECT_EQ(values(activity("tz=author&interval=hour"), "start").front(), "2026-01-05T11:00:00Z");
  EXPECT_THAT(activity("tz=author&by=hour_of_week").body,
              HasSubstr(R"({"weekday":1,"hour":11,"commits":1,"merges":0,"bots":0,"commits_all":1,)"));
}

TEST_F(ActivityRoute, CountsTheHoursOfAWeek) {
  const http::Response response = activity("by=hour_of_week&fields=hour,weekday,commits_all");
  std::size_t cells = 0;
  for (std::size_t at = response.body.find("\"hour\""); at != std::string::npos;
       at = response.body.find("\"hour\"", at + 1)) {
    ++cells;
  }
  EXPECT_EQ(cells, 168U);
  EXPECT_TRUE(response.body.starts_with(R"({"data":[{"weekday":1,"hour":0,"commits_all":0},)"));
  EXPECT_THAT(response.body, HasSubstr(R"({"weekday":4,"hour":10,"commits_all":3})"));
  EXPECT_EQ(activity("by=hour_of_week&fields=start").status, 400) << "an hour of the week has no start";
  EXPECT_EQ(activity("fields=weekday").status, 400);
}

TEST_F(ActivityRoute, CountsOnePersonAndLeavesBotsOut) {
  EXPECT_EQ(commits_all(activity("author=ada").body), 2);
  EXPECT_EQ(commits_all(activity("author=hash-of-ada&tz=Asia/Kathmandu").body), 2);
  EXPECT_EQ(commits_all(activity("author=nobody").body), 0);
  EXPECT_THAT(activity("author=ada&branch=feature&interval=month").body, HasSubstr(R"("commits":1,)"));
  EXPECT_EQ(commits_all(activity("bots=true").body), 6);
  for (const std::string zone : {"UTC", "Asia/Kathmandu"}) {
    EXPECT_EQ(commits_all(activity("bots=false&tz=" + zone).body), 5) << zone;
  }
}

TEST_F(ActivityRoute, TheLastBucketIsPartialUntilItIsOver) {
  const auto partial = [&](const std::string& query) {
    return activity(query).body.find("\"partial\":true") != std::string::npos;
  };
  // The last commit is of 5 February, 10:00 UTC.
  const UnixTime midnight = at(kSampleStart + 32 * kDayS - 10 * kHourS);
  now_ = midnight - std::chrono::seconds(1);
  EXPECT_TRUE(partial("interval=day"));
  EXPECT_TRUE(partial("interval=day&tz=author"));
  EXPECT_FALSE(partial("interval=day&until=2026-02-04"));
  now_ = midnight;
  EXPECT_FALSE(partial("interval=day"));
  EXPECT_TRUE(partial("interval=day&tz=-01:00"));
  EXPECT_TRUE(partial("interval=day&tz=author")) << "it is not over everywhere";
  now_ = midnight + std::chrono::hours(12);
  EXPECT_FALSE(partial("interval=day&tz=author"));
  EXPECT_TRUE(partial("interval=month"));
}

// The commits are of 5, 7, 8, 8 January and 4, 5 February, each 10:00 UTC.
TEST_F(ActivityRoute, DatesAreDaysOfTheZone) {
  const auto commits = [&](const std::string& query) { return commits_all(activity("interval=hour&" + query).body); };
  const std::string of_a_day = "since=2026-01-08&until=2026-01-08";
  EXPECT_EQ(commits(of_a_day), 2);
  EXPECT_EQ(commits(of_a_day + "&tz=Pacific/Kiritimati"), 1) << "there 10:00 UTC is midnight of the next day";
  EXPECT_EQ(commits("since=2026-01-09&until=2026-01-09&tz=Pacific/Kiritimati"), 2);
  EXPECT_EQ(commits(of_a_day + "&tz=-10:30"), 0);
  EXPECT_EQ(commits("since=2026-01-07&until=2026-01-07&tz=-10:30"), 2);
  EXPECT_EQ(commits("since=2026-01-08T10:00:00Z&until=2026-01-08T10:00:01Z&tz=Pacific/Kiritimati"), 2)
      << "a moment is the same in every zone";
  const std::string week = "interval=week&since=2026-01-05&until=2026-01-11&tz=";
  for (const std::string zone : {"UTC", "Europe/Berlin", "Asia/Kathmandu", "author"}) {
    EXPECT_EQ(commits_all(activity(week + zone).body), 4) << zone;
    EXPECT_THAT(activity(week + zone).body, testing::Not(HasSubstr("\"partial\":true"))) << zone;
  }
  EXPECT_EQ(commits_all(get("/v1/activity?project=octo/demo&interval=hour&tz=Pacific/Kiritimati&" + of_a_day).body), 1);
}

TEST_F(ActivityRoute, BucketsThatAreCutArePartial) {
  const auto partial = [&](const std::string& query) {
    std::vector<bool> found;
    const std::string body = activity("interval=week&" + query).body;
    for (std::size_t at = body.find("\"partial\":"); at != body.npos; at = body.find("\"partial\":", at + 1)) {
      found.push_back(body.compare(at + 10, 4, "true") == 0);
    }
    return found;
  };
  EXPECT_THAT(partial(""), ElementsAre(false, false));
  EXPECT_THAT(partial("since=2026-01-05&until=2026-02-08"), ElementsAre(false, false)) << "Monday to Sunday";
  EXPECT_THAT(partial("since=2026-01-06"), ElementsAre(true, false));
  EXPECT_THAT(partial("until=2026-02-07"), ElementsAre(false, true));
  EXPECT_THAT(partial("since=2026-01-06&tz=Asia/Kathmandu"), ElementsAre(true, false));
  EXPECT_THAT(partial("since=2026-01-05&tz=author&until=2026-02-08"), ElementsAre(false, false));
  EXPECT_THAT(partial("since=2026-01-04T10:00:00Z&tz=author"), ElementsAre(false, false));
  EXPECT_THAT(partial("since=2026-01-04T10:00:01Z&tz=author"), ElementsAre(true, false))
      << "where the day begins first, it had begun";
}

TEST_F(ActivityRoute, ATagStandsUntilTheBucketIsOver) {
  now_ = at(kSampleStart + 31 * kDayS);
  const std::string etag = header(activity("interval=day"), "ETag");
  const auto status = [&] {
    return get("/v1/projects/octo/demo/activity?interval=day", {{"if-none-match", etag}}).status;
  };
  now_ += std::chrono::hours(13);
  EXPECT_EQ(status(), 304);
  now_ += std::chrono::hours(1);
  EXPECT_EQ(status(), 200);
}

TEST_F(ActivityRoute, SeveralProjectsEachHaveTheirs) {
  sample_.publish_sample("octo", "other");
  const http::Response response =
      get("/v1/activity?project=octo/demo,octo/other&interval=month&tz=Europe/Berlin&author=ada");
  EXPECT_THAT(values(response, "project"), ElementsAre("octo/demo", "octo/other"));
  EXPECT_EQ(commits_all(response.body), 4);
  EXPECT_EQ(get("/v1/activity?project=octo/demo&by=hour_of_week&tz=author").status, 200);
}

TEST_F(ActivityRoute, NamesBadParameters) {
  const std::vector<std::pair<std::string, std::string>> cases = {{"interval=year", "interval"},
                                                                  {"tz=Mars/Phobos", "tz"},
                                                                  {"by=month", "by"},
                                                                  {"by=hour_of_week&interval=day", "interval"},
                                                                  {"bots=no", "bots"},
                                                                  {"since=x", "since"},
                                                                  {"branch=nope", "branch"}};
  for (const auto& [query, field] : cases) EXPECT_THAT(values(activity(query), "field"), ElementsAre(field)) << query;
}

}  // namespace
}  // namespace cpsg::api
