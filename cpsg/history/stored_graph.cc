#include "cpsg/history/stored_graph.h"

#include <algorithm>
#include <span>

#include "cpsg/base/error.h"
#include "cpsg/git/graph/graph_codec.h"

namespace cpsg::history {
namespace {

// A last chunk with fewer nodes is written again rather than followed by another.
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

bool read_missing_offsets(storage::HistoryReader& history, const storage::CommitView& view, StoredGraph& stored) {
  const auto lacks_offset = [&](Node node) {
    const CommitFacts facts = stored.graph.facts(node);
    return facts.author_offset_minutes == git::graph::kOffsetUnknown && facts.authored_epoch_s >= 0;
  };
  if (std::none_of(stored.order.begin(), stored.order.end(), lacks_offset)) return false;
  std::vector<Node> node_of_row(view.rows, git::graph::kNone);
  for (const Node node : stored.order) {
    const std::uint32_t row = stored.graph.facts(node).row;
    if (row < view.rows) node_of_row[row] = node;
  }
  history.read_author_offsets(view, [&](std::uint32_t row, std::int16_t minutes) {
    if (row < view.rows && node_of_row[row] != git::graph::kNone) {
      stored.graph.set_author_offset(node_of_row[row], minutes);
    }
  });
  return true;
}

void require_rows(const StoredGraph& stored, std::uint32_t rows) {
  const bool rows_known = std::all_of(stored.order.begin(), stored.order.end(),
                                      [&](Node node) { return stored.graph.facts(node).row < rows; });
  if (stored.order.size() != rows || !rows_known) {
    throw Error(ErrorCode::kStoreCorrupt,
                "the commit graph does not fit the commits; restore the database from a backup");
  }
}

RepackedGraph repack(const StoredGraph& stored, std::size_t nodes_before, bool whole) {
  RepackedGraph result;
  auto first = static_cast<std::uint32_t>(stored.order.size());
  if (whole) {
    result.order = stored.graph.topological_order();
    first = 0;
  } else {
    result.order = stored.order;
    const std::vector<Node> added = stored.graph.topological_order(static_cast<Node>(nodes_before));
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
