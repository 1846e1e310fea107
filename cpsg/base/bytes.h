// Bytes that somebody else owns, as parsers and sinks take them. A view is valid during the call that it is given to,
// unless the callee says otherwise.
//
//   void feed(Bytes bytes);
#pragma once

#include <cstdint>
#include <span>

namespace cpsg {

using Bytes = std::span<const std::uint8_t>;

}  // namespace cpsg
