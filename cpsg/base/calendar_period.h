// Hours, days, weeks and months as the clocks of a zone show them.
//
//   CalendarPeriods periods(zone, CalendarUnit::kDay);
//   const CalendarPeriod& day = periods.at(now);  // day.begin <= now; it is over at day.end
//
// A time belongs to the period whose hour or date the clock showed. So a day has 23 or 25 hours where the clocks are
// moved, and one whose midnight does not exist begins later. An hour ends where the clocks are moved, so that one that
// comes twice is two periods, with different offsets. Weeks begin on Monday.
//
// Not thread-safe: an object remembers the last period. Times near to each other, in any order, are answered fast.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "cpsg/base/time_zone.h"

namespace cpsg {

enum class CalendarUnit : std::uint8_t { kHour, kDay, kWeek, kMonth };
// From `hour`, `day`, `week`, `month`.
[[nodiscard]] std::optional<CalendarUnit> calendar_unit_from_name(std::string_view name);

// The beginning of the unit that a time of a clock lies in, and of the one after it.
[[nodiscard]] LocalTime floor_local(LocalTime local, CalendarUnit unit);
[[nodiscard]] LocalTime next_local(LocalTime floored, CalendarUnit unit);

struct CalendarPeriod {
  UnixTime begin;
  UnixTime end;
  std::chrono::seconds offset{0};  // of the clocks from UTC when it begins
};

class CalendarPeriods {
 public:
  CalendarPeriods(TimeZone zone, CalendarUnit unit) : zone_(std::move(zone)), unit_(unit) {}

  // Valid until the next call.
  const CalendarPeriod& at(UnixTime time) {
    if (time < from_ || time >= to_) find(time);
    return period_;
  }

 private:
  void find(UnixTime time);

  TimeZone zone_;
  CalendarUnit unit_;
  CalendarPeriod period_;
  // A stretch of time without a change of the clocks that belongs to the period; empty at first.
  UnixTime from_ = UnixTime::max();
  UnixTime to_ = UnixTime::min();
};

}  // namespace cpsg
