// A delta: how to make an object out of another by copying ranges of it and inserting new bytes.
//
//   const std::vector<std::uint8_t> object = apply_delta(base, delta);
//
// A pure function; the bytes may be anything. Source: gitformat-pack, "Deltified representation".
#pragma once

#include <cstdint>
#include <vector>

#include "cpsg/git/pack/object.h"

namespace cpsg::git::pack {

// Throws Error(kBadData) unless the delta is well-formed, made for a base of that size, and gives exactly the size that
// it announces; Error(kLimitExceeded) if that is more than limits::kObjectMaxBytes.
[[nodiscard]] std::vector<std::uint8_t> apply_delta(Bytes base, Bytes delta);

// The size that a delta announces for what it makes. Throws Error(kBadData).
[[nodiscard]] std::uint64_t delta_result_size(Bytes delta);

}  // namespace cpsg::git::pack
