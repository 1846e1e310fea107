// The two hex digits of each byte, for whoever writes many bytes to a place of their own.
//
//   char digits[40];
//   write_hex(oid.bytes, digits);
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace cpsg {

inline constexpr std::array<std::array<char, 2>, 256> kHexDigits = [] {
  constexpr std::string_view kDigit = "0123456789abcdef";
  std::array<std::array<char, 2>, 256> all{};
  for (std::size_t byte = 0; byte < all.size(); ++byte) all[byte] = {kDigit[byte >> 4], kDigit[byte & 15]};
  return all;
}();

// `out` must have room for two digits a byte.
inline void write_hex(std::span<const std::uint8_t> bytes, char* out) noexcept {
  for (const std::uint8_t byte : bytes) {
    std::memcpy(out, kHexDigits[byte].data(), 2);
    out += 2;
  }
}

}  // namespace cpsg
