// Protects: hours, days, weeks and months of zones whose clocks are moved, against a slow search of the moments at
// which the clock's hour or date changes: 23 and 25 hours, half hours, midnights that do not exist.
#include "cpsg/base/calendar_period.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

#include "cpsg/base/testing/random_seed.h"

namespace cpsg {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using enum CalendarUnit;

// None of them moves a clock back over a midnight that had passed.
constexpr std::array kZones = {
    "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Beirut", "+05:30", "UTC"};

UnixTime utc(int year, unsigned month, unsigned day, int hour = 0, int minute = 0) {
  return std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day)) +
         hours(hour) + minutes(minute);
}

// Times from 1985 to 2037, half of them near to a change of the clocks.
std::vector<UnixTime> sample_times(const TimeZone& zone, std::mt19937& random, std::size_t count) {
  std::vector<UnixTime> changes;
  for (const TimeZone::Span& span : zone.spans()) {
    if (span.begin > utc(1985, 1, 1) && span.begin < utc(2037, 1, 1)) changes.push_back(span.begin);
  }
  std::uniform_int_distribution<std::int64_t> any(utc(1985, 1, 1).time_since_epoch().count(),
                                                  utc(2037, 12, 1).time_since_epoch().count());
  std::vector<UnixTime> times;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 2 == 0 && !changes.empty()) {
      times.push_back(changes[random() % changes.size()] + seconds(static_cast<int>(random() % 200'000) - 100'000));
    } else {
      times.push_back(UnixTime(seconds(any(random))));
    }
  }
  return times;
}

// What a clock shows of a time: its hour with the offset, or its date.
std::pair<LocalTime, seconds> shown(const TimeZone& zone, CalendarUnit unit, UnixTime time) {
  return {floor_local(zone.local(time), unit), unit == kHour ? zone.span_at(time).offset : seconds(0)};
}

// The ends of the stretch around `time` in which the clock shows the same, found in steps of a minute.
CalendarPeriod slow_period(const TimeZone& zone, CalendarUnit unit, UnixTime time) {
  const auto expected = shown(zone, unit, time);
  CalendarPeriod period;
  period.begin = std::chrono::floor<minutes>(time);
  while (shown(zone, unit, period.begin - minutes(1)) == expected) period.begin -= minutes(1);
  period.end = std::chrono::floor<minutes>(time) + minutes(1);
  while (shown(zone, unit, period.end) == expected) period.end += minutes(1);
  period.offset = zone.span_at(period.begin).offset;
  return period;
}

TEST(CalendarPeriods, AreThoseOfASlowSearch) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  for (const char* name : kZones) {
    const TimeZone zone = *TimeZone::find(name);
    for (const auto& [unit, rounds] : {std::pair(kHour, 400U), {kDay, 100U}, {kWeek, 20U}, {kMonth, 8U}}) {
      CalendarPeriods periods(zone, unit);
      for (const UnixTime time : sample_times(zone, random, rounds)) {
        SCOPED_TRACE(std::string(name) + " " + std::to_string(time.time_since_epoch().count()));
        const CalendarPeriod slow = slow_period(zone, unit, time);
        const CalendarPeriod& found = periods.at(time);
        ASSERT_EQ(found.begin, slow.begin);
        ASSERT_EQ(found.end, slow.end);
        ASSERT_EQ(found.offset, slow.offset);
      }
    }
  }
}

CalendarPeriod period(const char* zone, CalendarUnit unit, UnixTime time) {
  return CalendarPeriods(*TimeZone::find(zone), unit).at(time);
}

TEST(CalendarPeriods, DaysHave23And25Hours) {
  const CalendarPeriod spring = period("Europe/Berlin", kDay, utc(2026, 3, 29, 12));
  EXPECT_EQ(spring.end - spring.begin, hours(23));
  const CalendarPeriod autumn = period("Europe/Berlin", kDay, utc(2026, 10, 25, 12));
  EXPECT_EQ(autumn.end - autumn.begin, hours(25));
  EXPECT_EQ(autumn.begin, utc(2026, 10, 24, 22));
}

TEST(CalendarPeriods, AnHourThatComesTwiceIsTwo) {
  const CalendarPeriod first = period("Europe/Berlin", kHour, utc(2026, 10, 25, 0, 30));
  const CalendarPeriod second = period("Europe/Berlin", kHour, utc(2026, 10, 25, 1, 30));
  EXPECT_EQ(first.begin, utc(2026, 10, 25, 0));
  EXPECT_EQ(first.end, second.begin);
  EXPECT_EQ(first.offset, hours(2));
  EXPECT_EQ(second.offset, hours(1));
}

TEST(CalendarPeriods, HalfHoursOfLordHowe) {
  // 02:00 becomes 01:30 on 5 April 2026, when it is 15:00 on the day before in Greenwich.
  const CalendarPeriod again = period("Australia/Lord_Howe", kHour, utc(2026, 4, 4, 15, 10));
  EXPECT_EQ(again.begin, utc(2026, 4, 4, 15));
  EXPECT_EQ(again.end, utc(2026, 4, 4, 15, 30));
  const CalendarPeriod day = period("Australia/Lord_Howe", kDay, utc(2026, 4, 4, 20));
  EXPECT_EQ(day.end - day.begin, hours(24) + minutes(30));
}

TEST(CalendarPeriods, ADayWithoutAMidnightBeginsLater) {
  const CalendarPeriod day = period("America/Sao_Paulo", kDay, utc(2018, 11, 4, 12));
  EXPECT_EQ(day.begin, utc(2018, 11, 4, 3));
  EXPECT_EQ(day.offset, hours(-2));
  EXPECT_EQ(day.end - day.begin, hours(23));
}

TEST(CalendarPeriods, ATimeShownAgainAfterMidnightBelongsToTheDateShown) {
  // In 2006 the clocks of St. John's went from 00:01 back to 23:01 of the day before.
  const CalendarPeriod before = period("America/St_Johns", kDay, utc(2006, 10, 29, 2, 0));
  const CalendarPeriod again = period("America/St_Johns", kDay, utc(2006, 10, 29, 2, 45));
  EXPECT_EQ(again.begin, before.begin);
  EXPECT_EQ(period("America/St_Johns", kDay, utc(2006, 10, 29, 2, 30)).begin, utc(2006, 10, 29, 2, 30));
}

TEST(CalendarPeriods, UnitsHaveNames) {
  EXPECT_EQ(calendar_unit_from_name("week"), kWeek);
  EXPECT_EQ(calendar_unit_from_name("year"), std::nullopt);
}

}  // namespace
}  // namespace cpsg
