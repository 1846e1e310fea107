// Hexadecimal text of bytes, lower case.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cpsg {

[[nodiscard]] std::string hex_encode(std::span<const std::uint8_t> bytes);

// Reads exactly `bytes.size()` bytes; false unless `text` is that many pairs of hex digits (either case).
[[nodiscard]] bool hex_decode(std::string_view text, std::span<std::uint8_t> bytes) noexcept;

}  // namespace cpsg
