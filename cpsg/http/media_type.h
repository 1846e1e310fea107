// What a Content-Type says a body is.
//
//   media_type_of("Application/JSON ; charset=utf-8");  // "application/json"
//
// A pure function.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cpsg::http {

// Type and subtype in lower case. Blanks may stand around each `;` (RFC 9110, 8.3.1), and nowhere else. Nothing for a
// text that is no media type, one with malformed parameters among them.
[[nodiscard]] std::optional<std::string> media_type_of(std::string_view text);

}  // namespace cpsg::http
