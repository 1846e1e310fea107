// Text split at a separator.
//
//   for_each_part("a,,b", ',', [](std::string_view part) { ... });  // "a", "", "b"
//   take_until(line, ' ');                                         // the first word, taken off the front of `line`
//
// Parts are views into the text and live as long as it does. Empty parts are parts.
#pragma once

#include <algorithm>
#include <string_view>

namespace cpsg {

// Takes the part before the first separator off the front of `text`, and the separator with it; all of it where there
// is no separator.
constexpr std::string_view take_until(std::string_view& text, char separator) noexcept {
  const std::string_view part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(part.size() + 1, text.size()));
  return part;
}

// Calls `each` with every part in turn. A text without a separator, an empty one too, is one part.
template <typename Each>
constexpr void for_each_part(std::string_view text, char separator, const Each& each) {
  while (true) {
    const std::size_t end = text.find(separator);
    each(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

}  // namespace cpsg
