// A text that is one number and nothing else.
//
//   parse_number<std::uint16_t>("8080");   // 8080
//   parse_number<std::uint16_t>("8080 ");  // nothing; neither do "+1", "" and "65536"
//
// Decimal digits, with a minus sign where the type is signed, whatever the locale.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace cpsg {

template <typename Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text) noexcept {
  Number number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (error != std::errc() || end != last) return std::nullopt;
  return number;
}

}  // namespace cpsg
