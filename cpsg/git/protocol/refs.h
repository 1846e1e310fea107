// The refs that a remote lists.
//
//   for (const RemoteRef& branch : listing.heads) tips.push_back(branch.oid);
//
// Plain values. Names are raw bytes: git allows any encoding.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cpsg/model/oid.h"

namespace cpsg::git::protocol {

struct RemoteRef {
  std::string name;  // "refs/heads/main", raw bytes
  model::Oid oid;
};

struct RefListing {
  std::vector<RemoteRef> heads;            // refs/heads/* alone, by name's bytes
  std::optional<std::string> head_target;  // what HEAD points to, born or not: "refs/heads/main"
};

}  // namespace cpsg::git::protocol
