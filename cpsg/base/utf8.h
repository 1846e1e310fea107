// UTF-8: finding bytes that are not, replacing them, and cutting between characters.
//
//   std::string text;
//   append_repaired_utf8(text, "caf\xE9");  // text is "caf\uFFFD", and true is returned
//
// Well-formed is what table 3-7 of the Unicode standard lists: no overlong forms, no surrogates, nothing beyond
// U+10FFFF. Repair follows the standard's practice ("substitution of maximal subparts"), which WHATWG and Python share:
// each longest part that begins a character without completing it becomes one U+FFFD. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cpsg {

inline constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";  // U+FFFD

// What stands at one place of a text: a whole character, or the longest part of one.
struct Utf8Sequence {
  std::size_t size = 1;  // in bytes
  bool valid = false;    // whether it is a whole character
};

// `position` is below the text's size.
[[nodiscard]] Utf8Sequence utf8_sequence_at(std::string_view text, std::size_t position) noexcept;

// The code point of a whole character, which `character` is.
[[nodiscard]] char32_t decode_utf8(std::string_view character) noexcept;

// Where the first malformed part at or after `position` begins; the text's size if there is none. `position` is the
// beginning of a character.
[[nodiscard]] std::size_t find_invalid_utf8(std::string_view text, std::size_t position = 0) noexcept;

// Appends `text`, each malformed part replaced by U+FFFD. True if there was one.
bool append_repaired_utf8(std::string& out, std::string_view text);

// The longest beginning of `text` that has at most `max_bytes` bytes and ends between two characters. `text` is
// well-formed.
[[nodiscard]] std::string_view cut_utf8(std::string_view text, std::size_t max_bytes) noexcept;

}  // namespace cpsg
