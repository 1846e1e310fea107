// What a caller must be allowed for a route to answer.
//
//   if (allowed < route.access) throw ...;  // each level includes those before it
//   name(Level::kRead);                     // "read", as a key's scope is written
#pragma once

#include <cstdint>
#include <string_view>

namespace cpsg::access {

enum class Level : std::uint8_t { kPublic, kRead, kWrite, kAdmin };

[[nodiscard]] constexpr std::string_view name(Level level) noexcept {
  switch (level) {
    case Level::kPublic:
      return "public";
    case Level::kRead:
      return "read";
    case Level::kWrite:
      return "write";
    case Level::kAdmin:
      return "admin";
  }
  return "";
}

}  // namespace cpsg::access
