// The part of a body that a request's Range asks for, as RFC 9110 has it.
//
//   const RangeRequest range = parse_range("bytes=0-99", 1'000);  // kOne, from 0, 100 bytes
//
// Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace cpsg::http {

enum class RangeKind : std::uint8_t {
  kWhole,          // no range, several of them, another unit, or malformed: the whole body is the answer
  kOne,            // 206
  kUnsatisfiable,  // 416
};

struct RangeRequest {
  RangeKind kind = RangeKind::kWhole;
  std::size_t first = 0;
  std::size_t count = 0;
};

// `size` is that of the whole body.
[[nodiscard]] RangeRequest parse_range(std::string_view text, std::size_t size);

}  // namespace cpsg::http
