#include "cpsg/git/pack/entry_stream.h"

#include <algorithm>

#include "cpsg/base/limits.h"
#include "cpsg/git/pack/pack_error.h"

namespace cpsg::git::pack {

EntryStream::EntryStream(const Spool& spool, Inflater& inflater, std::uint64_t start, std::uint64_t end)
    : spool_(spool), inflater_(inflater), position_(start), end_(end) {
  inflater_.begin();
}

Bytes EntryStream::next() {
  constexpr std::uint64_t kRawBytes = 64 * limits::kKiB;
  constexpr std::size_t kPieceBytes = 256 * limits::kKiB;
  const std::span<std::uint8_t> room = piece_.prepare(kPieceBytes);
  while (!ended_) {
    const auto size = static_cast<std::size_t>(std::min(kRawBytes, end_ - position_));
    const Inflater::Step step = inflater_.step(spool_.read(position_, size, raw_), room);
    position_ += step.consumed;
    ended_ = step.ended;
    if (step.produced != 0) return room.first(step.produced);
    if (!step.ended && step.consumed == 0) throw_bad_pack("an object is not of the announced size");
  }
  return {};
}

}  // namespace cpsg::git::pack
