// Protects: the begin and the end of a period mean the same to the API and to the command line; dates alone are days of
// the zone, whose first moments equal those of a slow look at what its clock shows.
#include "cpsg/model/period.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <string>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/model/git_time.h"

namespace cpsg::model {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

std::string begin_of(std::string_view text, const TimeZone& zone = TimeZone()) {
  return format_utc(period_begin(text, zone).value());
}
std::string end_of(std::string_view text, const TimeZone& zone = TimeZone()) {
  return format_utc(period_end(text, zone).value());
}

TEST(Period, ADateIsItsWholeDay) {
  EXPECT_EQ(begin_of("2026-01-31"), "2026-01-31T00:00:00Z");
  EXPECT_EQ(end_of("2026-01-31"), "2026-02-01T00:00:00Z");
  EXPECT_EQ(end_of("2024-02-29"), "2024-03-01T00:00:00Z");
  const TimeZone berlin = *TimeZone::find("Europe/Berlin");
  EXPECT_EQ(begin_of("2026-03-29", berlin), "2026-03-28T23:00:00Z");
  EXPECT_EQ(end_of("2026-03-29", berlin), "2026-03-29T22:00:00Z") << "a day of 23 hours";
  const TimeZone sao_paulo = *TimeZone::find("America/Sao_Paulo");
  EXPECT_EQ(begin_of("2018-11-04", sao_paulo), "2018-11-04T03:00:00Z") << "its midnight did not exist";
  EXPECT_EQ(end_of("2018-11-03", sao_paulo), "2018-11-04T03:00:00Z");
}

TEST(Period, ATimeIsThatMomentInEveryZone) {
  const TimeZone berlin = *TimeZone::find("Europe/Berlin");
  for (const TimeZone& zone : {TimeZone(), berlin}) {
    EXPECT_EQ(begin_of("2026-01-31T00:00:00Z", zone), "2026-01-31T00:00:00Z");
    EXPECT_EQ(end_of("2026-01-31T00:00:00Z", zone), "2026-01-31T00:00:00Z");
    EXPECT_EQ(end_of("2026-01-31T00:00:00+01:00", zone), "2026-01-30T23:00:00Z");
  }
}

TEST(Period, KnowsTheFirstAndTheLastDateAndRefusesOthers) {
  const TimeZone berlin = *TimeZone::find("Europe/Berlin");
  EXPECT_TRUE(period_begin("0001-01-01", berlin));
  EXPECT_TRUE(period_end("9999-12-31", berlin));
  for (const std::string_view text : {"", "2026-02-30", "2026-1-31", "0000-01-01", "2026-01-31T", "tomorrow!!"}) {
    EXPECT_FALSE(period_begin(text, berlin)) << text;
    EXPECT_FALSE(period_end(text, berlin)) << text;
    EXPECT_FALSE(midnight_of(text)) << text;
  }
}

// The first minute of which the clock shows that date or a later one.
UnixTime slow_first_moment(std::chrono::sys_days date, const TimeZone& zone) {
  UnixTime time = UnixTime(date) - hours(30);
  while (zone.local(time) < LocalTime(UnixTime(date).time_since_epoch())) time += minutes(1);
  return time;
}

TEST(Period, DaysAroundEveryChangeOfTheClocksBeginAsTheClockShows) {
  std::mt19937 random(random_seed());
  for (const char* name : {"Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo",
                           "America/St_Johns", "Asia/Beirut", "Pacific/Apia"}) {
    const TimeZone zone = *TimeZone::find(name);
    for (int round = 0; round < 40; ++round) {
      const UnixTime any{std::chrono::seconds(500'000'000 + random() % 1'300'000'000)};
      const UnixTime change = std::max(zone.span_at(any).begin, UnixTime());
      const std::chrono::sys_days date = std::chrono::floor<days>(change) + days(static_cast<int>(random() % 4) - 1);
      const std::string text = format_utc(UnixTime(date)).substr(0, 10);
      ASSERT_EQ(period_begin(text, zone), slow_first_moment(date, zone)) << name << ' ' << text;
      ASSERT_EQ(period_end(text, zone), slow_first_moment(date + days(1), zone)) << name << ' ' << text;
    }
  }
}

}  // namespace
}  // namespace cpsg::model
