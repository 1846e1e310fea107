// The first hex digits of a git object id, by which people name one.
//
//   const auto prefix = OidPrefix::from_hex("5d1f3");  // nothing unless it is 4 to 40 hex digits
//   prefix->matches(commit.oid.bytes.data());
//
// Pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

#include "cpsg/base/hex.h"
#include "cpsg/model/oid.h"

namespace cpsg::model {

class OidPrefix {
 public:
  static constexpr std::size_t kDigitsMin = 4;

  [[nodiscard]] static std::optional<OidPrefix> from_hex(std::string_view digits) noexcept {
    if (digits.size() < kDigitsMin || digits.size() > Oid::kHexSize) return std::nullopt;
    OidPrefix prefix;
    prefix.whole_bytes_ = digits.size() / 2;
    prefix.has_half_ = digits.size() % 2 != 0;
    if (!hex_decode(digits.substr(0, 2 * prefix.whole_bytes_), std::span(prefix.bytes_).first(prefix.whole_bytes_))) {
      return std::nullopt;
    }
    if (prefix.has_half_) {
      const int half = hex_digit_value(digits.back());
      if (half < 0) return std::nullopt;
      prefix.half_ = static_cast<std::uint8_t>(half);
    }
    return prefix;
  }

  // `oid` is where the bytes of one begin.
  [[nodiscard]] bool matches(const std::uint8_t* oid) const noexcept {
    if (oid[0] != bytes_[0] || oid[1] != bytes_[1]) return false;  // which most are not
    return std::memcmp(oid, bytes_.data(), whole_bytes_) == 0 && (!has_half_ || oid[whole_bytes_] >> 4 == half_);
  }

 private:
  OidPrefix() = default;

  std::array<std::uint8_t, Oid::kSizeBytes> bytes_{};
  std::size_t whole_bytes_ = 0;
  bool has_half_ = false;
  std::uint8_t half_ = 0;
};

}  // namespace cpsg::model
