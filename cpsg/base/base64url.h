// Bytes as text that can stand in URLs, headers and tokens: base64url without padding (RFC 4648, section 5).
//
//   base64url_encode("{}");    // "e30"
//   base64url_decode("e30=");  // nothing: padding is not part of it
//
// Every list of bytes has exactly one spelling: a reader refuses all others. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cpsg {

[[nodiscard]] std::string base64url_encode(std::span<const std::uint8_t> bytes);
[[nodiscard]] std::string base64url_encode(std::string_view bytes);

// Nothing for what base64url_encode() does not write.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> base64url_decode(std::string_view text);

}  // namespace cpsg
