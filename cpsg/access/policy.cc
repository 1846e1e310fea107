#include "cpsg/access/policy.h"

namespace cpsg::access {

Allowance allowed_without_key(const Policy& policy, bool visitor_is_local) {
  const Level when_open = policy.listens_on_loopback && visitor_is_local ? Level::kAdmin : Level::kRead;
  switch (policy.anonymous_read) {
    case AnonymousRead::kAuto:
      return {.level = policy.listens_on_loopback ? when_open : Level::kPublic};
    case AnonymousRead::kOn:
      return {.level = when_open};
    case AnonymousRead::kOff:
      return {.level = Level::kPublic};
    case AnonymousRead::kPublic:
      return {.level = Level::kRead, .sees_private = false};
  }
  return {};
}

Level level_of(model::KeyScope scope) {
  switch (scope) {
    case model::KeyScope::kRead:
      return Level::kRead;
    case model::KeyScope::kWrite:
      return Level::kWrite;
    case model::KeyScope::kAdmin:
      return Level::kAdmin;
  }
  return Level::kPublic;
}

}  // namespace cpsg::access
