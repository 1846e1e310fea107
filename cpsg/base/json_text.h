// JSON strings out of arbitrary bytes.
//
//   std::string body = "{\"name\":";
//   append_json_string(body, "r\xE9sum\xE9 \"1\"");  // body ends in "r\uFFFDsum\uFFFD \"1\"", quotes included
//
// The output is always UTF-8 and always one JSON string (RFC 8259). Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace cpsg {

// Appends `text` as a JSON string with its quotes. Malformed UTF-8 is repaired as utf8.h says. Escaped are the quote,
// the backslash and control characters below U+0020, nothing else.
void append_json_string(std::string& out, std::string_view text);

}  // namespace cpsg
