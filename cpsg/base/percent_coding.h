// Percent-encoding of parts of URLs (RFC 3986).
//
//   percent_encode("a/b c");    // "a%2Fb%20c"
//   percent_decode("a%2Fb%2");  // nothing: the last % is not followed by two hex digits
//
// Any bytes are taken and given. A + stays a +: queries of forms, where it stands for a space, are the caller's. Pure
// functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cpsg {

// Everything but letters, digits and - . _ ~ is encoded, in upper-case digits: the result can be one segment of a path,
// or a name or value of a query.
[[nodiscard]] std::string percent_encode(std::string_view text);

// Nothing where a % is not followed by two hex digits.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

// The same, but such a % stands for itself. Git reads file:// URLs like this, so a path that git knows must mean the
// same to us.
[[nodiscard]] std::string percent_decode_leniently(std::string_view text);

}  // namespace cpsg
