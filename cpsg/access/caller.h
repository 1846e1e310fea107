// Who asks, as the gate found it before anything else was looked at.
//
//   if (!caller.sees_private && !project.is_public) throw not_found();
//   log::info("{}", caller.text());  // "key ci (k0a1b2c3d4e5)", or "nobody"
//
// A plain value.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

#include "cpsg/access/credentials.h"
#include "cpsg/access/level.h"
#include "cpsg/access/visitor.h"
#include "cpsg/base/clock.h"
#include "cpsg/model/api_key.h"

namespace cpsg::access {

struct Caller {
  Visitor visitor;
  Level level = Level::kPublic;              // the highest that is allowed
  bool sees_private = true;                  // false: only projects whose visibility is public exist
  std::shared_ptr<const model::ApiKey> key;  // nothing: nobody
  Credential credential;                     // by which the key was shown
  std::optional<UnixTime> session_ends_at;   // where that is the cookie of a session

  // For people and logs; without a secret.
  [[nodiscard]] std::string text() const { return key ? fmt::format("key {} ({})", key->name, key->id) : "nobody"; }
};

}  // namespace cpsg::access
