// A project's commit graph as the store holds it, and how it is written back with new commits.
//
//   StoredGraph stored = load_graph(history, project_id);
//   const std::size_t nodes_before = stored.graph.nodes();  // then add commits to stored.graph
//   const NextOrder next = next_order(stored, nodes_before, whole);
//   publication.chunks = pack_changed(stored.graph, next);
//
// The store holds the graph in chunks of bytes (git/graph/graph_codec.h), numbered through, parents before children.
// Nothing here is locked: a graph belongs to one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "cpsg/git/graph/commit_graph.h"
#include "cpsg/git/graph/graph_codec.h"
#include "cpsg/storage/graph_chunk.h"
#include "cpsg/storage/history_reader.h"
#include "cpsg/storage/publication.h"

namespace cpsg::history {

using git::graph::CommitFacts;
using git::graph::CommitGraph;
using git::graph::Node;

// Chunks with fewer nodes at the end are written again rather than followed by another.
inline constexpr std::uint32_t kShortChunkNodes = git::graph::kChunkMaxNodes / 8;

struct StoredGraph {
  CommitGraph graph;
  std::vector<Node> order;  // the stored commits, parents before children
  // Where the chunks begin that are to be joined, as an index in `order`; its size where there are none. They are the
  // short ones at the end, or all from the first short one on, where there are many.
  std::uint32_t short_chunks_first = 0;
  std::uint64_t generation = 0;  // that was read
};

// The graph of the published generation; an empty one before the first. `expected_commits` reserves memory: a hint.
// Throws Error(kNotFound) for an unknown project, Error(kStoreCorrupt) for chunks that cannot be read.
[[nodiscard]] StoredGraph load_graph(storage::HistoryReader& history, std::string_view project_id,
                                     std::size_t expected_commits = 0);
// The same, where it is known which object ids will be looked up: of all others, CommitGraph::find() and intern() know
// nothing. A million ids are compared with these in a few milliseconds, and an index of all takes ten times as long.
[[nodiscard]] StoredGraph load_graph_to_find(storage::HistoryReader& history, std::string_view project_id,
                                             std::size_t expected_commits, std::span<const model::Oid> wanted);

// Which of these commits the published generation has. Makes no graph, so it takes a fraction of the time.
[[nodiscard]] std::vector<model::Oid> find_stored(storage::HistoryReader& history, std::string_view project_id,
                                                  std::span<const model::Oid> wanted);

// Whether the author's offset of each commit is known that has a time: not where chunks of an earlier version of the
// program were read.
[[nodiscard]] bool knows_offsets(const StoredGraph& stored);

// Reads the authors' offsets that are missing where chunks of an earlier version of the program were read; whether any
// were. The graph is that of the view, perhaps with commits that are not stored yet.
bool read_missing_offsets(storage::HistoryReader& history, const storage::CommitView& view, StoredGraph& stored);

// Throws Error(kBusy) where another process has published since the state was read: whoever took over a lost lease.
// Throws Error(kStoreCorrupt) unless the graph holds the state's commits, each with a row of theirs.
void require_published(const StoredGraph& stored, const storage::PublishedState& state);

// A graph of nothing but the tips that were published, one node for each object id, without their parents. Their rows
// and dates are not known and must not be asked for.
[[nodiscard]] CommitGraph graph_of_tips(const storage::PublishedState& before);

// Packs the commits `added` (parents before children), of which every parent is among them or has a position, as stored
// nodes from `first` on. `position` has the number of each node that is stored already, and is updated.
[[nodiscard]] std::vector<storage::GraphChunk> pack_added(const CommitGraph& graph, std::span<const Node> added,
                                                          std::uint32_t first, std::vector<std::uint32_t>& position);

struct NextOrder {
  std::vector<Node> order;          // all commits, parents before children
  std::uint32_t first_changed = 0;  // from this place on they are to be packed; the number of all: nothing is
};

// The order with commits that were added to the graph, which had `nodes_before` nodes as loaded. Short chunks at the
// end are written again together with the new commits, so that many small syncs do not leave many small chunks.
// `whole`: everything is ordered and written again, because a commit came that was known only as a missing parent and
// belongs before its stored children, or because what the stored chunks say of their commits has changed.
[[nodiscard]] NextOrder next_order(const StoredGraph& stored, std::size_t nodes_before, bool whole);

// The chunks to write: they replace all from the first one's number on.
[[nodiscard]] std::vector<storage::GraphChunk> pack_changed(const CommitGraph& graph, const NextOrder& next);

}  // namespace cpsg::history
