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
#include "cpsg/model/ref_oddity.h"

namespace cpsg::git::protocol {

struct RemoteRef {
  std::string name;                 // "refs/heads/main", raw bytes
  model::Oid oid;                   // what a branch counts by: of a tag, what it peels to
  std::optional<model::Oid> tag{};  // the object that the ref itself names, where that is a tag

  // What is to be asked for.
  [[nodiscard]] const model::Oid& object() const { return tag ? *tag : oid; }
  friend bool operator==(const RemoteRef&, const RemoteRef&) = default;
};

// A ref under refs/heads that cannot be a branch.
struct LeftOutRef {
  std::string name;
  model::RefOddity why = model::RefOddity::kFunnyName;

  friend bool operator==(const LeftOutRef&, const LeftOutRef&) = default;
};

struct RefListing {
  std::vector<RemoteRef> heads;            // refs/heads/* alone, by name's bytes
  std::optional<std::string> head_target;  // what HEAD points to, born or not: "refs/heads/main"
  std::vector<LeftOutRef> left_out;        // by name's bytes

  friend bool operator==(const RefListing&, const RefListing&) = default;
};

}  // namespace cpsg::git::protocol
