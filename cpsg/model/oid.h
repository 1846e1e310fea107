// A git object id (SHA-1): 20 bytes, ordered by them.
//
//   const auto oid = Oid::from_hex("5d1f...");  // nothing unless it is 40 hex digits
//   fmt::print("{}", oid->hex());
//
// Repositories of SHA-256 are refused before any id is read (git/protocol/capabilities.h).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/hex.h"

namespace cpsg::model {

struct Oid {
  static constexpr std::size_t kSizeBytes = 20;
  static constexpr std::size_t kHexSize = 2 * kSizeBytes;

  std::array<std::uint8_t, kSizeBytes> bytes{};

  [[nodiscard]] std::string hex() const { return hex_encode(bytes); }
  // Exactly 40 hex digits, else nothing.
  [[nodiscard]] static std::optional<Oid> from_hex(std::string_view text) noexcept {
    Oid oid;
    if (!hex_decode(text, oid.bytes)) return std::nullopt;
    return oid;
  }
  friend auto operator<=>(const Oid&, const Oid&) = default;
};

// Object ids are uniform already: their first bytes are the hash.
struct OidHash {
  std::size_t operator()(const Oid& oid) const noexcept {
    std::size_t value = 0;
    std::memcpy(&value, oid.bytes.data(), sizeof value);
    return value;
  }
};

}  // namespace cpsg::model

template <>
struct std::hash<cpsg::model::Oid> : cpsg::model::OidHash {};
