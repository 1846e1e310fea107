// Text of unknown origin as UTF-8: valid as it is, converted from a named encoding, or repaired as base/utf8.h says.
//
//   bool altered = false;
//   const std::string text = to_utf8(bytes, "ISO-8859-1", altered);
//
// Pure functions. Source: iconv_open(3); git's i18n.commitEncoding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cpsg::git::pack {

// Whether bytes in that encoding need no conversion: the name is empty or one of UTF-8's, in any case.
[[nodiscard]] bool is_utf8_name(std::string_view encoding);

// Assigns `bytes` to `text`, repaired where they are not UTF-8; says whether that was necessary.
bool assign_utf8(std::string& text, std::string_view bytes);

// The bytes converted from an encoding that iconv knows; nothing if it doesn't, or if they are not in that encoding.
[[nodiscard]] std::optional<std::string> convert_to_utf8(std::string_view bytes, std::string_view encoding);

// UTF-8 from bytes in `encoding` (an iconv name; empty or "UTF-8" = none): converted, or, where that fails, with each
// maximal bad part replaced by U+FFFD. `altered` is set to true when the text is not the bytes themselves.
[[nodiscard]] std::string to_utf8(std::string_view bytes, std::string_view encoding, bool& altered);

}  // namespace cpsg::git::pack
