// Protects projects from single objects that are too large for memory: such a commit or tag is passed on all the same,
// whichever way the pack holds it, and nothing beside it is lost. What still ends a sync says so with its reason.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cpsg/base/limits.h"
#include "cpsg/git/pack/commit_parser.h"
#include "cpsg/git/pack/tag_head.h"
#include "cpsg/git/pack/testing/pack_builder.h"

namespace cpsg::git::pack {
namespace {

using testing::ElementsAre;

constexpr std::string_view kHead =
    "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nparent 3f786850e387550fdab836ed7e6dc881de23001b\n"
    "author A <a@x> 1700000000 +0100\ncommitter C <c@x> 1700000001 -0200\n\n";

const std::string& large_commit() {
  static const std::string commit = std::string(kHead) + std::string(limits::kObjectMaxBytes, 'm') + "\n";
  return commit;
}

std::string copy_all(std::size_t size) {
  std::string instructions;
  constexpr std::size_t kCopyBytes = 0xFFFFFF;
  for (std::size_t at = 0; at < size; at += kCopyBytes) {
    instructions +=
        copy_instruction(static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(std::min(kCopyBytes, size - at)));
  }
  return instructions;
}

// The delta that puts `tail` behind all of the base.
std::string large_appending_delta(std::size_t base_size, std::string_view tail) {
  return delta_size(base_size) + delta_size(base_size + tail.size()) + copy_all(base_size) + insert_instruction(tail);
}

// What came of each object: its id, and that a large one is a commit still.
std::vector<std::string> ids_of(const std::string& pack, const PackReaderOptions& options = default_options(),
                                std::size_t piece = limits::kMiB) {
  std::vector<std::string> ids;
  PackReader reader(options, [&](ObjectType type, const model::Oid& oid, ObjectContent content) {
    ids.push_back(oid.hex());
    if (content.whole) return;
    EXPECT_EQ(type, ObjectType::kCommit);
    EXPECT_LT(content.bytes.size(), limits::kMiB);
    ParsedCommit commit;
    parse_commit(content, commit);
    EXPECT_EQ(commit.parents.size(), 1U);
    EXPECT_EQ(commit.committer.time, (model::GitTime{1'700'000'001, -120}));
    EXPECT_TRUE(contains(commit.altered, model::Altered::kMessage));
  });
  for (Bytes rest = as_bytes(pack); !rest.empty(); rest = rest.subspan(std::min(rest.size(), piece))) {
    reader.feed(rest.first(std::min(rest.size(), piece)));
  }
  reader.finish();
  return ids;
}

std::string id_of(std::string_view content) { return object_id(ObjectType::kCommit, content).hex(); }

TEST(LargeObject, IsPassedOnBetweenOthers) {
  PackBuilder builder;
  builder.commit("before");
  builder.commit(large_commit());
  builder.commit("after");
  EXPECT_THAT(ids_of(builder.pack()), ElementsAre(id_of("before"), id_of(large_commit()), id_of("after")));
}

TEST(LargeObject, IsMadeByADelta) {
  const std::string base = large_commit().substr(0, limits::kObjectMaxBytes - 1000);
  std::string delta = delta_size(base.size()) + delta_size(large_commit().size()) + copy_all(base.size());
  for (std::size_t at = base.size(); at < large_commit().size(); at += 100) {
    delta += insert_instruction(std::string_view(large_commit()).substr(at, 100));
  }
  PackBuilder builder;
  builder.offset_delta(builder.commit(base), delta);
  EXPECT_THAT(ids_of(builder.pack()), ElementsAre(id_of(base), id_of(large_commit())));
}

TEST(LargeObject, IsABaseOfDeltasOfBothKinds) {
  const std::string& base = large_commit();
  const std::string second = base + "2";
  const std::string small = std::string(kHead) + "small";
  const std::string to_small = delta_size(second.size()) + delta_size(small.size()) +
                               copy_instruction(0, static_cast<std::uint32_t>(kHead.size())) +
                               insert_instruction("small");
  PackBuilder builder;
  const std::size_t second_entry = builder.offset_delta(builder.commit(base), large_appending_delta(base.size(), "2"));
  builder.offset_delta(second_entry, to_small);
  builder.ref_delta(object_id(ObjectType::kCommit, second), large_appending_delta(second.size(), "3"));
  PackReaderOptions tiny = default_options();
  tiny.base_cache_bytes = 0;
  tiny.spool_memory_bytes = 0;
  for (const PackReaderOptions& options : {default_options(), tiny}) {
    EXPECT_THAT(ids_of(builder.pack(), options),
                ElementsAre(id_of(base), id_of(second), id_of(small), id_of(second + "3")));
  }
}

TEST(LargeObject, IsMadeByADeltaThatIsLargeItself) {
  std::string delta = delta_size(kHead.size()) + delta_size(large_commit().size());
  for (std::size_t at = 0; at < large_commit().size(); at += 127) {
    delta += insert_instruction(std::string_view(large_commit()).substr(at, 127));
  }
  ASSERT_GT(delta.size(), limits::kObjectMaxBytes);
  PackBuilder builder;
  const std::size_t base = builder.commit(kHead);
  builder.offset_delta(base, delta);
  builder.ref_delta(object_id(ObjectType::kCommit, large_commit()), large_appending_delta(large_commit().size(), "x"));
  EXPECT_THAT(ids_of(builder.pack()), ElementsAre(id_of(kHead), id_of(large_commit()), id_of(large_commit() + "x")));
}

TEST(LargeObject, MayBeATag) {
  const std::string tag = "object 3f786850e387550fdab836ed7e6dc881de23001b\ntype commit\ntag v\n\n" +
                          std::string(limits::kObjectMaxBytes, 't');
  PackBuilder builder;
  builder.object(ObjectType::kTag, tag);
  std::optional<TagHead> head;
  PackReader reader(default_options(), [&](ObjectType type, const model::Oid& oid, ObjectContent content) {
    EXPECT_EQ(type, ObjectType::kTag);
    EXPECT_EQ(oid, object_id(ObjectType::kTag, tag));
    EXPECT_FALSE(content.whole);
    head = parse_tag_head(content);
  });
  reader.feed(as_bytes(builder.pack()));
  reader.finish();
  ASSERT_TRUE(head);
  EXPECT_EQ(head->type, ObjectType::kCommit);
}

TEST(LargeObject, MayNotLieInADelta) {
  const std::string& base = large_commit();
  const auto failure = [&](const std::string& delta) {
    PackBuilder builder;
    builder.offset_delta(builder.commit(base), delta);
    return read_failure(builder.pack(), limits::kMiB);
  };
  const std::string size = delta_size(base.size());
  EXPECT_EQ(failure(size + delta_size(base.size() + 2) + copy_all(base.size()) + insert_instruction("x")),
            ErrorCode::kBadData);
  EXPECT_EQ(failure(size + delta_size(base.size()) + copy_all(base.size()) + insert_instruction("x")),
            ErrorCode::kBadData);
  EXPECT_EQ(failure(size + delta_size(5) + copy_instruction(static_cast<std::uint32_t>(base.size() - 1), 5)),
            ErrorCode::kBadData);
  EXPECT_EQ(failure(size + delta_size(1) + std::string(1, '\0')), ErrorCode::kBadData);
  EXPECT_EQ(failure(size + delta_size(1)), ErrorCode::kBadData);
  EXPECT_EQ(failure(delta_size(base.size() + 1) + delta_size(1) + insert_instruction("x")), ErrorCode::kBadData);
  EXPECT_EQ(failure(size + delta_size(9) +
                    "\x7f"
                    "cut"),
            ErrorCode::kBadData);
}

// Somewhere work, disk and time must end: no honest commit is that large, and git itself makes no deltas of such
// objects.
TEST(LargeObject, EndsTheSyncBeyondWhatAFileMayTake) {
  PackBuilder announced;
  announced.raw(entry_head(1, limits::kSpooledObjectMaxBytes + 1) + deflated("x"));
  EXPECT_EQ(read_failure(announced.pack()), ErrorCode::kLimitExceeded);
  PackBuilder made;
  made.offset_delta(made.commit("x"),
                    delta_size(1) + delta_size(limits::kSpooledObjectMaxBytes + 1) + insert_instruction("x"));
  EXPECT_EQ(read_failure(made.pack()), ErrorCode::kLimitExceeded);
}

}  // namespace
}  // namespace cpsg::git::pack
