// The 64-bit FNV-1a hash: fast, the same in every build and instance, and not for anything that an enemy may choose.
//
//   fnv1a("foobar");  // 0x85944171F73967E8
//
// Texts that differ in their last characters alone differ little in the high bits. Source: Fowler, Noll and Vo.
#pragma once

#include <cstdint>
#include <string_view>

namespace cpsg {

[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view text) noexcept {
  constexpr std::uint64_t kOffsetBasis = 0xCBF29CE484222325;
  constexpr std::uint64_t kPrime = 0x100000001B3;
  std::uint64_t hash = kOffsetBasis;
  for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * kPrime;
  return hash;
}

}  // namespace cpsg
