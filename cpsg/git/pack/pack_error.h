// The two failures of reading a pack.
//
//   if (bytes.empty()) throw_bad_pack("an entry without content");
//   if (size > limits::kObjectMaxBytes) throw_pack_limit("an object's size");
#pragma once

#include <fmt/format.h>

#include <string_view>

#include "cpsg/base/error.h"

namespace cpsg::git::pack {

// The bytes are no pack, or a damaged one: fetching again may help.
[[noreturn]] inline void throw_bad_pack(std::string_view what) {
  throw Error(ErrorCode::kBadData, fmt::format("the remote's pack is damaged ({}): try again later", what));
}

// The pack may be sound, but is larger than this process is willing to take.
[[noreturn]] inline void throw_pack_limit(std::string_view what) {
  throw Error(ErrorCode::kLimitExceeded, fmt::format("the remote's pack is over a limit: {}", what));
}

}  // namespace cpsg::git::pack
