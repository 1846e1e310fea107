// Protects: activity counts every commit once, in the bucket of its author date in the zone asked for.
// How: hand-made hours, and the sample project, whose stored roll-ups and commit graph must agree.
#include "cpsg/api/activity.h"

#include "cpsg/api/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Two hours: 2024-12-31T23:00Z with one plain commit off the default branch, 2025-01-01T00:00Z with one of each kind.
std::vector<model::ActivityYear> two_hours() {
  model::ActivityHour last;
  last.hour_of_year = 366 * 24 - 1;
  last.counts.all = {1, 0, 0, 0};
  model::ActivityHour first;
  first.counts.all = {1, 1, 1, 1};
  first.counts.on_default = {1, 1, 1, 1};
  return {{2024, {last}}, {2025, {first}}};
}

std::vector<std::string> json_of(const std::vector<ActivityBucket>& buckets) {
  std::vector<std::string> out;
  for (const ActivityBucket& bucket : buckets) append_json(out.emplace_back(), bucket);
  return out;
}

std::vector<std::string> starts(Interval interval, std::int16_t zone) {
  std::vector<std::string> out;
  for (const ActivityBucket& bucket : activity_from_roll_ups(two_hours(), {interval, zone, {}, {}})) {
    out.push_back(model::format_git_time(bucket.start));
  }
  return out;
}

TEST(Activity, CountsMergesAndBotsApart) {
  EXPECT_THAT(json_of(activity_from_roll_ups(two_hours(), {})),
              ElementsAre(R"({"start":"2024-12-31T00:00:00Z","commits":0,"merges":0,"bots":0,"commits_all":1,)"
                          R"("merges_all":0,"bots_all":0})",
                          R"({"start":"2025-01-01T00:00:00Z","commits":4,"merges":2,"bots":2,"commits_all":4,)"
                          R"("merges_all":2,"bots_all":2})"));
}

TEST(Activity, CutsTimeByIntervalAndZone) {
  EXPECT_THAT(starts(Interval::kHour, 0), ElementsAre("2024-12-31T23:00:00+00:00", "2025-01-01T00:00:00+00:00"));
  EXPECT_THAT(starts(Interval::kDay, 60), ElementsAre("2025-01-01T00:00:00+01:00"));
  EXPECT_THAT(starts(Interval::kDay, -60), ElementsAre("2024-12-31T00:00:00-01:00"));
  EXPECT_THAT(starts(Interval::kWeek, 0), ElementsAre("2024-12-30T00:00:00+00:00"));
  EXPECT_THAT(starts(Interval::kMonth, 0), ElementsAre("2024-12-01T00:00:00+00:00", "2025-01-01T00:00:00+00:00"));
}

TEST(Activity, SelectsWholeBuckets) {
  ActivityQuery query;
  query.since = model::parse_time("2025-01-01T18:00:00Z");
  EXPECT_EQ(activity_from_roll_ups(two_hours(), query).size(), 1) << "the day that holds `since` is whole";
  query.since = model::parse_time("2025-01-02T00:00:00Z");
  EXPECT_TRUE(activity_from_roll_ups(two_hours(), query).empty());
  query = {};
  query.until = model::parse_time("2024-12-31T00:00:01Z");
  EXPECT_EQ(activity_from_roll_ups(two_hours(), query).size(), 1);
  query.until = model::parse_time("2024-12-31T00:00:00Z");
  EXPECT_TRUE(activity_from_roll_ups(two_hours(), query).empty()) << "a day that begins at `until` is after it";
}

TEST(Activity, ReadsZones) {
  EXPECT_EQ(zone_from_text("UTC"), 0);
  EXPECT_EQ(zone_from_text("+05:30"), 330);
  EXPECT_EQ(zone_from_text("-23:59"), -1439);
  for (const std::string bad : {"", "utc", "Europe/Berlin", "+24:00", "+01:60", "01:00", "+1:00", "+0a:00"}) {
    EXPECT_EQ(zone_from_text(bad), std::nullopt) << bad;
  }
}

TEST(Activity, TheLastSecondFitsEveryZone) {
  std::vector<model::ActivityYear> years = {{9999, {}}};
  model::ActivityHour hour;
  hour.hour_of_year = 365 * 24 - 1;
  hour.counts.all = {1, 0, 0, 0};
  years[0].hours = {hour};
  for (const Interval interval : {Interval::kHour, Interval::kDay, Interval::kWeek, Interval::kMonth}) {
    for (const std::int16_t zone : {std::int16_t{-1439}, std::int16_t{0}, std::int16_t{1439}}) {
      EXPECT_EQ(json_of(activity_from_roll_ups(years, {interval, zone, {}, {}})).size(), 1);
    }
  }
}

TEST(Activity, RefusesTooManyBuckets) {
  std::vector<model::ActivityYear> years;
  for (int year = 2000; year < 2007; ++year) {
    years.push_back({year, {}});
    for (std::uint16_t hour = 0; hour < 8760; ++hour) years.back().hours.push_back({hour, {}});
  }
  EXPECT_THROW((void)activity_from_roll_ups(years, {Interval::kHour, 0, {}, {}}), http::FieldError);
  EXPECT_EQ(activity_from_roll_ups(years, {Interval::kMonth, 0, {}, {}}).size(), 84);
}

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
  EXPECT_EQ(values(activity("since=2026-01-08&until=2026-02-05"), "start").size(), 2);
  EXPECT_EQ(values(activity("since=2026-01-08&tz=%2B00:30"), "start").size(), 3);
}

TEST_F(ActivityRoute, NamesBadParameters) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"interval=year", "interval"}, {"tz=CET", "tz"}, {"since=x", "since"}, {"branch=nope", "branch"}};
  for (const auto& [query, field] : cases) EXPECT_THAT(values(activity(query), "field"), ElementsAre(field)) << query;
}

}  // namespace
}  // namespace cpsg::api
