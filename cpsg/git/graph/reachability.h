// Questions about reachability that one pass over the graph answers for all branches at once.
//
//   const std::vector<BranchPosition> positions = compare_to_default(graph, order, tips, on_default);
//   const model::Bitmap live = reachable(graph, tips);
//
// Pure functions of a graph that nobody changes meanwhile. Source: git-rev-list, whose counts they equal.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cpsg/git/graph/commit_graph.h"
#include "cpsg/model/bitmap.h"

namespace cpsg::git::graph {

// Nodes reachable from any of the tips, the tips among them; missing nodes don't count.
[[nodiscard]] model::Bitmap reachable(const CommitGraph& graph, std::span<const Node> tips);
// The same, and those of `reached`, which has with each node its ancestors.
[[nodiscard]] model::Bitmap reachable_beyond(model::Bitmap reached, const CommitGraph& graph,
                                             std::span<const Node> tips);

// A branch against the default branch, as `git rev-list --left-right --count` and `--count` say.
struct BranchPosition {
  std::int64_t commits = 0;
  std::int64_t ahead = 0;
  std::int64_t behind = 0;
};
// One position for each tip, in their order. `topological` is every present node, parents before children, and
// `on_default` what the default branch reaches. One pass over the graph serves 64 tips.
[[nodiscard]] std::vector<BranchPosition> compare_to_default(const CommitGraph& graph,
                                                             std::span<const Node> topological,
                                                             std::span<const Node> tips,
                                                             const model::Bitmap& on_default);

// Ancestors of the tips at exponentially growing distances along first parents, the nearest first, without the tips;
// at most `most`. What a fetch offers as `have` when the server knows no tip.
[[nodiscard]] std::vector<Node> sample_ancestors(const CommitGraph& graph, std::span<const Node> tips,
                                                 std::size_t most);

}  // namespace cpsg::git::graph
