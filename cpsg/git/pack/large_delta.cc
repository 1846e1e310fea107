#include "cpsg/git/pack/large_delta.h"

#include <algorithm>

#include "cpsg/base/limits.h"
#include "cpsg/git/pack/delta_instructions.h"

namespace cpsg::git::pack {
namespace {

class StreamCursor {
 public:
  explicit StreamCursor(EntryStream& stream) : stream_(stream) {}

  [[nodiscard]] bool at_end() {
    if (piece_.empty()) piece_ = stream_.next();
    return piece_.empty();
  }
  std::uint8_t byte() { return take(1)[0]; }
  // At least one byte and at most `most`.
  Bytes take(std::size_t most) {
    if (at_end()) throw_bad_pack("a delta is cut off");
    const Bytes taken = piece_.first(std::min(most, piece_.size()));
    piece_ = piece_.subspan(taken.size());
    return taken;
  }

 private:
  EntryStream& stream_;
  Bytes piece_;
};

// Hands on a range of the base, in pieces where it is in a file.
void copy_range(const BaseObject& base, const DeltaCopy& copy, ScratchBuffer& scratch,
                const std::function<void(Bytes)>& sink) {
  if (copy.offset > base.size() || copy.size > base.size() - copy.offset) {
    throw_bad_pack("a delta copies from outside its base");
  }
  constexpr std::uint32_t kPieceBytes = 256 * limits::kKiB;
  for (std::uint32_t done = 0; done < copy.size;) {
    const std::uint32_t size = std::min(kPieceBytes, copy.size - done);
    sink(base.read(std::uint64_t{copy.offset} + done, size, scratch));
    done += size;
  }
}

}  // namespace

void apply_large_delta(const BaseObject& base, EntryStream& delta,
                       const std::function<void(std::uint64_t size_bytes)>& on_size,
                       const std::function<void(Bytes)>& sink) {
  StreamCursor cursor(delta);
  const std::uint64_t base_size = read_delta_size(cursor);
  const std::uint64_t result_size = read_delta_size(cursor);
  if (base_size != base.size()) throw_bad_pack("a delta is made for another base");
  if (result_size > limits::kSpooledObjectMaxBytes) throw_pack_limit("an object is too large");
  on_size(result_size);
  std::uint64_t left = result_size;
  const auto emit = [&](Bytes piece) {
    if (piece.size() > left) throw_bad_pack("a delta gives more than it announces");
    left -= piece.size();
    sink(piece);
  };
  ScratchBuffer scratch;
  while (!cursor.at_end()) {
    const std::uint8_t instruction = cursor.byte();
    if (instruction == 0) throw_bad_pack("a delta has a reserved instruction");
    if ((instruction & kDeltaCopyBit) != 0) {
      copy_range(base, read_delta_copy(cursor, instruction), scratch, emit);
      continue;
    }
    for (std::size_t inserted = 0; inserted < instruction;) {
      const Bytes piece = cursor.take(instruction - inserted);
      emit(piece);
      inserted += piece.size();
    }
  }
  if (left != 0) throw_bad_pack("a delta gives less than it announces");
}

}  // namespace cpsg::git::pack
