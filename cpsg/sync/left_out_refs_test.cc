// Protects the words for refs that are no branches: all are counted, few are named, and no name of theirs harms a
// terminal or tells an address.
#include "cpsg/sync/left_out_refs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cpsg/base/limits.h"

namespace cpsg::sync {
namespace {

using model::RefOddity;
using testing::ElementsAre;
using testing::SizeIs;

model::Oid oid(std::uint8_t byte) {
  model::Oid result;
  result.bytes.fill(byte);
  return result;
}

TEST(LeftOutRefs, AreTakenOutOfTheHeadsInOrder) {
  git::protocol::RefListing refs;
  refs.heads = {{"refs/heads/a", oid(1)}, {"refs/heads/b", oid(2)}, {"refs/heads/c", oid(1)}};
  refs.left_out = {{"refs/heads/b2", RefOddity::kNullId}};
  leave_out(refs, [](const git::protocol::RemoteRef& head) {
    return head.oid == oid(1) ? std::optional(RefOddity::kTree) : std::nullopt;
  });
  ASSERT_THAT(refs.heads, SizeIs(1));
  EXPECT_EQ(refs.heads[0].name, "refs/heads/b");
  model::ProjectCounts counts;
  count_left_out(refs, counts);
  EXPECT_EQ(counts.refs_left_out, 3);
  EXPECT_THAT(counts.refs_left_out_names, ElementsAre("a (a tree)", "b2 (a null id)", "c (a tree)"));
}

TEST(LeftOutRefs, AreCountedAllAndNamedInPart) {
  git::protocol::RefListing refs;
  refs.left_out.assign(limits::kRefsLeftOutNamedMax + 5, {"refs/heads/x", RefOddity::kBlob});
  model::ProjectCounts counts;
  counts.refs_left_out_names = {"stale"};
  count_left_out(refs, counts);
  EXPECT_EQ(counts.refs_left_out, static_cast<std::int64_t>(limits::kRefsLeftOutNamedMax + 5));
  EXPECT_THAT(counts.refs_left_out_names, SizeIs(limits::kRefsLeftOutNamedMax));
}

TEST(ShownRefName, IsHarmlessAndShort) {
  EXPECT_EQ(shown_ref_name("refs/heads/a/b"), "a/b");
  EXPECT_EQ(shown_ref_name("refs/heads/\x1b[31m\n\x7f"), "\\x1b[31m\\x0a\\x7f");
  EXPECT_EQ(shown_ref_name("refs/heads/caf\xE9 \xC3\xA9"), "caf\xEF\xBF\xBD \xC3\xA9");
  EXPECT_EQ(shown_ref_name("refs/heads/for-jane@example.org"), "[removed]");
  EXPECT_EQ(shown_ref_name("refs/heads/" + std::string(5000, 'x')), std::string(100, 'x') + "...");
}

}  // namespace
}  // namespace cpsg::sync
