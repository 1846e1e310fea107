#include "cpsg/picture/numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace cpsg::picture {
namespace {

constexpr std::string_view kMinus = "\u2212";
constexpr std::int64_t kDayS = 86'400;

std::uint64_t magnitude(std::int64_t number) {
  return number < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
}

std::string compact_magnitude(std::uint64_t number) {
  if (number < 1'000) return std::to_string(number);
  constexpr std::array<std::string_view, 6> kUnits = {"k", "M", "G", "T", "P", "E"};
  double scaled = static_cast<double>(number);
  std::size_t unit = 0;
  for (scaled /= 1'000; scaled >= 999.5 && unit + 1 < kUnits.size(); scaled /= 1'000) ++unit;
  // One digit behind the point while there are less than three before it.
  if (scaled < 99.95) {
    // Halves go up, as on the dashboard.
    const std::string text = fmt::format("{:.1f}", std::round(scaled * 10) / 10);
    return (text.ends_with(".0") ? text.substr(0, text.size() - 2) : text) + std::string(kUnits[unit]);
  }
  return fmt::format("{:.0f}{}", scaled, kUnits[unit]);
}

}  // namespace

std::string compact(std::int64_t number) {
  return (number < 0 ? std::string(kMinus) : "") + compact_magnitude(magnitude(number));
}

std::string signed_compact(std::int64_t number) { return (number > 0 ? "+" : "") + compact(number); }

std::string whole(std::int64_t number) {
  std::string digits = std::to_string(magnitude(number));
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return (number < 0 ? std::string(kMinus) : "") + digits;
}

std::string duration_text(std::int64_t seconds) {
  struct Unit {
    std::int64_t seconds;
    std::string_view name;
  };
  constexpr std::array kUnits = {Unit{365 * kDayS, "y"}, Unit{kDayS, "d"}, Unit{3'600, "h"}, Unit{60, "min"},
                                 Unit{1, "s"}};
  seconds = std::max<std::int64_t>(seconds, 0);
  for (std::size_t i = 0; i < kUnits.size(); ++i) {
    if (seconds < kUnits[i].seconds) continue;
    std::string text = fmt::format("{} {}", seconds / kUnits[i].seconds, kUnits[i].name);
    if (i + 1 == kUnits.size()) return text;
    const std::int64_t rest = seconds % kUnits[i].seconds / kUnits[i + 1].seconds;
    return rest == 0 ? text : fmt::format("{} {} {}", text, rest, kUnits[i + 1].name);
  }
  return "0 s";
}

std::string percent_text(double share) {
  return fmt::format("{} %", static_cast<int>(std::floor(std::clamp(share, 0.0, 1.0) * 100)));
}

std::string date_text(UnixTime time, const TimeZone& zone) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(zone.local(time))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

}  // namespace cpsg::picture
