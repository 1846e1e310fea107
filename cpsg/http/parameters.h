// Pieces of header values: tokens, quoted strings and parameters (RFC 9110, 5.6), taken off the front of a text.
//
//   take_token(text);                 // "a=b" becomes "=b"
//   take_token_or_quoted(text);       // "\"b c\";d" becomes ";d"
//
// Pure functions; false if the text does not begin with such a thing.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "cpsg/http/syntax.h"

namespace cpsg::http {

[[nodiscard]] inline bool take_token(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_token_char);
  const auto size = static_cast<std::size_t>(end - text.begin());
  text.remove_prefix(size);
  return size > 0;
}

// From the opening quote to the closing one; no control character but the tab stands between them.
[[nodiscard]] inline bool take_quoted(std::string_view& text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      if (++i == text.size()) return false;
    } else if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return true;
    }
    if (!is_text_char(text[i])) return false;
  }
  return false;
}

[[nodiscard]] inline bool take_token_or_quoted(std::string_view& text) {
  return text.starts_with('"') ? take_quoted(text) : take_token(text);
}

}  // namespace cpsg::http
