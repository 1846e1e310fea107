// Git's object types.
//
//   if (type == ObjectType::kCommit) parse_commit(content, commit);
//
// Source: gitformat-pack.
#pragma once

#include <cstdint>

#include "cpsg/base/bytes.h"
#include "cpsg/model/oid.h"

namespace cpsg::git::pack {

// As numbered in pack entries (gitformat-pack).
enum class ObjectType : std::uint8_t { kCommit = 1, kTree = 2, kBlob = 3, kTag = 4 };

}  // namespace cpsg::git::pack
