// What the instructions of a delta say, read byte by byte from wherever the delta is.
//
//   const std::uint64_t base_size = read_delta_size(cursor);
//   const DeltaCopy copy = read_delta_copy(cursor, instruction);
//
// A cursor has `std::uint8_t byte()`, which throws Error(kBadData) where the delta ends. Source: gitformat-pack.
#pragma once

#include <cstdint>

#include "cpsg/git/pack/pack_error.h"

namespace cpsg::git::pack {

// An instruction with this bit copies from the base; another one inserts as many bytes as it is.
inline constexpr std::uint8_t kDeltaCopyBit = 0x80;

struct DeltaCopy {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
};

// Seven bits a byte, the lowest first.
template <typename Cursor>
std::uint64_t read_delta_size(Cursor& cursor) {
  constexpr std::uint8_t kMoreBit = 0x80;
  constexpr unsigned kSafeShift = 56;
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift <= kSafeShift; shift += 7) {
    const std::uint8_t next = cursor.byte();
    value |= static_cast<std::uint64_t>(next & ~kMoreBit) << shift;
    if ((next & kMoreBit) == 0) return value;
  }
  throw_bad_pack("a delta announces an absurd size");
}

// The bytes of a number of `width` that are not zero, as the bits of `present` say, the lowest first.
template <typename Cursor>
std::uint32_t read_sparse_number(Cursor& cursor, unsigned present, unsigned width) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < width; ++i) {
    if ((present >> i & 1U) != 0) value |= static_cast<std::uint32_t>(cursor.byte()) << (8 * i);
  }
  return value;
}

// The range that a copying instruction names; it may be outside the base.
template <typename Cursor>
DeltaCopy read_delta_copy(Cursor& cursor, std::uint8_t instruction) {
  constexpr unsigned kOffsetBytes = 4;
  constexpr unsigned kSizeBytes = 3;
  constexpr std::uint32_t kSizeOfZero = 0x10000;
  DeltaCopy copy;
  copy.offset = read_sparse_number(cursor, instruction, kOffsetBytes);
  copy.size = read_sparse_number(cursor, instruction >> kOffsetBytes, kSizeBytes);
  if (copy.size == 0) copy.size = kSizeOfZero;
  return copy;
}

}  // namespace cpsg::git::pack
