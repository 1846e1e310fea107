// Protects the process from hostile packs: whatever is wrong with the bytes, the reader ends with an Error of the
// right code, without a crash, an endless loop or memory beyond its bounds, whole or in pieces.
#include <gtest/gtest.h>

#include "cpsg/git/pack/pack_reader.h"
#include "cpsg/git/pack/testing/pack_builder.h"

namespace cpsg::git::pack {
namespace {

using enum ErrorCode;

constexpr std::string_view kContent = "a commit, or so it says";

// One object of each kind, with deltas of both kinds.
std::string small_pack() {
  PackBuilder builder;
  const std::size_t first = builder.commit(kContent);
  builder.object(ObjectType::kTree, "");
  builder.offset_delta(first, appending_delta(kContent.size(), "!"));
  builder.ref_delta(object_id(ObjectType::kCommit, kContent), appending_delta(kContent.size(), "?"));
  return builder.pack();
}

// Fails alike whole and byte by byte.
ErrorCode code_of(const std::string& pack) {
  const ErrorCode code = read_failure(pack);
  EXPECT_EQ(read_failure(pack, 1), code);
  return code;
}

std::string pack_of(std::string_view entry) {
  PackBuilder builder;
  builder.raw(entry);
  return builder.pack();
}

std::string pack_with_delta(const std::string& delta) {
  PackBuilder builder;
  builder.offset_delta(builder.commit(kContent), delta);
  return builder.pack();
}

std::string sizes(std::size_t base, std::size_t result) { return delta_size(base) + delta_size(result); }

TEST(HostilePack, IsRefusedWhereverItIsCutOff) {
  const std::string pack = small_pack();
  ASSERT_EQ(read_pack(pack).size(), 4U);
  for (std::size_t size = 0; size < pack.size(); ++size) {
    EXPECT_EQ(code_of(pack.substr(0, size)), kBadData) << "cut off at " << size;
  }
}

TEST(HostilePack, IsRefusedWhicheverBitIsFlipped) {
  const std::string pack = small_pack();
  for (std::size_t i = 0; i < 8 * pack.size(); ++i) {
    std::string flipped = pack;
    flipped[i / 8] = static_cast<char>(flipped[i / 8] ^ 1 << i % 8);
    const ErrorCode code = code_of(flipped);
    EXPECT_TRUE(code == kBadData || code == kLimitExceeded) << "bit " << i;
  }
}

TEST(HostilePack, IsRefusedWhenSomethingFollows) { EXPECT_EQ(code_of(small_pack() + "x"), kBadData); }

TEST(HostilePack, MayNotLieAboutTheNumberOfObjects) {
  PackBuilder builder;
  builder.commit(kContent);
  builder.commit(kContent);
  EXPECT_EQ(code_of(builder.announce(1).pack()), kBadData);
  EXPECT_EQ(code_of(builder.announce(3).pack()), kBadData);
  EXPECT_EQ(code_of(builder.announce(limits::kPackMaxObjects).pack()), kBadData);
  EXPECT_EQ(code_of(builder.announce(limits::kPackMaxObjects + 1).pack()), kLimitExceeded);
}

TEST(HostilePack, MayNotBeOfAnotherVersionOrKind) {
  EXPECT_EQ(code_of(PackBuilder().version(1).pack()), kBadData);
  EXPECT_EQ(code_of(PackBuilder().version(4).pack()), kBadData);
  EXPECT_EQ(code_of(pack_of(entry_head(0, 1) + deflated("x"))), kBadData);
  EXPECT_EQ(code_of(pack_of(entry_head(5, 1) + deflated("x"))), kBadData);
}

TEST(HostilePack, MayNotLieAboutTheSizeOfAnObject) {
  for (const std::size_t size : {std::size_t{0}, kContent.size() - 1, kContent.size() + 1, std::size_t{1'000'000}}) {
    EXPECT_EQ(code_of(pack_of(entry_head(1, size) + deflated(kContent))), kBadData) << size;
  }
  const std::string large(limits::kObjectMaxBytes + 10, 'z');
  for (const std::size_t size : {large.size() - 1, large.size() + 1}) {
    EXPECT_EQ(read_failure(pack_of(entry_head(3, size) + deflated(large))), kBadData) << size;
  }
}

TEST(HostilePack, MayNotAnnounceAnAbsurdSize) {
  EXPECT_EQ(code_of(pack_of(std::string(1, '\x9F') + std::string(12, '\xFF') + "\x01")), kBadData);
  // Blobs of any size are hashed as they come, but not more than all packs together may inflate to.
  EXPECT_EQ(code_of(pack_of(entry_head(3, std::uint64_t{1} << 50) + deflated("x"))), kLimitExceeded);
}

TEST(HostilePack, MayNotBeABomb) {
  const std::size_t size = limits::kSpooledObjectMaxBytes + 1;
  const std::string zeros = deflated(std::string(1000, '\0'));
  EXPECT_EQ(code_of(pack_of(entry_head(1, size) + zeros)), kLimitExceeded);
  EXPECT_EQ(code_of(pack_of(entry_head(4, size) + zeros)), kLimitExceeded);
  EXPECT_EQ(code_of(pack_of(entry_head(kRefDelta, size) + std::string(20, 'x') + zeros)), kLimitExceeded);
  // A delta of a few bytes that doubles its base a thousand times.
  const std::string base(1 << 20, 'b');
  PackBuilder builder;
  std::string delta = sizes(base.size(), std::size_t{1} << 30);
  for (int i = 0; i < 1024; ++i) delta += copy_instruction(0, static_cast<std::uint32_t>(base.size()));
  builder.offset_delta(builder.commit(base), delta);
  EXPECT_EQ(read_failure(builder.pack()), kLimitExceeded);
}

TEST(HostilePack, MayBuildUponWhatIsTooLargeForMemory) {
  const std::string large(limits::kObjectMaxBytes + 1, 'z');
  PackBuilder builder;
  builder.offset_delta(builder.object(ObjectType::kBlob, large), sizes(large.size(), 1) + insert_instruction("x"));
  EXPECT_EQ(read_pack(builder.pack()).at(1).oid, object_id(ObjectType::kBlob, "x").hex());
}

TEST(HostilePack, MayNotPointItsDeltasAnywhere) {
  const std::string delta = appending_delta(kContent.size(), "!");
  const auto with_distance = [&](std::uint64_t distance) {
    PackBuilder builder;
    builder.commit(kContent);
    builder.raw(entry_head(kOffsetDelta, delta.size()) + distance_bytes(distance) + deflated(delta));
    return builder.pack();
  };
  PackBuilder probe;
  const std::size_t entry = (probe.commit(kContent), probe.next());
  EXPECT_EQ(read_pack(with_distance(entry - 12)).size(), 2U);
  for (const std::uint64_t distance :
       {std::uint64_t{0}, std::uint64_t{1}, entry - 13, entry - 11, entry, entry + 1, std::uint64_t{1} << 40}) {
    EXPECT_EQ(code_of(with_distance(distance)), kBadData) << distance;
  }
  const std::string endless = entry_head(kOffsetDelta, delta.size()) + std::string(12, '\xFF') + "\x01";
  EXPECT_EQ(code_of(pack_of(endless + deflated(delta))), kBadData);
}

TEST(HostilePack, MayNotLackABase) {
  const auto id = [](std::string_view content) { return object_id(ObjectType::kCommit, content); };
  const std::string delta = appending_delta(kContent.size(), "!");
  PackBuilder missing;
  missing.offset_delta(missing.ref_delta(id("elsewhere"), delta), delta);
  EXPECT_EQ(code_of(missing.pack()), kBadData);
  // A delta that names what it would become, and two that name each other: no such ids can be, but say so they may.
  PackBuilder itself;
  itself.ref_delta(id(std::string(kContent) + "!"), delta);
  EXPECT_EQ(code_of(itself.pack()), kBadData);
  PackBuilder circle;
  circle.ref_delta(id("b"), delta_size(1) + delta_size(1) + insert_instruction("a"));
  circle.ref_delta(id("a"), delta_size(1) + delta_size(1) + insert_instruction("b"));
  EXPECT_EQ(code_of(circle.pack()), kBadData);
}

TEST(HostilePack, MayNotHaveDeltasThatDoNotFit) {
  const std::size_t size = kContent.size();
  EXPECT_EQ(read_pack(pack_with_delta(sizes(size, 0))).size(), 2U);
  EXPECT_EQ(code_of(pack_with_delta("")), kBadData);
  EXPECT_EQ(code_of(pack_with_delta(delta_size(size))), kBadData);
  EXPECT_EQ(code_of(pack_with_delta(sizes(size + 1, 1) + insert_instruction("x"))), kBadData);
  EXPECT_EQ(code_of(pack_with_delta(sizes(size, 2) + insert_instruction("x"))), kBadData);
  EXPECT_EQ(code_of(pack_with_delta(sizes(size, 1) + copy_instruction(static_cast<std::uint32_t>(size), 1))), kBadData);
}

TEST(HostilePack, MayNotChainDeltasWithoutEnd) {
  const auto chain = [](std::size_t links) {
    PackBuilder builder;
    std::size_t last = builder.commit("x");
    for (std::size_t i = 0; i < links; ++i) last = builder.offset_delta(last, sizes(1, 1) + insert_instruction("y"));
    return builder.pack();
  };
  EXPECT_EQ(read_pack(chain(limits::kDeltaDepthMax)).size(), limits::kDeltaDepthMax + 1);
  EXPECT_EQ(read_failure(chain(limits::kDeltaDepthMax + 1)), kLimitExceeded);
}

TEST(HostilePack, NeedsAUsableSpoolDirectory) {
  PackReaderOptions options = default_options();
  options.spool_directory = "/nonexistent/cpsg";
  options.spool_memory_bytes = 0;
  EXPECT_EQ(read_failure(small_pack(), 1, options), kStoreIo);
}

}  // namespace
}  // namespace cpsg::git::pack
