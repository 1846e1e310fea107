#include "cpsg/base/hex.h"

#include <array>
#include <cstring>

namespace cpsg {

std::string hex_encode(std::span<const std::uint8_t> bytes) {
  static constexpr std::array<std::array<char, 2>, 256> kDigits = [] {
    constexpr std::string_view kDigit = "0123456789abcdef";
    std::array<std::array<char, 2>, 256> all{};
    for (std::size_t byte = 0; byte < all.size(); ++byte) all[byte] = {kDigit[byte >> 4], kDigit[byte & 15]};
    return all;
  }();
  std::string text(bytes.size() * 2, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) std::memcpy(&text[2 * i], kDigits[bytes[i]].data(), 2);
  return text;
}

bool hex_decode(std::string_view text, std::span<std::uint8_t> bytes) noexcept {
  if (text.size() != bytes.size() * 2) return false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = hex_digit_value(text[2 * i]);
    const int low = hex_digit_value(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return true;
}

}  // namespace cpsg
