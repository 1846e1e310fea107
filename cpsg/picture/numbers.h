// Numbers as pictures write them: short, and never a zero for what is not known.
//
//   compact(12'431);          // "12.4k"
//   signed_compact(-312);     // "−312", with a true minus sign
//   duration_text(100'800);   // "1 d 4 h"
//
// Pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/base/time_zone.h"

namespace cpsg::picture {

inline constexpr std::string_view kUnknown = "\u2013";  // in the place of a number

// Three digits at most, and `k`, `M`, `G` or `T`; whole below a thousand.
[[nodiscard]] std::string compact(std::int64_t number);
// The same with `+` or a minus sign; "0" has none.
[[nodiscard]] std::string signed_compact(std::int64_t number);
// All digits, in groups of three: "12,431".
[[nodiscard]] std::string whole(std::int64_t number);
// The two largest units that it has, of years (365 days), days, hours, minutes and seconds. Less than nothing is 0 s.
[[nodiscard]] std::string duration_text(std::int64_t seconds);
// Rounded down, so that only all is 100 %.
[[nodiscard]] std::string percent_text(double share);
// "2026-11-27", as the clocks of the zone show it.
[[nodiscard]] std::string date_text(UnixTime time, const TimeZone& zone);

}  // namespace cpsg::picture
