// Who may do what: the rules, without a store, a clock or a request.
//
//   const Allowance allowed = allowed_without_key({.anonymous_read = AnonymousRead::kPublic}, visitor.is_local);
//   if (allowed.level < Level::kRead) ...  // a key is needed
//
// A key allows what its scope says, whatever the policy. Pure functions.
#pragma once

#include <cstdint>
#include <string_view>

#include "cpsg/access/level.h"
#include "cpsg/model/api_key.h"

namespace cpsg::access {

// What `server.anonymous_read` says.
enum class AnonymousRead : std::uint8_t {
  kAuto,    // as kOn where the server listens on a loopback address, else as kOff
  kOn,      // everything
  kOff,     // nothing
  kPublic,  // projects whose visibility is public; others do not exist
};

struct Policy {
  AnonymousRead anonymous_read = AnonymousRead::kAuto;
  bool listens_on_loopback = true;
};

struct Allowance {
  Level level = Level::kPublic;  // the highest that is allowed
  bool sees_private = true;      // false: only projects whose visibility is public exist

  friend bool operator==(const Allowance&, const Allowance&) = default;
};

// Without a key, users of this machine may do everything as long as the server is for this machine alone and reading is
// not restricted; all others may read at most.
[[nodiscard]] Allowance allowed_without_key(const Policy& policy, bool visitor_is_local);

[[nodiscard]] Level level_of(model::KeyScope scope);

}  // namespace cpsg::access
