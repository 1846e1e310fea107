#include "cpsg/git/pack/delta.h"

#include "cpsg/base/limits.h"
#include "cpsg/git/pack/pack_error.h"

namespace cpsg::git::pack {
namespace {

constexpr std::uint8_t kMoreBit = 0x80;
constexpr std::uint8_t kCopyBit = 0x80;
constexpr std::uint32_t kCopySizeOfZero = 0x10000;

class DeltaCursor {
 public:
  explicit DeltaCursor(Bytes delta) : rest_(delta) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  std::uint8_t byte() { return take(1)[0]; }

  Bytes take(std::size_t size) {
    if (size > rest_.size()) throw_bad_pack("a delta is cut off");
    const Bytes taken = rest_.first(size);
    rest_ = rest_.subspan(size);
    return taken;
  }

  // Seven bits a byte, the lowest first.
  std::uint64_t size() {
    constexpr unsigned kSafeShift = 56;
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift <= kSafeShift; shift += 7) {
      const std::uint8_t next = byte();
      value |= static_cast<std::uint64_t>(next & ~kMoreBit) << shift;
      if ((next & kMoreBit) == 0) return value;
    }
    throw_bad_pack("a delta announces an absurd size");
  }

  // The bytes of a number of `width` that are not zero, as the bits of `present` say, the lowest first.
  std::uint32_t sparse_number(unsigned present, unsigned width) {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < width; ++i) {
      if ((present >> i & 1U) != 0) value |= static_cast<std::uint32_t>(byte()) << (8 * i);
    }
    return value;
  }

 private:
  Bytes rest_;
};

Bytes copied_range(Bytes base, std::uint8_t instruction, DeltaCursor& cursor) {
  constexpr unsigned kOffsetBytes = 4;
  constexpr unsigned kSizeBytes = 3;
  const std::uint32_t offset = cursor.sparse_number(instruction, kOffsetBytes);
  std::uint32_t size = cursor.sparse_number(instruction >> kOffsetBytes, kSizeBytes);
  if (size == 0) size = kCopySizeOfZero;
  if (offset > base.size() || size > base.size() - offset) throw_bad_pack("a delta copies from outside its base");
  return base.subspan(offset, size);
}

}  // namespace

std::vector<std::uint8_t> apply_delta(Bytes base, Bytes delta) {
  DeltaCursor cursor(delta);
  const std::uint64_t base_size = cursor.size();
  const std::uint64_t result_size = cursor.size();
  if (base_size != base.size()) throw_bad_pack("a delta is made for another base");
  if (result_size > limits::kObjectMaxBytes) throw_pack_limit("an object is too large");
  std::vector<std::uint8_t> result;
  result.reserve(static_cast<std::size_t>(result_size));
  while (!cursor.at_end()) {
    const std::uint8_t instruction = cursor.byte();
    if (instruction == 0) throw_bad_pack("a delta has a reserved instruction");
    const bool copies = (instruction & kCopyBit) != 0;
    const Bytes piece = copies ? copied_range(base, instruction, cursor) : cursor.take(instruction);
    if (piece.size() > result_size - result.size()) throw_bad_pack("a delta gives more than it announces");
    result.insert(result.end(), piece.begin(), piece.end());
  }
  if (result.size() != result_size) throw_bad_pack("a delta gives less than it announces");
  return result;
}

}  // namespace cpsg::git::pack
