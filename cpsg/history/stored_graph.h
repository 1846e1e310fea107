// A project's commit graph as the store has it, and its way back with new commits.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "cpsg/git/graph/commit_graph.h"
#include "cpsg/storage/graph_chunk.h"
#include "cpsg/storage/history_reader.h"

namespace cpsg::history {

struct StoredGraph {
  git::graph::CommitGraph graph;
  std::vector<git::graph::Node> order;  // the stored commits, parents before children
  std::uint32_t last_chunk_first = 0;   // stored number of the last chunk's first commit
};

// `expected_commits` makes room at once; a hint.
[[nodiscard]] StoredGraph load_graph(storage::HistoryReader& history, std::string_view project_id,
                                     std::size_t expected_commits = 0);

// Throws Error(kStoreCorrupt) unless the graph holds as many commits as were published, under their numbers.
void require_rows(const StoredGraph& stored, std::uint32_t rows);

struct RepackedGraph {
  std::vector<git::graph::Node> order;      // all commits, parents before children
  std::vector<storage::GraphChunk> chunks;  // those to write
};

// The order and chunks after commits were added. A short last chunk is packed anew together with them, so that many
// small syncs don't leave many small chunks; `filled_gap` (a commit came that was only known as a missing parent)
// breaks the stored order and repacks everything.
[[nodiscard]] RepackedGraph repack(const StoredGraph& stored, std::size_t nodes_before, bool filled_gap);

}  // namespace cpsg::history
