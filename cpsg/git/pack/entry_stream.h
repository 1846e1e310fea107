// What an entry of a pack inflates to, in pieces, for entries that are too large for memory.
//
//   EntryStream stream(spool, inflater, start, end);  // of the deflated bytes
//   for (Bytes piece = stream.next(); !piece.empty(); piece = stream.next()) take(piece);
//
// One thread uses an object, and nobody else the inflater meanwhile.
#pragma once

#include <cstdint>

#include "cpsg/git/pack/inflate.h"
#include "cpsg/git/pack/scratch_buffer.h"
#include "cpsg/git/pack/spool.h"

namespace cpsg::git::pack {

class EntryStream {
 public:
  // The deflated bytes are those of the spool from `start` to before `end`. Both references outlive the stream.
  EntryStream(const Spool& spool, Inflater& inflater, std::uint64_t start, std::uint64_t end);

  // The next bytes, valid until the next call; none at the end. Throws Error(kBadData), and the spool's errors.
  [[nodiscard]] Bytes next();

 private:
  const Spool& spool_;
  Inflater& inflater_;
  std::uint64_t position_;
  std::uint64_t end_;
  bool ended_ = false;
  ScratchBuffer raw_;
  ScratchBuffer piece_;
};

}  // namespace cpsg::git::pack
