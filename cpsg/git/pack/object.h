// Git's object types, and what a reader has at hand of an object.
//
//   if (type == ObjectType::kCommit) parse_commit(content.bytes, commit);
//
// Source: gitformat-pack.
#pragma once

#include <cstdint>

#include "cpsg/base/bytes.h"
#include "cpsg/model/oid.h"

namespace cpsg::git::pack {

// As numbered in pack entries (gitformat-pack).
enum class ObjectType : std::uint8_t { kCommit = 1, kTree = 2, kBlob = 3, kTag = 4 };

// Valid as long as its source says. Of an object too large for memory it is a part that means the same to a parser:
// commit_condenser.h says which.
struct ObjectContent {
  Bytes bytes;
  bool whole = true;

  ObjectContent(Bytes all) : bytes(all) {}  // NOLINT(google-explicit-constructor): the ordinary case
  ObjectContent(Bytes part, bool is_whole) : bytes(part), whole(is_whole) {}
  operator Bytes() const { return bytes; }  // NOLINT(google-explicit-constructor): for who needs the bytes alone
};

}  // namespace cpsg::git::pack
