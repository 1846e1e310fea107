#include "cpsg/base/calendar_period.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cpsg {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;

constexpr std::array<std::pair<std::string_view, CalendarUnit>, 4> kUnits = {{
    {"hour", CalendarUnit::kHour},
    {"day", CalendarUnit::kDay},
    {"week", CalendarUnit::kWeek},
    {"month", CalendarUnit::kMonth},
}};

}  // namespace

std::optional<CalendarUnit> calendar_unit_from_name(std::string_view name) {
  for (const auto& [known, unit] : kUnits) {
    if (known == name) return unit;
  }
  return std::nullopt;
}

LocalTime floor_local(LocalTime local, CalendarUnit unit) {
  const auto day = floor<days>(local);
  switch (unit) {
    case CalendarUnit::kHour:
      return floor<hours>(local);
    case CalendarUnit::kDay:
      return day;
    case CalendarUnit::kWeek:
      return day - (std::chrono::weekday(day) - std::chrono::Monday);
    case CalendarUnit::kMonth: {
      const std::chrono::year_month_day date(day);
      return std::chrono::local_days(date.year() / date.month() / 1);
    }
  }
  return day;
}

LocalTime next_local(LocalTime floored, CalendarUnit unit) {
  switch (unit) {
    case CalendarUnit::kHour:
      return floored + hours(1);
    case CalendarUnit::kDay:
      return floored + days(1);
    case CalendarUnit::kWeek:
      return floored + days(7);
    case CalendarUnit::kMonth:
      return floor_local(floored + days(31), CalendarUnit::kMonth);  // no month is longer, and none that short twice
  }
  return floored;
}

void CalendarPeriods::find(UnixTime time) {
  const TimeZone::Span& span = zone_.span_at(time);
  const auto instant = [&](LocalTime local) { return UnixTime(local.time_since_epoch() - span.offset); };
  const LocalTime first = floor_local(LocalTime(time.time_since_epoch() + span.offset), unit_);
  const LocalTime next = next_local(first, unit_);
  from_ = std::max(span.begin, instant(first));
  to_ = std::min(span.end, instant(next));
  if (unit_ == CalendarUnit::kHour) {
    period_ = {from_, to_, span.offset};
  } else {
    period_.begin = zone_.first_at(first);
    period_.end = zone_.first_at(next);
    period_.offset = zone_.span_at(period_.begin).offset;
  }
}

}  // namespace cpsg
