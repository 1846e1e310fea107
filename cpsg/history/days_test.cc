// Protects: each row is the last known day of its day, week or month, and stars before the first observation are what
// was counted then without those that came later.
// How: hand-made days, and many drawn histories against a slow computation day by day.
#include "cpsg/history/days.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "cpsg/base/testing/random_seed.h"

namespace cpsg::history {
namespace {

using model::DaySource;
using model::HistoryDay;
using std::chrono::days;
using std::chrono::sys_days;
using namespace std::chrono_literals;

constexpr sys_days kMonday = 2026y / 6 / 1;  // the first of a month, and a Monday

model::DailySnapshot observed(sys_days day, std::optional<std::int64_t> stars) {
  model::DailySnapshot snapshot{.day = day};
  snapshot.stars = stars;
  snapshot.forks = 1;
  return snapshot;
}

DaysQuery all(DayInterval interval, std::size_t limit = 1'000) {
  return {interval, sys_days(), sys_days(days(1'000'000)), kMonday + days(10), limit};
}

// "first of the row, last known day, stars, source", each day as a number from kMonday.
std::vector<std::string> text(const std::vector<HistoryDay>& rows) {
  std::vector<std::string> lines;
  for (const HistoryDay& row : rows) {
    lines.push_back(std::to_string((row.first - kMonday).count()) + " " +
                    std::to_string((row.last.day - kMonday).count()) + " " +
                    (row.last.stars ? std::to_string(*row.last.stars) : "-") +
                    (row.source == DaySource::kObserved ? " o" : " g") + (row.partial ? " partial" : ""));
  }
  return lines;
}

TEST(HistoryDays, IntervalsAreOfTheCalendar) {
  EXPECT_EQ(interval_begin(kMonday + days(6), DayInterval::kWeek), kMonday);
  EXPECT_EQ(interval_begin(kMonday - days(1), DayInterval::kWeek), kMonday - days(7));
  EXPECT_EQ(interval_end(kMonday, DayInterval::kWeek), kMonday + days(7));
  EXPECT_EQ(interval_begin(sys_days(2024y / 2 / 29), DayInterval::kMonth), sys_days(2024y / 2 / 1));
  EXPECT_EQ(interval_end(sys_days(2024y / 2 / 29), DayInterval::kMonth), sys_days(2024y / 3 / 1));
  EXPECT_EQ(interval_end(sys_days(2024y / 12 / 31), DayInterval::kMonth), sys_days(2025y / 1 / 1));
  EXPECT_EQ(interval_end(kMonday, DayInterval::kDay), kMonday + days(1));
}

TEST(HistoryDays, TheLastObservationOfAnIntervalStandsForIt) {
  const storage::ProjectDays found{
      {observed(kMonday, 1), observed(kMonday + days(3), 4), observed(kMonday + days(9), 9)}, std::nullopt};
  EXPECT_THAT(text(history_days(found, all(DayInterval::kDay))), testing::ElementsAre("0 0 1 o", "3 3 4 o", "9 9 9 o"));
  EXPECT_THAT(text(history_days(found, all(DayInterval::kWeek))), testing::ElementsAre("0 3 4 o", "7 9 9 o partial"));
  EXPECT_THAT(text(history_days(found, all(DayInterval::kMonth))), testing::ElementsAre("0 9 9 o partial"));
}

TEST(HistoryDays, StarsBeforeAreCountedBack) {
  const storage::StarsBefore before{.first_observed = kMonday,
                                    .counted_on = kMonday,
                                    .stars = 100,
                                    .first = kMonday - days(4),
                                    .gained = {{kMonday - days(4), 7}, {kMonday - days(2), 5}, {kMonday, 2}}};
  const storage::ProjectDays found{{observed(kMonday, 100)}, before};
  EXPECT_THAT(text(history_days(found, all(DayInterval::kDay))),
              testing::ElementsAre("-4 -4 93 g", "-3 -3 93 g", "-2 -2 98 g", "-1 -1 98 g", "0 0 100 o"));
  EXPECT_FALSE(history_days(found, all(DayInterval::kDay))[0].last.forks) << "nothing but stars is known of it";
}

TEST(HistoryDays, NoCountIsBelowZero) {
  const storage::StarsBefore before{.first_observed = kMonday,
                                    .counted_on = kMonday,
                                    .stars = 3,
                                    .first = kMonday - days(2),
                                    .gained = {{kMonday - days(1), 8}}};
  EXPECT_THAT(text(history_days({{}, before}, all(DayInterval::kDay))), testing::ElementsAre("-2 -2 0 g", "-1 -1 3 g"));
}

// ---- against a slow computation ----

struct Drawn {
  storage::ProjectDays stored;
  std::map<sys_days, std::int64_t> gained;
};

Drawn draw(std::mt19937& random) {
  const auto below = [&](int bound) { return std::uniform_int_distribution<>(0, bound - 1)(random); };
  Drawn drawn;
  const sys_days first_observed = kMonday + days(below(60));
  std::optional<sys_days> counted_on;
  for (sys_days day = first_observed; day < first_observed + days(120); day += days(1)) {
    if (day != first_observed && below(3) == 0) continue;
    const bool has_stars = day != first_observed || below(4) > 0;
    if (has_stars && !counted_on) counted_on = day;
    drawn.stored.observed.push_back(
        observed(day, has_stars ? std::optional<std::int64_t>(1'000 + below(9)) : std::nullopt));
  }
  if (!counted_on || below(5) == 0) return drawn;
  storage::StarsBefore before{.first_observed = first_observed,
                              .counted_on = *counted_on,
                              .stars = below(2'000),
                              .first = first_observed - days(1 + below(200))};
  for (sys_days day = before.first; day <= *counted_on; day += days(1)) {
    if (below(3) > 0) continue;
    before.gained.push_back({day, 1 + below(20)});
    drawn.gained[day] = before.gained.back().gained;
  }
  drawn.stored.before = before;
  return drawn;
}

// Of each day what is known, then of each interval its last day, all by looking at every day.
std::vector<HistoryDay> slow_rows(const Drawn& drawn, const DaysQuery& query) {
  std::map<sys_days, HistoryDay> rows;
  for (sys_days day = kMonday - days(400); day < kMonday + days(400); day += days(1)) {
    if (day < query.first || day >= query.end) continue;
    std::optional<HistoryDay> known;
    const auto& before = drawn.stored.before;
    if (before && day >= before->first && day < before->first_observed) {
      std::int64_t stars = before->stars;
      for (const auto& [when, gained] : drawn.gained) stars -= when > day ? gained : 0;
      known = HistoryDay{.last = {.day = day}, .source = DaySource::kGithubStarHistory};
      known->last.stars = std::max<std::int64_t>(0, stars);
    }
    for (const auto& each : drawn.stored.observed) {
      if (each.day == day) known = HistoryDay{.last = each};
    }
    if (!known) continue;
    sys_days first = day;
    while (query.interval == DayInterval::kWeek && std::chrono::weekday(first) != std::chrono::Monday) first -= days(1);
    while (query.interval == DayInterval::kMonth && std::chrono::year_month_day(first).day() != 1d) first -= days(1);
    known->first = first;
    rows[first] = *known;
  }
  std::vector<HistoryDay> list;
  for (auto& [first, row] : rows) {
    row.partial =
        interval_begin(query.today, query.interval) == first || interval_end(first, query.interval) > query.end;
    if (list.size() <= query.limit) list.push_back(row);
  }
  return list;
}

TEST(HistoryDays, AgreeWithASlowComputation) {
  for (const std::uint32_t seed : random_seeds(300)) {
    SCOPED_TRACE(seed_text(seed));
    std::mt19937 random(seed);
    const Drawn drawn = draw(random);
    const auto below = [&](int bound) { return std::uniform_int_distribution<>(0, bound - 1)(random); };
    DaysQuery query;
    query.interval = static_cast<DayInterval>(below(3));
    query.first = kMonday + days(below(400) - 250);
    query.end = query.first + days(below(500));
    query.today = kMonday + days(below(200));
    query.limit = static_cast<std::size_t>(1 + below(40));
    storage::ProjectDays stored = drawn.stored;  // as a store answers range_of(query)
    const storage::DayRange range = range_of(query, "p");
    std::erase_if(stored.observed, [&](const auto& each) { return each.day < range.first || each.day >= range.end; });
    if (stored.observed.size() > range.limit) stored.observed.resize(range.limit);
    if (stored.before && stored.before->first_observed <= range.first) stored.before.reset();
    std::vector<HistoryDay> rows = history_days(stored, query);
    std::vector<HistoryDay> expected = slow_rows(drawn, query);
    ASSERT_EQ(rows.size(), expected.size());
    if (rows.size() > query.limit) {  // the last one only says that more follow
      rows.pop_back();
      expected.pop_back();
    }
    ASSERT_EQ(text(rows), text(expected));
  }
}

}  // namespace
}  // namespace cpsg::history
