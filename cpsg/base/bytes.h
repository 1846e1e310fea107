// A view of bytes that somebody else owns, as parsers and sinks take them.
//
//   void feed(Bytes bytes);
#pragma once

#include <cstdint>
#include <span>

namespace cpsg {

using Bytes = std::span<const std::uint8_t>;

}  // namespace cpsg
