// Protects the stored form of the graph: round trips of random histories (gaps, merges, commits without times) through
// one and many chunks, chunks added on top, histories that deepen, and damage at every byte, which must end in
// Error(kStoreCorrupt) or a usable graph.
#include "cpsg/git/graph/graph_codec.h"

#include "cpsg/base/error.h"
#include "cpsg/base/testing/random_seed.h"
#include "cpsg/git/graph/reachability.h"
#include "cpsg/git/graph/testing/random_history.h"
#include "cpsg/model/git_time.h"

namespace cpsg::git::graph {
namespace {

using Bytes = std::vector<std::uint8_t>;

struct Unpacked {
  CommitGraph graph;
  std::vector<Node> stored;
};

void unpack_into(Unpacked& to, const std::vector<PackedChunk>& chunks) {
  for (const PackedChunk& chunk : chunks) {
    unpack_graph_chunk(chunk.bytes, chunk.first_node, chunk.nodes, to.graph, to.stored);
  }
}

// All commits, packed as stored nodes `first_node` and on.
std::vector<PackedChunk> pack_all(const CommitGraph& graph, std::uint32_t first_node = 0) {
  std::vector<std::uint32_t> position;
  return pack_graph(graph, graph.topological_order(), first_node, position);
}

// The same commits, facts and parents, and the same missing ids, whatever the nodes' numbers.
void expect_equal(const CommitGraph& found, const CommitGraph& expected) {
  ASSERT_EQ(found.commits(), expected.commits());
  ASSERT_EQ(found.missing(), expected.missing());
  for (Node node = 0; node < expected.nodes(); ++node) {
    const std::optional<Node> same = found.find(expected.oid(node));
    ASSERT_TRUE(same.has_value());
    ASSERT_EQ(found.present(*same), expected.present(node));
    ASSERT_EQ(found.facts(*same), expected.facts(node));
    ASSERT_TRUE(std::ranges::equal(found.parents(*same), expected.parents(node),
                                   [&](Node a, Node b) { return found.oid(a) == expected.oid(b); }));
  }
}

CommitGraph random_graph(std::mt19937& random, std::uint32_t size, bool with_gaps) {
  std::vector<Node> nodes;
  return build_graph(random_history(random, size, with_gaps), random, nodes);
}

TEST(GraphCodec, HistoriesComeBack) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  for (int round = 0; round < 1000; ++round) {
    const CommitGraph graph = random_graph(random, static_cast<std::uint32_t>(random() % 80), true);
    const std::vector<Node> order = graph.topological_order();
    std::vector<std::uint32_t> position;
    Unpacked unpacked;
    unpack_into(unpacked, pack_graph(graph, order, 0, position));
    ASSERT_NO_FATAL_FAILURE(expect_equal(unpacked.graph, graph));
    ASSERT_EQ(unpacked.stored.size(), order.size());
    for (std::uint32_t number = 0; number < order.size(); ++number) {
      ASSERT_EQ(position[order[number]], number);
      ASSERT_EQ(unpacked.graph.oid(unpacked.stored[number]), graph.oid(order[number]));
    }
  }
}

TEST(GraphCodec, CommitsAreFoundInAChunkByThePrefixOfTheirOids) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  for (int round = 0; round < 200; ++round) {
    const CommitGraph graph = random_graph(random, 1 + static_cast<std::uint32_t>(random() % 80), true);
    const std::vector<Node> order = graph.topological_order();
    if (order.empty()) continue;
    std::vector<std::uint32_t> position;
    const PackedChunk chunk = pack_graph(graph, order, 0, position).at(0);
    const std::string hex = graph.oid(order[random() % order.size()]).hex();
    const std::string digits = hex.substr(0, 4 + random() % 37);
    std::vector<std::pair<std::string, std::uint32_t>> expected;
    for (const Node node : order) {
      if (graph.oid(node).hex().starts_with(digits))
        expected.emplace_back(graph.oid(node).hex(), graph.facts(node).row);
    }
    std::vector<std::pair<std::string, std::uint32_t>> found;
    for (const StoredCommit& each :
         find_in_chunk(chunk.bytes, chunk.nodes, model::OidPrefix::from_hex(digits).value())) {
      found.emplace_back(each.oid.hex(), each.row);
    }
    ASSERT_EQ(found, expected) << digits;
  }
}

TEST(GraphCodec, KeepsExtremes) {
  CommitGraph graph;
  const std::int64_t latest = model::kMaxEpochS + 1439 * 60;
  const std::vector<CommitFacts> extremes = {
      {.committed_epoch_s = -1, .authored_epoch_s = -1, .row = kNone - 1, .author = kNone, .bot = true},
      {.committed_epoch_s = latest, .authored_epoch_s = -1, .row = 0, .author = 0, .author_offset_minutes = 1439},
      {.committed_epoch_s = -1,
       .authored_epoch_s = latest,
       .row = kNone - 2,
       .author = kNone - 1,
       .bot = true,
       .author_offset_minutes = -1439},
      {.committed_epoch_s = 0, .authored_epoch_s = 0, .row = 1, .author = kNone}};
  for (const CommitFacts& facts : extremes) {
    const auto node = static_cast<Node>(graph.commits());
    std::vector<Node> parents(node == 3 ? 3000 : 0);
    graph.intern(oid_of(node));
    for (std::size_t i = 0; i < parents.size(); ++i) parents[i] = static_cast<Node>(i % 3);
    graph.add(node, parents, facts);
  }
  Unpacked unpacked;
  unpack_into(unpacked, pack_all(graph));
  expect_equal(unpacked.graph, graph);
}

