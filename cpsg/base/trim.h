// White space taken off the ends of a text.
//
//   trim("  a b\r\n");                   // "a b"
//   trim("\ftext", kAllAsciiWhitespace)  // "text"
//
// The result is a view into the text. What white space is differs on purpose: git, HTTP and lines of files know space,
// tab, carriage return and line feed alone, and that is the default.
#pragma once

#include <string_view>

namespace cpsg {

inline constexpr std::string_view kWhitespace = " \t\r\n";
inline constexpr std::string_view kAllAsciiWhitespace = " \t\r\n\f\v";  // as isspace() of C knows it

[[nodiscard]] constexpr std::string_view trim_start(std::string_view text,
                                                    std::string_view blanks = kWhitespace) noexcept {
  const std::size_t begin = text.find_first_not_of(blanks);
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

[[nodiscard]] constexpr std::string_view trim(std::string_view text, std::string_view blanks = kWhitespace) noexcept {
  const std::string_view begun = trim_start(text, blanks);
  return begun.substr(0, begun.find_last_not_of(blanks) + 1);
}

}  // namespace cpsg
