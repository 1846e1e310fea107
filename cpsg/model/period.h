// The begin and the end of a period as a client or a user writes them: moments, or dates alone, which are whole days of
// some clock.
//
//   period_begin("2026-01-31", berlin);       // 2026-01-30T23:00:00Z, the first moment of that day
//   period_end("2026-01-31", berlin);         // 2026-01-31T23:00:00Z, the first moment after it
//   period_end("2026-01-31T12:00:00Z", berlin);  // that moment, which is no part of the period
//
// So two periods of which one begins where the other ends share nothing. A day whose midnight does not exist begins
// when the clocks are moved past it, one whose midnight comes twice with the first.
//
// Pure functions; nothing for texts that are neither a time nor a date.
#pragma once

#include <optional>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/base/time_zone.h"

namespace cpsg::model {

// Of a date alone the midnight that it begins with, on whatever clock is meant.
[[nodiscard]] std::optional<LocalTime> midnight_of(std::string_view text);

[[nodiscard]] std::optional<UnixTime> period_begin(std::string_view text, const TimeZone& zone = TimeZone());
[[nodiscard]] std::optional<UnixTime> period_end(std::string_view text, const TimeZone& zone = TimeZone());

}  // namespace cpsg::model
