#include "cpsg/history/stored_graph.h"

#include <algorithm>
#include <array>
#include <future>
#include <span>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/git/graph/graph_codec.h"

namespace cpsg::history {
namespace {

// With more of them, also those that stand before a long one are joined.
constexpr std::size_t kShortChunksMax = 32;

// Adds each chunk to the graph while another thread decodes the next one, where that is worth a thread. Two chunks are
// under way, whose memory is used in turns.
class ChunkPipeline {
 public:
  explicit ChunkPipeline(StoredGraph& stored) : stored_(stored) {}

  void add(const storage::StoredChunk& chunk) {
    Place& next = places_[1 - last_];
    next.first_node = chunk.first_node;
    next.bytes.assign(chunk.bytes.begin(), chunk.bytes.end());
    next.decoded =
        std::async(chunk.nodes < kShortChunkNodes ? std::launch::deferred : std::launch::async,
                   [&next, nodes = chunk.nodes] { git::graph::decode_chunk(next.bytes, nodes, next.chunk); });
    finish();
    last_ = 1 - last_;
  }
  void finish() {
    Place& last = places_[last_];
    if (!last.decoded.valid()) return;
    last.decoded.get();
    git::graph::add_chunk(last.chunk, last.first_node, stored_.graph, stored_.order);
  }

 private:
  struct Place {
    std::uint32_t first_node = 0;
    std::vector<std::uint8_t> bytes;
    git::graph::DecodedChunk chunk;
    std::future<void> decoded;  // the first to go, so that nobody uses the others then
  };

  StoredGraph& stored_;
  std::array<Place, 2> places_;
  std::size_t last_ = 0;
};

void reserve(StoredGraph& stored, std::size_t commits) {
  stored.graph.reserve(commits);
  stored.graph.prefer_large_pages();
  stored.order.reserve(commits);
}

StoredGraph read_chunks(storage::HistoryReader& history, std::string_view project_id, StoredGraph stored) {
  std::vector<std::uint32_t> short_chunks;  // by their first nodes
  ChunkPipeline pipeline(stored);
  stored.generation = history.read_graph(project_id, [&](const storage::StoredChunk& chunk) {
    pipeline.add(chunk);
    if (chunk.nodes >= kShortChunkNodes) {
      stored.short_chunks_first = chunk.first_node + chunk.nodes;
    } else {
      short_chunks.push_back(chunk.first_node);
    }
  });
  pipeline.finish();
  if (short_chunks.size() > kShortChunksMax) stored.short_chunks_first = short_chunks.front();
  return stored;
}

}  // namespace

StoredGraph load_graph(storage::HistoryReader& history, std::string_view project_id, std::size_t expected_commits) {
  StoredGraph stored;
  reserve(stored, expected_commits);
  return read_chunks(history, project_id, std::move(stored));
}

StoredGraph load_graph_to_find(storage::HistoryReader& history, std::string_view project_id,
                               std::size_t expected_commits, std::span<const model::Oid> wanted) {
  StoredGraph stored;
  stored.graph.index_only(wanted);
  reserve(stored, expected_commits);
  return read_chunks(history, project_id, std::move(stored));
}

std::vector<model::Oid> find_stored(storage::HistoryReader& history, std::string_view project_id,
                                    std::span<const model::Oid> wanted) {
  std::vector<model::Oid> found;
  const git::graph::WantedOids oids(wanted);
  history.read_graph(project_id, [&](const storage::StoredChunk& chunk) {
    git::graph::find_oids(chunk.bytes, chunk.nodes, oids, found);
  });
  return found;
}

bool knows_offsets(const StoredGraph& stored) {
  return std::none_of(stored.order.begin(), stored.order.end(), [&](Node node) {
    const CommitFacts facts = stored.graph.facts(node);
    return facts.author_offset_minutes == git::graph::kOffsetUnknown && facts.authored_epoch_s >= 0;
  });
}

bool read_missing_offsets(storage::HistoryReader& history, const storage::CommitView& view, StoredGraph& stored) {
  if (knows_offsets(stored)) return false;
  std::vector<Node> node_of_row(view.rows, git::graph::kNone);
  for (const Node node : stored.order) {
    const std::uint32_t row = stored.graph.row(node);
    if (row < view.rows) node_of_row[row] = node;
  }
  history.read_author_offsets(view, [&](std::uint32_t row, std::int16_t minutes) {
    if (row < view.rows && node_of_row[row] != git::graph::kNone) {
      stored.graph.set_author_offset(node_of_row[row], minutes);
    }
  });
  return true;
}

void require_published(const StoredGraph& stored, const storage::PublishedState& state) {
  if (stored.generation != state.generation) {
    throw Error(ErrorCode::kBusy, "another process has synced the project meanwhile");
  }
  const bool rows_known = std::all_of(stored.order.begin(), stored.order.end(),
                                      [&](Node node) { return stored.graph.row(node) < state.rows; });
  if (stored.order.size() != state.rows || !rows_known) {
    throw Error(ErrorCode::kStoreCorrupt,
                "the commit graph does not fit the commits; restore the database from a backup");
  }
}

CommitGraph graph_of_tips(const storage::PublishedState& before) {
  CommitGraph graph;
  for (const model::Branch& branch : before.branches) {
    const Node node = graph.intern(branch.oid);
    if (!graph.present(node)) graph.add(node, {}, {.row = 0});
  }
  return graph;
}

std::vector<storage::GraphChunk> pack_added(const CommitGraph& graph, std::span<const Node> added, std::uint32_t first,
                                            std::vector<std::uint32_t>& position) {
  std::vector<storage::GraphChunk> chunks;
  for (git::graph::PackedChunk& chunk : git::graph::pack_graph(graph, added, first, position)) {
    chunks.push_back({chunk.first_node, chunk.nodes, std::move(chunk.bytes)});
  }
  return chunks;
}

NextOrder next_order(const StoredGraph& stored, std::size_t nodes_before, bool whole) {
  if (whole) return {stored.graph.topological_order(), 0};
  NextOrder next{stored.order, static_cast<std::uint32_t>(stored.order.size())};
  const std::vector<Node> added = stored.graph.topological_order(static_cast<Node>(nodes_before));
  if (added.empty()) return next;
  next.order.insert(next.order.end(), added.begin(), added.end());
  next.first_changed = std::min(next.first_changed, stored.short_chunks_first);
  return next;
}

std::vector<storage::GraphChunk> pack_changed(const CommitGraph& graph, const NextOrder& next) {
  std::vector<std::uint32_t> position(graph.nodes(), git::graph::kNone);
  for (std::uint32_t number = 0; number < next.first_changed; ++number) position[next.order[number]] = number;
  return pack_added(graph, std::span(next.order).subspan(next.first_changed), next.first_changed, position);
}

}  // namespace cpsg::history
