#include "cpsg/base/hex.h"

#include <array>

#include "cpsg/base/hex_digits.h"

namespace cpsg {
namespace {

constexpr std::uint8_t kNoDigit = 0xff;

// By table and without a branch for each digit, which no processor could foretell: oids are most of what a sync reads.
constexpr std::array<std::uint8_t, 256> kDigitValues = [] {
  std::array<std::uint8_t, 256> all{};
  for (std::size_t c = 0; c < all.size(); ++c) {
    const int value = hex_digit_value(static_cast<char>(c));
    all[c] = value < 0 ? kNoDigit : static_cast<std::uint8_t>(value);
  }
  return all;
}();

}  // namespace

std::string hex_encode(std::span<const std::uint8_t> bytes) {
  std::string text(bytes.size() * 2, '\0');
  write_hex(bytes, text.data());
  return text;
}

bool hex_decode(std::string_view text, std::span<std::uint8_t> bytes) noexcept {
  if (text.size() != bytes.size() * 2) return false;
  unsigned seen = 0;  // all bits of all digits: a digit has four, anything else eight
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const unsigned high = kDigitValues[static_cast<std::uint8_t>(text[2 * i])];
    const unsigned low = kDigitValues[static_cast<std::uint8_t>(text[2 * i + 1])];
    seen |= high | low;
    bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
  }
  return seen <= 0xf;
}

}  // namespace cpsg