TEST(GraphCodec, SplitsLongHistories) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  const CommitGraph graph = random_graph(random, 2 * kChunkMaxNodes + 100, false);
  const std::vector<PackedChunk> chunks = pack_all(graph);
  ASSERT_EQ(chunks.size(), 3U);
  EXPECT_EQ(chunks[1].first_node, kChunkMaxNodes);
  EXPECT_EQ(chunks[1].nodes, kChunkMaxNodes);
  EXPECT_EQ(chunks[2].first_node, 2 * kChunkMaxNodes);
  EXPECT_EQ(chunks[2].nodes, 100U);
  Unpacked unpacked;
  unpack_into(unpacked, chunks);
  expect_equal(unpacked.graph, graph);
}

CommitFacts row(std::uint32_t number) {
  CommitFacts facts;
  facts.row = number;
  return facts;
}

void add_commit(CommitGraph& graph, std::uint32_t commit, const std::vector<std::uint32_t>& parents) {
  const Node node = graph.intern(oid_of(commit));
  std::vector<Node> nodes;
  for (const std::uint32_t parent : parents) nodes.push_back(graph.intern(oid_of(parent)));
  graph.add(node, nodes, row(commit));
}

TEST(GraphCodec, ChunksAreAddedOnTop) {
  CommitGraph graph;
  for (std::uint32_t i = 0; i < 10; ++i)
    add_commit(graph, i, i == 0 ? std::vector<std::uint32_t>{} : std::vector{i - 1});
  std::vector<std::uint32_t> position;
  std::vector<PackedChunk> chunks = pack_graph(graph, graph.topological_order(), 0, position);

  const auto first = static_cast<Node>(graph.nodes());
  add_commit(graph, 11, {10, 3});
  add_commit(graph, 10, {9, 77});  // 77 never comes
  const std::vector<PackedChunk> added = pack_graph(graph, graph.topological_order(first), 10, position);
  ASSERT_EQ(added.size(), 1U);
  EXPECT_EQ(added[0].first_node, 10U);
  EXPECT_EQ(added[0].nodes, 2U);
  chunks.insert(chunks.end(), added.begin(), added.end());
  Unpacked unpacked;
  unpack_into(unpacked, chunks);
  expect_equal(unpacked.graph, graph);
}

// The chunks of a cut history, and a later one with the commit at which it was cut.
TEST(GraphCodec, AMissingParentMayComeInALaterChunk) {
  CommitGraph cut;
  add_commit(cut, 2, {1});
  Unpacked unpacked;
  unpack_into(unpacked, pack_all(cut));
  const std::size_t loaded = unpacked.graph.nodes();

  CommitGraph rest;
  add_commit(rest, 0, {});
  add_commit(rest, 1, {0});
  unpack_into(unpacked, pack_all(rest, 1));
  EXPECT_LT(*unpacked.graph.find(oid_of(1)), loaded);  // how the caller knows that all must be packed anew
  CommitGraph whole;
  add_commit(whole, 2, {1});
  add_commit(whole, 1, {0});
  add_commit(whole, 0, {});
  expect_equal(unpacked.graph, whole);

  Unpacked repacked;
  unpack_into(repacked, pack_all(unpacked.graph));
  expect_equal(repacked.graph, whole);
  EXPECT_EQ(repacked.graph.oid(repacked.stored[0]), oid_of(0));
}

TEST(GraphCodec, TakesAboutThirtyBytesACommit) {
  CommitGraph graph;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const Node node = graph.intern(oid_of(i));
    const std::int64_t time = 1'700'000'000 + i * 5000;
    graph.add(node, i == 0 ? std::vector<Node>{} : std::vector<Node>{i - 1},
              {time, time - 60, 999 - i, i % 100, false, static_cast<std::int16_t>(i % 4 == 0 ? 120 : 60)});
  }
  EXPECT_LT(pack_all(graph).at(0).bytes.size(), 31'000U);
}

