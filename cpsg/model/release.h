// A published release of a project, as GitHub describes it.
//
//   const Release release{.tag = "v1.0", .name = "The first one", .published_at = time};
//
// A plain value. Drafts are none: they are not published.
#pragma once

#include <optional>
#include <string>

#include "cpsg/base/clock.h"

namespace cpsg::model {

struct Release {
  std::string tag;                  // which it is: no two published ones of a project have the same
  std::optional<std::string> name;  // null where it has none
  UnixTime published_at{};
  bool prerelease = false;

  friend bool operator==(const Release&, const Release&) = default;
};

}  // namespace cpsg::model
