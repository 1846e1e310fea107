#include "cpsg/history/stored_graph.h"

#include <algorithm>
#include <span>

#include "cpsg/base/error.h"

#include "cpsg/git/graph/graph_codec.h"

namespace cpsg::history {
namespace {

// Below this the last chunk is rewritten rather than followed by another.
constexpr std::uint32_t kShortChunkNodes = git::graph::kChunkMaxNodes / 8;

}  // namespace

StoredGraph load_graph(storage::HistoryReader& history, std::string_view project_id, std::size_t expected_commits) {
  StoredGraph stored;
  stored.graph.reserve(expected_commits);
  stored.order.reserve(expected_commits);
  history.read_graph(project_id, [&stored](const storage::GraphChunk& chunk) {
    git::graph::unpack_graph_chunk(chunk.bytes, chunk.first_node, chunk.nodes, stored.graph, stored.order);
    stored.last_chunk_first = chunk.first_node;
  });
  return stored;
}

void require_rows(const StoredGraph& stored, std::uint32_t rows) {
  const bool rows_known = std::all_of(stored.order.begin(), stored.order.end(),
                                      [&](git::graph::Node node) { return stored.graph.facts(node).row < rows; });
  if (stored.order.size() != rows || !rows_known) {
    throw Error(ErrorCode::kStoreCorrupt,
                "the commit graph does not fit the commits; restore the database from a backup");
  }
}

RepackedGraph repack(const StoredGraph& stored, std::size_t nodes_before, bool filled_gap) {
  RepackedGraph result;
  auto first = static_cast<std::uint32_t>(stored.order.size());
  if (filled_gap) {
    result.order = stored.graph.topological_order();
    first = 0;
  } else {
    result.order = stored.order;
    const std::vector<git::graph::Node> added =
        stored.graph.topological_order(static_cast<git::graph::Node>(nodes_before));
    if (added.empty()) return result;
    result.order.insert(result.order.end(), added.begin(), added.end());
    if (first - stored.last_chunk_first < kShortChunkNodes) first = stored.last_chunk_first;
  }

  std::vector<std::uint32_t> position(stored.graph.nodes(), git::graph::kNone);
  for (std::uint32_t number = 0; number < first; ++number) position[result.order[number]] = number;
  for (git::graph::PackedChunk& chunk :
       git::graph::pack_graph(stored.graph, std::span(result.order).subspan(first), first, position)) {
    result.chunks.push_back({chunk.first_node, chunk.nodes, std::move(chunk.bytes)});
  }
  return result;
}

}  // namespace cpsg::history
