// The packed form of the commit graph, as the store keeps it: append-only chunks of nodes in topological order.
//
//   const std::vector<PackedChunk> chunks = pack_graph(graph, graph.topological_order(), 0, position);
//   unpack_graph_chunk(chunk.bytes, chunk.first_node, chunk.nodes, graph, stored);
//
// Half of the work of unpacking needs no graph, so another thread can do it for the next chunk: decode_chunk().
//
// Layout of a chunk is described in graph_codec.cc; it is versioned by its first byte. A commit takes about 31 bytes,
// of which 20 are its oid.
//
// Stored numbers stay topological as long as commits are only added on top. A history that deepens breaks that: a
// commit arrives that stored commits name as a missing parent. The caller sees it by the node: one below the graph's
// nodes() as it was after the last chunk was unpacked. It then packs everything anew, from stored number 0.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cpsg/git/graph/commit_graph.h"
#include "cpsg/model/oid_prefix.h"

namespace cpsg::git::graph {

// One packed chunk; `first_node` counts through all chunks of the repository.
struct PackedChunk {
  std::uint32_t first_node = 0;
  std::uint32_t nodes = 0;
  std::vector<std::uint8_t> bytes;
};

inline constexpr std::uint32_t kChunkMaxNodes = 65'536;

// Packs the nodes named by `order` (parents before children) as stored nodes `first_node`, `first_node`+1, ...
// `position[node]` is the stored number of every node that is stored already (kNone otherwise) and is updated; it may
// be shorter than the graph. A parent that is missing is packed by its oid, so that unpacking restores it as missing.
[[nodiscard]] std::vector<PackedChunk> pack_graph(const CommitGraph& graph, std::span<const Node> order,
                                                  std::uint32_t first_node, std::vector<std::uint32_t>& position);

// What the bytes of a chunk say, before its commits have nodes.
struct DecodedChunk {
  std::vector<model::Oid> oids;
  std::vector<model::Oid> missing;  // parents that no chunk had when this one was made
  // parents: 2d is the commit stored d before this one, 2m+1 is missing[m].
  CommitColumns columns;
};

// Reads them into `chunk`, whose memory is used again. Throws Error(kStoreCorrupt) on bytes that pack_graph did not
// make, as far as that can be seen.
void decode_chunk(std::span<const std::uint8_t> bytes, std::uint32_t nodes, DecodedChunk& chunk);

// Adds a chunk's commits to the graph; chunks come in order. `stored[i]` becomes the node of stored number i. What the
// chunk's parents are is written in their place.
// Throws Error(kStoreCorrupt) for what no chunk in this place says: what passes is a usable graph. After an error the
// graph is to be thrown away. Reserve the graph before the first chunk where the number of commits is known.
void add_chunk(DecodedChunk& chunk, std::uint32_t first_node, CommitGraph& graph, std::vector<Node>& stored);

// The two together.
void unpack_graph_chunk(std::span<const std::uint8_t> bytes, std::uint32_t first_node, std::uint32_t nodes,
                        CommitGraph& graph, std::vector<Node>& stored);

// Appends those that a chunk has to `found`. Only the chunk's oids are looked at.
void find_oids(std::span<const std::uint8_t> bytes, std::uint32_t nodes, const WantedOids& wanted,
               std::vector<model::Oid>& found);

// A commit of a chunk, and the row by which the store has it.
struct StoredCommit {
  model::Oid oid;
  std::uint32_t row = 0;
};
// Those of a chunk whose oids begin so, in the chunk's order. Makes no graph: of a chunk without any, the oids alone
// are looked at. Throws as unpack_graph_chunk() does.
[[nodiscard]] std::vector<StoredCommit> find_in_chunk(std::span<const std::uint8_t> bytes, std::uint32_t nodes,
                                                      const model::OidPrefix& prefix);

}  // namespace cpsg::git::graph
