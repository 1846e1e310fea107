// A project's commit graph as the store holds it, and how it is written back with new commits.
//
//   StoredGraph stored = load_graph(history, project_id);
//   const std::size_t nodes_before = stored.graph.nodes();  // then add commits to stored.graph
//   RepackedGraph repacked = repack(stored, nodes_before, whole);
//
// The store holds the graph in chunks of bytes (git/graph/graph_codec.h), numbered through, parents before children.
// Nothing here is locked: a graph belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "cpsg/git/graph/commit_graph.h"
#include "cpsg/storage/graph_chunk.h"
#include "cpsg/storage/history_reader.h"

namespace cpsg::history {

using git::graph::CommitFacts;
using git::graph::CommitGraph;
using git::graph::Node;

struct StoredGraph {
  CommitGraph graph;
  std::vector<Node> order;             // the stored commits, parents before children
  std::uint32_t last_chunk_first = 0;  // the index in `order` of the last chunk's first commit
};

// The graph of the published generation; an empty one before the first. `expected_commits` reserves memory: a hint.
// Throws Error(kNotFound) for an unknown project, Error(kStoreCorrupt) for chunks that cannot be read.
[[nodiscard]] StoredGraph load_graph(storage::HistoryReader& history, std::string_view project_id,
                                     std::size_t expected_commits = 0);

// Reads the authors' offsets that are missing where chunks of an earlier version of the program were read; whether any
// were. The graph is that of the view, perhaps with commits that are not stored yet.
bool read_missing_offsets(storage::HistoryReader& history, const storage::CommitView& view, StoredGraph& stored);

// Throws Error(kStoreCorrupt) unless the graph holds `rows` commits, each with a row below that number.
void require_rows(const StoredGraph& stored, std::uint32_t rows);

struct RepackedGraph {
  std::vector<Node> order;                  // all commits, parents before children
  std::vector<storage::GraphChunk> chunks;  // those to write; they replace all from the first one's number on
};

// The new order and the changed chunks, after commits were added to the graph, which had `nodes_before` nodes as
// loaded. A short last chunk is written again together with the new commits, so that many small syncs do not leave many
// small chunks. `whole`: everything is ordered and written again, because a commit came that was known only as a
// missing parent and belongs before its stored children, or because what the stored chunks say of their commits has
// changed.
[[nodiscard]] RepackedGraph repack(const StoredGraph& stored, std::size_t nodes_before, bool whole);

}  // namespace cpsg::history
