// Git's object types and the id of an object.
#pragma once

#include <cstdint>

#include "cpsg/base/bytes.h"
#include "cpsg/model/oid.h"

namespace cpsg::git::pack {

// As numbered in pack entries (gitformat-pack).
enum class ObjectType : std::uint8_t { kCommit = 1, kTree = 2, kBlob = 3, kTag = 4 };

}  // namespace cpsg::git::pack
