// The windows over which lists of the fleet count: so many whole days of UTC, of which today is the last.
//
//   const Day first = first_day(Window::kMonth, today);  // 29 days before today
//   part_begin(Window::kMonth, 1);                       // 2: the second of the twelve parts begins two days later
//
// Pure functions.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "cpsg/base/clock.h"

namespace cpsg::fleet {

using Day = std::chrono::sys_days;

[[nodiscard]] inline Day day_of(UnixTime time) { return std::chrono::floor<std::chrono::days>(time); }

enum class Window : std::uint8_t { kWeek, kMonth, kQuarter, kYear };
inline constexpr std::array kWindows = {Window::kWeek, Window::kMonth, Window::kQuarter, Window::kYear};
inline constexpr std::array<int, kWindows.size()> kWindowDays = {7, 30, 90, 365};
inline constexpr std::array<std::string_view, kWindows.size()> kWindowNames = {"7d", "30d", "90d", "1y"};

[[nodiscard]] constexpr int length_days(Window window) { return kWindowDays[static_cast<std::size_t>(window)]; }

[[nodiscard]] inline std::optional<Window> window_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kWindows.size(); ++i) {
    if (kWindowNames[i] == name) return kWindows[i];
  }
  return std::nullopt;
}

[[nodiscard]] inline Day first_day(Window window, Day today) {
  return today - std::chrono::days(length_days(window) - 1);
}

// A window has twelve parts of as equal a number of whole days as can be; of a week, five have none.
inline constexpr int kParts = 12;
// The days of the window before that part; for kParts, all of them.
[[nodiscard]] constexpr int part_begin(Window window, int part) { return length_days(window) * part / kParts; }

}  // namespace cpsg::fleet
