// Protects: activity counts every commit once, in the bucket of its author date in the zone asked for.
// How: hand-made hours.
#include "cpsg/history/activity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cpsg/model/git_time.h"

namespace cpsg::history {
namespace {

using model::ActivityBucket;
using testing::ElementsAre;

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

ActivityQuery by(Interval interval, std::int16_t zone_minutes) {
  return {.interval = interval, .clocks = {.zone = TimeZone::fixed(zone_minutes)}};
}

std::vector<std::string> starts(Interval interval, std::int16_t zone) {
  std::vector<std::string> out;
  const auto buckets = activity_from_roll_ups(two_hours(), by(interval, zone));
  for (const ActivityBucket& bucket : *buckets) {
    out.push_back(model::format_git_time(bucket.start.time));
  }
  return out;
}

TEST(Activity, CountsMergesAndBotsApart) {
  const ActivityBucket last{
      .start = {.time = {1'735'603'200, 0}, .partial = true}, .branch = {}, .all = {{.commits = 1}}};
  const ActivityBucket first{.start = {.time = {1'735'689'600, 0}, .partial = true},
                             .branch = {.commits = 4, .merges = 2, .bots = 2},
                             .all = {{.commits = 4, .merges = 2, .bots = 2}}};
  EXPECT_THAT(*activity_from_roll_ups(two_hours(), {}), ElementsAre(last, first));
}

TEST(Activity, CutsTimeByIntervalAndZone) {
  EXPECT_THAT(starts(Interval::kHour, 0), ElementsAre("2024-12-31T23:00:00+00:00", "2025-01-01T00:00:00+00:00"));
  EXPECT_THAT(starts(Interval::kDay, 60), ElementsAre("2025-01-01T00:00:00+01:00"));
  EXPECT_THAT(starts(Interval::kDay, -60), ElementsAre("2024-12-31T00:00:00-01:00"));
  EXPECT_THAT(starts(Interval::kWeek, 0), ElementsAre("2024-12-30T00:00:00+00:00"));
  EXPECT_THAT(starts(Interval::kMonth, 0), ElementsAre("2024-12-01T00:00:00+00:00", "2025-01-01T00:00:00+00:00"));
}

TEST(Activity, CountsWhatLiesInThePeriod) {
  const auto commits = [](const char* since, const char* until) {
    ActivityQuery query{.interval = Interval::kWeek};
    query.since = model::parse_time(since);
    query.until = model::parse_time(until);
    const auto buckets = activity_from_roll_ups(two_hours(), query);
    std::int64_t sum = 0;
    for (const ActivityBucket& each : *buckets) sum += each.all->commits;
    return sum;
  };
  EXPECT_EQ(commits("2024-12-30", "2025-01-06"), 5);
  EXPECT_EQ(commits("2025-01-01", "2025-01-06"), 4) << "of the first week, what lies in the period";
  EXPECT_EQ(commits("2024-12-30", "2025-01-01"), 1) << "`until` is no part of it: adjoining periods share nothing";
  EXPECT_EQ(commits("2025-01-01T01:00:00Z", "2025-01-06"), 0);
}

TEST(Activity, TheLastSecondFitsEveryZone) {
  std::vector<model::ActivityYear> years = {{9999, {}}};
  model::ActivityHour hour;
  hour.hour_of_year = 365 * 24 - 1;
  hour.counts.all = {1, 0, 0, 0};
  years[0].hours = {hour};
  for (const Interval interval : {Interval::kHour, Interval::kDay, Interval::kWeek, Interval::kMonth}) {
    for (const std::int16_t zone : {std::int16_t{-1439}, std::int16_t{0}, std::int16_t{1439}}) {
      EXPECT_EQ(activity_from_roll_ups(years, by(interval, zone))->size(), 1);
    }
  }
}

TEST(Activity, RefusesTooManyBuckets) {
  std::vector<model::ActivityYear> years;
  for (int year = 2000; year < 2007; ++year) {
    years.push_back({year, {}});
    for (std::uint16_t hour = 0; hour < 8760; ++hour) years.back().hours.push_back({hour, {}});
  }
  EXPECT_EQ(activity_from_roll_ups(years, by(Interval::kHour, 0)), std::nullopt);
  EXPECT_EQ(activity_from_roll_ups(years, by(Interval::kMonth, 0))->size(), 84);
}

}  // namespace
}  // namespace cpsg::history
