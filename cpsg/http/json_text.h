// JSON strings out of arbitrary bytes.
#pragma once

#include <string>
#include <string_view>

namespace cpsg::http {

// Appends `text` as a JSON string with its quotes. The output is UTF-8 always: each maximal bad part of the input (as
// Unicode, section 3.9, defines it) becomes U+FFFD. Escaped are the quote, the backslash and control characters below
// U+0020, nothing else.
void append_json_string(std::string& out, std::string_view text);

// Appends `text` as UTF-8, its bad parts replaced in the same way, without quotes or escapes.
void append_utf8(std::string& out, std::string_view text);

}  // namespace cpsg::http
