// What an annotated tag points to.
//
//   if (const auto head = parse_tag_head(content)) follow(head->target);
//
// A pure function; the bytes may be anything. Source: git-mktag.
#pragma once

#include <optional>

#include "cpsg/git/pack/object.h"

namespace cpsg::git::pack {

struct TagHead {
  model::Oid target;
  ObjectType type = ObjectType::kCommit;  // of the target, as the tag says
};

// Of a tag's content or its beginning; nothing if it does not begin as a tag does.
[[nodiscard]] std::optional<TagHead> parse_tag_head(Bytes content);

}  // namespace cpsg::git::pack
