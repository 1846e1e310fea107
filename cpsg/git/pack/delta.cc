#include "cpsg/git/pack/delta.h"

#include "cpsg/base/limits.h"
#include "cpsg/git/pack/delta_instructions.h"
#include "cpsg/git/pack/pack_error.h"

namespace cpsg::git::pack {
namespace {

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

 private:
  Bytes rest_;
};

Bytes copied_range(Bytes base, const DeltaCopy& copy) {
  if (copy.offset > base.size() || copy.size > base.size() - copy.offset) {
    throw_bad_pack("a delta copies from outside its base");
  }
  return base.subspan(copy.offset, copy.size);
}

}  // namespace

std::uint64_t delta_result_size(Bytes delta) {
  DeltaCursor cursor(delta);
  (void)read_delta_size(cursor);
  return read_delta_size(cursor);
}

std::vector<std::uint8_t> apply_delta(Bytes base, Bytes delta) {
  DeltaCursor cursor(delta);
  const std::uint64_t base_size = read_delta_size(cursor);
  const std::uint64_t result_size = read_delta_size(cursor);
  if (base_size != base.size()) throw_bad_pack("a delta is made for another base");
  if (result_size > limits::kObjectMaxBytes) throw_pack_limit("an object is too large");
  std::vector<std::uint8_t> result;
  result.reserve(static_cast<std::size_t>(result_size));
  while (!cursor.at_end()) {
    const std::uint8_t instruction = cursor.byte();
    if (instruction == 0) throw_bad_pack("a delta has a reserved instruction");
    const bool copies = (instruction & kDeltaCopyBit) != 0;
    const Bytes piece = copies ? copied_range(base, read_delta_copy(cursor, instruction)) : cursor.take(instruction);
    if (piece.size() > result_size - result.size()) throw_bad_pack("a delta gives more than it announces");
    result.insert(result.end(), piece.begin(), piece.end());
  }
  if (result.size() != result_size) throw_bad_pack("a delta gives less than it announces");
  return result;
}

}  // namespace cpsg::git::pack
