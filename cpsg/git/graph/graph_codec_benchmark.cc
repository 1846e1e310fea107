// What reading a stored graph of a million commits costs, with an index of all its ids and with one of a few.
#include <benchmark/benchmark.h>

#include <random>

#include "cpsg/git/graph/graph_codec.h"
#include "cpsg/git/graph/testing/random_history.h"

namespace cpsg::git::graph {
namespace {

constexpr std::uint32_t kCommits = 1'000'000;

const std::vector<PackedChunk>& chunks() {
  static const std::vector<PackedChunk> packed = [] {
    std::mt19937 random(1);
    CommitGraph graph;
    graph.reserve(kCommits);
    std::vector<Node> order;
    std::int64_t time = 1'300'000'000;
    for (std::uint32_t row = 0; row < kCommits; ++row) {
      const Node node = graph.intern(oid_of(row));
      std::vector<Node> parents;
      if (row > 0) parents.push_back(node - 1);
      if (row > 100 && random() % 5 == 0) parents.push_back(node - 2 - static_cast<Node>(random() % 90));
      time += static_cast<std::int64_t>(random() % 900);
      graph.add(
          node, parents,
          {time, time - static_cast<std::int64_t>(random() % 3'000), row, static_cast<std::uint32_t>(random() % 5'000),
           random() % 50 == 0, static_cast<std::int16_t>(60 * (random() % 3))});
      order.push_back(node);
    }
    std::vector<std::uint32_t> position;
    return pack_graph(graph, order, 0, position);
  }();
  return packed;
}

void unpack(CommitGraph& graph) {
  std::vector<Node> stored;
  graph.reserve(kCommits);
  graph.prefer_large_pages();
  stored.reserve(kCommits);
  for (const PackedChunk& chunk : chunks())
    unpack_graph_chunk(chunk.bytes, chunk.first_node, chunk.nodes, graph, stored);
  benchmark::DoNotOptimize(stored.back());
}

void with_all_ids_indexed(benchmark::State& state) {
  for (auto _ : state) {
    CommitGraph graph;
    unpack(graph);
  }
}
BENCHMARK(with_all_ids_indexed)->Unit(benchmark::kMillisecond);

void with_a_few_ids_indexed(benchmark::State& state) {
  const std::vector<model::Oid> wanted = {oid_of(1), oid_of(kCommits - 1)};
  for (auto _ : state) {
    CommitGraph graph;
    graph.index_only(wanted);
    unpack(graph);
  }
}
BENCHMARK(with_a_few_ids_indexed)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cpsg::git::graph
