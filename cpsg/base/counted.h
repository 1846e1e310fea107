// A number with the word for what it counts.
//
//   counted(1, "git request", "git requests");  // "1 git request"
//   counted(5.333, "point", "points");          // "5.33 points"
//
// Pure functions, safe from any thread.
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <string>
#include <string_view>

namespace cpsg {

template <std::integral Number>
[[nodiscard]] std::string counted(Number number, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", number, number == 1 ? one : many);
}

// To three digits, for shares have fractions without end; of a hundred and more the whole number.
[[nodiscard]] inline std::string counted(double number, std::string_view one, std::string_view many) {
  const std::string text = number < 99.95 ? fmt::format("{:.3g}", number) : fmt::format("{:.0f}", number);
  return fmt::format("{} {}", text, text == "1" ? one : many);
}

}  // namespace cpsg
