// The packed form of the commit graph, as the store keeps it: append-only chunks of nodes in topological order.
//
// Layout of a chunk is described in graph_codec.cc; it is versioned by its first byte.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cpsg/git/commit_graph.h"

namespace cpsg::git {

// One packed chunk; `first_node` counts through all chunks of the repository.
struct PackedChunk {
  std::uint32_t first_node = 0;
  std::uint32_t nodes = 0;
  std::vector<std::uint8_t> bytes;
};

inline constexpr std::uint32_t kChunkMaxNodes = 65'536;

// Packs the nodes named by `order` (parents before children) as stored nodes `first_node`, `first_node`+1, ...
// `position[node]` is the stored number of every node that is stored already (kNone otherwise) and is updated.
// A parent that is missing is packed by its oid, so that unpacking restores it as missing.
[[nodiscard]] std::vector<PackedChunk> pack_graph(const CommitGraph& graph, std::span<const Node> order,
                                                  std::uint32_t first_node, std::vector<std::uint32_t>& position);

// Adds a chunk's commits to the graph; chunks come in order. `stored[i]` becomes the node of stored number i.
// Throws Error(kStoreCorrupt).
void unpack_graph_chunk(std::span<const std::uint8_t> bytes, std::uint32_t first_node, std::uint32_t nodes,
                        CommitGraph& graph, std::vector<Node>& stored);

}  // namespace cpsg::git
