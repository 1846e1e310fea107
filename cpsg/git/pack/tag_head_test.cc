// Protects the reading of what a tag points to.
#include "cpsg/git/pack/tag_head.h"

#include <gtest/gtest.h>

#include "cpsg/git/pack/testing/pack_builder.h"

namespace cpsg::git::pack {
namespace {

const std::string kId = "3f786850e387550fdab836ed7e6dc881de23001b";

std::optional<ObjectType> type_of(const std::string& content) {
  const std::optional<TagHead> head = parse_tag_head(as_bytes(content));
  if (!head) return std::nullopt;
  EXPECT_EQ(head->target.hex(), kId);
  return head->type;
}

TEST(TagHead, KnowsEveryType) {
  EXPECT_EQ(type_of("object " + kId + "\ntype commit\ntag v1\n\nm\n"), ObjectType::kCommit);
  EXPECT_EQ(type_of("object " + kId + "\ntype tree\n"), ObjectType::kTree);
  EXPECT_EQ(type_of("object " + kId + "\ntype blob"), ObjectType::kBlob);
  EXPECT_EQ(type_of("object " + kId + "\ntype tag\ntag v1\n"), ObjectType::kTag);
}

TEST(TagHead, IsNothingElse) {
  for (const std::string& text :
       {std::string(), "object " + kId, "object " + kId + "\ntype commits\n", "type commit\nobject " + kId + "\n",
        "object " + kId + "x\ntype commit\n", std::string(10'000, '\n')}) {
    EXPECT_EQ(type_of(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace cpsg::git::pack
