// The classes of characters in HTTP's grammar (RFC 9110, 5.5 and 5.6.2; RFC 9112, 3.2), which all of its readers share:
// what one of them takes and another refuses is how a request is smuggled.
//
//   is_token("Content-Type");  // true
//   is_text_char('\n');        // false
//
// Pure functions.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cpsg/base/ascii.h"

namespace cpsg::http {

inline constexpr std::string_view kBlanks = " \t";

namespace syntax {

enum : std::uint8_t { kToken = 1, kText = 2, kTarget = 4 };

constexpr std::uint8_t classes_of(char c) {
  constexpr std::string_view kTokenMarks = "!#$%&'*+-.^_`|~";
  const auto byte = static_cast<unsigned char>(c);
  const bool is_visible = byte > 0x20 && byte < 0x7F;
  std::uint8_t classes = 0;
  if (is_ascii_alphanumeric(c) || kTokenMarks.find(c) != std::string_view::npos) classes |= kToken;
  if (c == '\t' || (byte >= 0x20 && byte != 0x7F)) classes |= kText;
  if (is_visible && c != '#') classes |= kTarget;
  return classes;
}

constexpr std::array<std::uint8_t, 256> make_table() {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = classes_of(static_cast<char>(i));
  return table;
}

inline constexpr std::array<std::uint8_t, 256> kTable = make_table();

constexpr bool has(char c, std::uint8_t wanted) noexcept {
  return (kTable[static_cast<unsigned char>(c)] & wanted) != 0;
}

}  // namespace syntax

// A character of a method, of a field's name, or of a parameter.
[[nodiscard]] constexpr bool is_token_char(char c) noexcept { return syntax::has(c, syntax::kToken); }
// A byte of a field's value: no control character but the tab.
[[nodiscard]] constexpr bool is_text_char(char c) noexcept { return syntax::has(c, syntax::kText); }
// A byte of a request target: visible ASCII, without the fragment that no client sends.
[[nodiscard]] constexpr bool is_target_char(char c) noexcept { return syntax::has(c, syntax::kTarget); }

[[nodiscard]] constexpr bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

}  // namespace cpsg::http