// A chunk as version 1 of the program wrote it: the same columns without the last one.
TEST(GraphCodec, ReadsChunksOfTheVersionWithoutOffsets) {
  CommitGraph graph;
  for (std::uint32_t i = 0; i < 10; ++i) {
    const Node node = graph.intern(oid_of(i));
    graph.add(node, i == 0 ? std::vector<Node>{} : std::vector<Node>{i - 1}, {100 + i, 90 + i, i, i, i == 3, 0});
  }
  PackedChunk chunk = pack_all(graph).at(0);
  chunk.bytes.front() = 1;
  chunk.bytes.resize(chunk.bytes.size() - 10);  // all offsets are equal and 0, so each takes a byte
  Unpacked unpacked;
  unpack_into(unpacked, {chunk});
  for (Node node = 0; node < 10; ++node) {
    CommitFacts expected = graph.facts(node);
    expected.author_offset_minutes = kOffsetUnknown;
    EXPECT_EQ(unpacked.graph.facts(*unpacked.graph.find(graph.oid(node))), expected);
  }
  EXPECT_EQ(pack_all(unpacked.graph).at(0).bytes.front(), 2) << "what is packed anew has the column";
}

// Unpacks damaged bytes; what is accepted must be usable.
bool accepted(const Bytes& bytes, std::uint32_t first_node, std::uint32_t nodes) {
  Unpacked unpacked;
  try {
    unpack_graph_chunk(bytes, first_node, nodes, unpacked.graph, unpacked.stored);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kStoreCorrupt);
    return false;
  }
  EXPECT_EQ(unpacked.graph.commits(), nodes);
  EXPECT_EQ(unpacked.stored.size(), nodes);
  EXPECT_EQ(unpacked.graph.topological_order().size(), nodes);
  EXPECT_LE(reachable(unpacked.graph, unpacked.stored).count(), nodes);
  return true;
}

class DamagedChunk : public ::testing::Test {
 protected:
  void SetUp() override {
    std::mt19937 random(random_seed());
    const CommitGraph graph = random_graph(random, 40, true);
    chunk_ = pack_all(graph).at(0);
    ASSERT_TRUE(accepted(chunk_.bytes, 0, chunk_.nodes));
  }

  const ::testing::ScopedTrace seed_{__FILE__, __LINE__, seed_text(random_seed())};
  PackedChunk chunk_;
};

TEST_F(DamagedChunk, IsRefusedWhereverItIsCut) {
  for (std::size_t size = 0; size < chunk_.bytes.size(); ++size) {
    const Bytes cut(chunk_.bytes.begin(), chunk_.bytes.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(accepted(cut, 0, chunk_.nodes)) << size;
  }
  Bytes longer = chunk_.bytes;
  longer.push_back(0);
  EXPECT_FALSE(accepted(longer, 0, chunk_.nodes));
}

TEST_F(DamagedChunk, IsRefusedWithAnotherCount) {
  for (const std::uint32_t nodes :
       {0U, chunk_.nodes - 1, chunk_.nodes + 1, kChunkMaxNodes, kChunkMaxNodes + 1, kNone}) {
    EXPECT_FALSE(accepted(chunk_.bytes, 0, nodes)) << nodes;
  }
  EXPECT_FALSE(accepted(chunk_.bytes, 1, chunk_.nodes));
}

TEST_F(DamagedChunk, IsRefusedOrUsableWithAnyBitFlipped) {
  for (std::size_t i = 0; i < chunk_.bytes.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      Bytes flipped = chunk_.bytes;
      flipped[i] = static_cast<std::uint8_t>(flipped[i] ^ (1U << bit));
      (void)accepted(flipped, 0, chunk_.nodes);
    }
  }
}

TEST_F(DamagedChunk, IsRefusedOrUsableWithBytesReplaced) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  for (int round = 0; round < 20'000; ++round) {
    Bytes damaged = chunk_.bytes;
    for (std::size_t left = 1 + random() % 6; left > 0; --left) {
      damaged[random() % damaged.size()] = static_cast<std::uint8_t>(random());
    }
    (void)accepted(damaged, 0, chunk_.nodes);
  }
}

TEST(DamagedGraph, IsRefusedWithUnusedBitsSet) {
  CommitGraph graph;
  add_commit(graph, 1, {});
  Bytes bytes = pack_all(graph).at(0).bytes;  // ends in the bot bits, of which one is used, and an unknown offset
  constexpr std::size_t kBytesOfUnknown = 2;
  ASSERT_TRUE(accepted(bytes, 0, 1));
  bytes[bytes.size() - 1 - kBytesOfUnknown] |= 0x02;
  EXPECT_FALSE(accepted(bytes, 0, 1));
}

TEST(DamagedGraph, IsRefusedIfACommitComesTwiceOrIsItsOwnMissingParent) {
  CommitGraph graph;
  add_commit(graph, 1, {2});
  const PackedChunk chunk = pack_all(graph).at(0);
  Unpacked unpacked;
  unpack_graph_chunk(chunk.bytes, 0, 1, unpacked.graph, unpacked.stored);
  EXPECT_THROW(unpack_graph_chunk(chunk.bytes, 1, 1, unpacked.graph, unpacked.stored), Error);

  Bytes own_parent = chunk.bytes;  // version, oid, one missing, its oid
  std::copy_n(own_parent.begin() + 1, 20, own_parent.begin() + 22);
  EXPECT_FALSE(accepted(own_parent, 0, 1));
}

}  // namespace
}  // namespace cpsg::git::graph
