// Protects the reading of numbers and places in a pack: heads of every width, cut off anywhere, and bases that must
// begin exactly where an object does.
#include "cpsg/git/pack/pack_entry.h"

#include <gtest/gtest.h>

#include "cpsg/git/pack/testing/pack_builder.h"

namespace cpsg::git::pack {
namespace {

TEST(EntryHead, KnowsSizesOfEveryWidthAndIsIncompleteUntilItsLastByte) {
  for (unsigned bits = 0; bits < 57; ++bits) {
    for (const std::uint64_t size : {(std::uint64_t{1} << bits) - 1, std::uint64_t{1} << bits}) {
      const std::string head = entry_head(2, size);
      const auto parsed = parse_entry_head(as_bytes(head + "rest"));
      ASSERT_TRUE(parsed);
      EXPECT_EQ(parsed->size, size);
      EXPECT_EQ(parsed->type, ObjectType::kTree);
      EXPECT_EQ(parsed->head_bytes, head.size());
      EXPECT_FALSE(parsed->is_delta());
      EXPECT_FALSE(parse_entry_head(as_bytes(head).first(head.size() - 1)));
    }
  }
}

TEST(EntryHead, KnowsDistancesOfEveryWidth) {
  for (unsigned bits = 0; bits < 56; ++bits) {
    for (const std::uint64_t distance : {(std::uint64_t{1} << bits) - 1, std::uint64_t{1} << bits}) {
      const std::string head = entry_head(kOffsetDelta, 300) + distance_bytes(distance);
      const auto parsed = parse_entry_head(as_bytes(head));
      ASSERT_TRUE(parsed);
      EXPECT_EQ(parsed->base_distance, distance);
      EXPECT_FALSE(parse_entry_head(as_bytes(head).first(head.size() - 1)));
    }
  }
}

TEST(EntryHead, KnowsBasesByOid) {
  const model::Oid oid = object_id(ObjectType::kBlob, "x");
  const std::string head = entry_head(kRefDelta, 5) + as_text(oid.bytes);
  EXPECT_EQ(parse_entry_head(as_bytes(head))->base_oid, oid);
  EXPECT_FALSE(parse_entry_head(as_bytes(head).first(head.size() - 1)));
}

TEST(EntryIndex, FindsOnlyWhereAnEntryBegins) {
  EntryIndex index;
  for (const std::uint64_t start : {12, 40, 100, 101}) index.add(start);
  index.set_end(150);
  EXPECT_EQ(index.before(3, 1), 2U);
  EXPECT_EQ(index.before(3, 61), 1U);
  EXPECT_EQ(index.before(2, 88), 0U);
  for (const std::uint64_t distance : {0, 2, 60, 101, 102}) EXPECT_THROW((void)index.before(3, distance), Error);
  EXPECT_EQ(index.end(2), 101U);
  EXPECT_EQ(index.end(3), 150U);
}

}  // namespace
}  // namespace cpsg::git::pack
