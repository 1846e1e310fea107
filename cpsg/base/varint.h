// Unsigned integers in as few bytes as they need (LEB128), and signed ones folded onto them (zigzag).
//
//   append_varint(bytes, zigzag(-3));
//   if (!read_varint(rest, value)) refuse();  // else unzigzag(value) is -3
//
// Every number has exactly one spelling: a reader refuses padded ones, so equal values are equal bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cpsg {

inline void append_varint(std::vector<std::uint8_t>& bytes, std::uint64_t value) {
  while (value >= 0x80) {
    bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  bytes.push_back(static_cast<std::uint8_t>(value));
}

// Takes a varint off the front of `bytes`; false, with both arguments unspecified, if there is no valid one.
[[nodiscard]] inline bool read_varint(std::span<const std::uint8_t>& bytes, std::uint64_t& value) noexcept {
  constexpr unsigned kLastShift = 63;
  value = 0;
  unsigned shift = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i, shift += 7) {
    const std::uint8_t byte = bytes[i];
    if (shift == kLastShift && byte > 1) return false;
    value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) {
      bytes = bytes.subspan(i + 1);
      return byte != 0 || i == 0;
    }
  }
  return false;
}

// 0, -1, 1, -2, ... become 0, 1, 2, 3, ...
[[nodiscard]] constexpr std::uint64_t zigzag(std::int64_t value) noexcept {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}
[[nodiscard]] constexpr std::int64_t unzigzag(std::uint64_t value) noexcept {
  return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

}  // namespace cpsg
