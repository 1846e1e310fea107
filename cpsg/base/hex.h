// Hexadecimal text of bytes, written in lower case and read in either.
//
//   hex_encode(sha256(text));                  // 64 digits
//   hex_decode("ff00", std::span(two_bytes));  // true
//
// Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cpsg {

// The value of one hex digit; -1 for any other character.
[[nodiscard]] constexpr int hex_digit_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

[[nodiscard]] std::string hex_encode(std::span<const std::uint8_t> bytes);

// Fills `bytes`. False, with `bytes` unspecified, unless `text` is exactly that many pairs of hex digits.
[[nodiscard]] bool hex_decode(std::string_view text, std::span<std::uint8_t> bytes) noexcept;

}  // namespace cpsg
