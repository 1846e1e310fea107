// Protects: a graph of many chunks is read as it was packed, though another thread decodes the long ones; a damaged
// chunk in the middle ends the reading with its error; and a graph that another process has published since is told
// from a damaged one.
#include "cpsg/history/stored_graph.h"

#include <gtest/gtest.h>

#include <random>

#include "cpsg/base/error.h"
#include "cpsg/history/testing/sample_store.h"

namespace cpsg::history {
namespace {

constexpr std::uint32_t kLongChunks = 3;
constexpr std::uint32_t kCommits = kLongChunks * git::graph::kChunkMaxNodes + 10;

model::Oid oid(std::uint32_t number) {
  std::minstd_rand random(number + 1);
  model::Oid oid;
  for (std::uint8_t& byte : oid.bytes) byte = static_cast<std::uint8_t>(random() >> 8);
  return oid;
}

// Every commit on the one before it; every tenth merges one of long ago, so that parents are in earlier chunks.
CommitGraph long_graph() {
  CommitGraph graph;
  graph.reserve(kCommits);
  for (std::uint32_t row = 0; row < kCommits; ++row) {
    const Node node = graph.intern(oid(row));
    std::vector<Node> parents;
    if (row > 0) parents.push_back(row - 1);
    if (row % 10 == 9) parents.push_back(row / 3);
    graph.add(node, parents, {.committed_epoch_s = row, .authored_epoch_s = row, .row = row, .author = row % 7});
  }
  return graph;
}

class StoredGraphTest : public testing::Test {
 protected:
  StoredGraphTest() {
    const CommitGraph graph = long_graph();
    std::vector<std::uint32_t> position(graph.nodes(), git::graph::kNone);
    publication_.chunks = pack_added(graph, graph.topological_order(), 0, position);
    EXPECT_EQ(publication_.chunks.size(), kLongChunks + 1);
  }
  void publish() { sample_.store().publish(lease_, publication_); }
  StoredGraph load() { return load_graph(sample_.store(), project_.id, kCommits); }

  SampleStore sample_;
  model::Project project_ = sample_.add("octo", "long");
  storage::Lease lease_ = std::get<storage::Lease>(
      sample_.store().acquire_lease(project_.id, "test", at(kSampleStart), std::chrono::seconds(60), {}));
  storage::Publication publication_;  // without rows: of the graph alone
};

TEST_F(StoredGraphTest, ManyChunksAreReadAsTheyWerePacked) {
  publish();
  const CommitGraph graph = long_graph();
  const StoredGraph stored = load();
  EXPECT_EQ(stored.generation, 1U);
  EXPECT_EQ(stored.short_chunks_first, kLongChunks * git::graph::kChunkMaxNodes);
  ASSERT_EQ(stored.order.size(), kCommits);
  for (std::uint32_t number = 0; number < kCommits; ++number) {
    const Node node = stored.order[number];
    const std::uint32_t row = stored.graph.row(node);
    ASSERT_EQ(stored.graph.oid(node), graph.oid(row));
    ASSERT_EQ(stored.graph.facts(node), graph.facts(row));
    const auto parents = stored.graph.parents(node);
    const auto expected = graph.parents(row);
    ASSERT_EQ(parents.size(), expected.size());
    for (std::size_t i = 0; i < parents.size(); ++i) ASSERT_EQ(stored.graph.row(parents[i]), expected[i]);
  }
}

TEST_F(StoredGraphTest, CommitsAreFoundInEveryChunk) {
  publish();
  const std::vector<model::Oid> wanted = {oid(0), oid(kCommits / 2), oid(kCommits - 1), sample_oid('z')};
  const std::vector<model::Oid> found = find_stored(sample_.store(), project_.id, wanted);
  EXPECT_EQ(found, std::vector(wanted.begin(), wanted.end() - 1));
  const StoredGraph stored = load_graph_to_find(sample_.store(), project_.id, kCommits, wanted);
  EXPECT_EQ(stored.graph.row(stored.graph.find(wanted[1]).value()), kCommits / 2);
  EXPECT_FALSE(stored.graph.find(wanted[3]));
}

TEST_F(StoredGraphTest, ADamagedChunkAmongOthersIsTold) {
  publication_.chunks[1].bytes.resize(publication_.chunks[1].bytes.size() / 2);
  publish();
  try {
    (void)load();
    FAIL() << "half a chunk was read";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kStoreCorrupt);
  }
}

TEST_F(StoredGraphTest, WhatAnotherProcessPublishedIsNoDamage) {
  publish();
  const StoredGraph stored = load();
  const auto code_for = [&](const storage::PublishedState& state) -> std::optional<ErrorCode> {
    try {
      require_published(stored, state);
      return std::nullopt;
    } catch (const Error& error) {
      return error.code();
    }
  };
  EXPECT_EQ(code_for({.generation = 1, .rows = kCommits}), std::nullopt);
  EXPECT_EQ(code_for({.generation = 0, .rows = 1}), ErrorCode::kBusy);
  EXPECT_EQ(code_for({.generation = 1, .rows = 1}), ErrorCode::kStoreCorrupt);
}

}  // namespace
}  // namespace cpsg::history
