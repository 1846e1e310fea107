// Protects: busy projects are probed often and quiet ones seldom, within bounds; daily duties are done every day,
// spread over it.
#include "cpsg/schedule/due.h"

#include <gmock/gmock.h>

#include <set>
#include <string>

namespace cpsg::schedule {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr UnixTime kNow{seconds(1'800'000'000)};
constexpr seconds kDay{24 * 3600};

std::string id_of(int n) { return "p" + std::to_string(n); }
seconds probe_in(std::string_view id, std::optional<seconds> quiet) {
  return next_probe_at({}, id, quiet ? std::optional(kNow - *quiet) : std::nullopt, kNow) - kNow;
}

TEST(NextProbe, GrowsWithTheQuietTimeWithinBounds) {
  for (int n = 0; n < 200; ++n) {
    EXPECT_GE(probe_in(id_of(n), seconds(0)), seconds(900));
    EXPECT_LE(probe_in(id_of(n), seconds(0)), seconds(990));
    EXPECT_GE(probe_in(id_of(n), hours(10)), minutes(54));
    EXPECT_LE(probe_in(id_of(n), hours(10)), minutes(66));
    for (const auto quiet : {std::optional<seconds>(hours(100'000)), std::optional<seconds>()}) {
      EXPECT_GE(probe_in(id_of(n), quiet), seconds(19'440));
      EXPECT_LE(probe_in(id_of(n), quiet), hours(6));
    }
  }
}

TEST(NextProbe, ChangeInTheFutureIsAChangeNow) { EXPECT_LE(probe_in("p", -hours(1'000)), seconds(990)); }

TEST(NextProbe, ProjectsDriftApart) {
  std::set<seconds> intervals;
  for (int n = 0; n < 100; ++n) intervals.insert(probe_in(id_of(n), hours(30)));
  EXPECT_GT(intervals.size(), 80U);
  EXPECT_EQ(probe_in("same", hours(30)), probe_in("same", hours(30)));
}

TEST(Duty, NeverDoneIsDue) { EXPECT_TRUE(duty_is_due(kDay, "p", std::nullopt, kNow)); }

// When it becomes due, to the minute.
UnixTime due_at(seconds interval, std::string_view id, UnixTime done_at) {
  UnixTime now = done_at;
  while (!duty_is_due(interval, id, done_at, now)) now += minutes(1);
  return now;
}

TEST(Duty, ComesEveryDayAtTheProjectsOwnTime) {
  for (int n = 0; n < 20; ++n) {
    const UnixTime first = due_at(kDay, id_of(n), kNow);
    EXPECT_GE(first - kNow, hours(6));
    EXPECT_LE(first - kNow, hours(30) + minutes(1));
    UnixTime done_at = first + minutes(50);  // late
    for (int day = 1; day < 4; ++day) {
      const UnixTime due = due_at(kDay, id_of(n), done_at);
      EXPECT_LE(std::chrono::abs(due - first - day * kDay), minutes(1));
      done_at = due + hours(day);
    }
  }
}

TEST(Duty, IsSpreadOverTheDay) {
  int due_by_half = 0;
  for (int n = 0; n < 1'000; ++n) due_by_half += duty_is_due(kDay, id_of(n), kNow, kNow + hours(18)) ? 1 : 0;
  EXPECT_GT(due_by_half, 420);
  EXPECT_LT(due_by_half, 580);
}

TEST(Duty, WeeklyAndHourlyKeepTheirInterval) {
  for (int n = 0; n < 20; ++n) {
    const seconds week = due_at(7 * kDay, id_of(n), kNow) - kNow;
    EXPECT_GE(week, 6 * kDay);
    EXPECT_LE(week, 7 * kDay + hours(6) + minutes(1));
    const seconds hour = due_at(hours(1), id_of(n), kNow) - kNow;
    EXPECT_GE(hour, minutes(15));
    EXPECT_LE(hour, minutes(76));
  }
  EXPECT_TRUE(duty_is_due(seconds(0), "p", kNow, kNow + seconds(1)));
}

TEST(TooFarAhead, IsLaterThanAnyRulePutsIt) {
  EXPECT_FALSE(too_far_ahead({}, kNow + 7 * kDay, kNow));
  EXPECT_FALSE(too_far_ahead({}, kNow - 100 * kDay, kNow));
  EXPECT_TRUE(too_far_ahead({}, kNow + 9 * kDay, kNow));
}

}  // namespace
}  // namespace cpsg::schedule
