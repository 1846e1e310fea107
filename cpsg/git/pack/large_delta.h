// Deltas whose base, instructions or result are too large for memory.
//
//   const std::uint64_t size = apply_large_delta(base, stream, budget, [&](Bytes piece) { file.append(piece); });
//
// Pure but for the spool files that it reads.
#pragma once

#include <cstdint>
#include <functional>

#include "cpsg/git/pack/base_cache.h"
#include "cpsg/git/pack/entry_stream.h"
#include "cpsg/git/pack/inflate.h"

namespace cpsg::git::pack {

// Hands what the delta makes of `base` to `sink`, in pieces; its size is told to `on_size` before. Throws
// Error(kBadData) where the delta does not fit the base or does not give what it announces, Error(kLimitExceeded)
// beyond limits::kSpooledObjectMaxBytes, the spool's errors, and what a function throws.
void apply_large_delta(const BaseObject& base, EntryStream& delta,
                       const std::function<void(std::uint64_t size_bytes)>& on_size,
                       const std::function<void(Bytes)>& sink);

}  // namespace cpsg::git::pack
