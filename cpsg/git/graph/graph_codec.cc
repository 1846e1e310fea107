#include "cpsg/git/graph/graph_codec.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/varint.h"
#include "cpsg/model/git_time.h"

// A chunk is a version byte and these columns, one after another without padding, each in the order of the nodes.
// Numbers are varints (base/varint.h), signed ones zigzagged.
//
//   oids           20 bytes a node
//   missing        how many parents are missing, and their oids, 20 bytes each, in order of first mention
//   parents        a node: how many, then each parent as 2d = the node stored d before this one, 2m+1 = missing[m]
//   rows           signed distance to the row of the node before (to 0 for the first)
//   committed      signed distance in seconds to the committer time of the node before (to 0 for the first)
//   authored       signed distance to the node's own committer time; having no time counts as -1 in both columns
//   authors        the person's number plus one; 0 for none
//   bots           a bit a node, low bits first; unused bits are 0
//   offsets        signed distance of the author's offset in minutes to that of the node before (to 0 for the first);
//                  not being known counts as kOffsetUnknown. Chunks of version 1 end before this column.
//
// Columns keep like with like: a bounds check is per column, and a general compressor on top would find runs.

namespace cpsg::git::graph {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint8_t kVersion = 2;
constexpr std::uint8_t kVersionWithoutOffsets = 1;
constexpr std::int64_t kLatestEpochS = model::kMaxEpochS + 24 * 3600;  // the local year 9999, west of Greenwich

constexpr bool is_storable(std::int64_t epoch_s) { return epoch_s >= -1 && epoch_s <= kLatestEpochS; }

constexpr bool is_offset(std::int64_t minutes) { return minutes > -kOffsetUnknown && minutes <= kOffsetUnknown; }

void append_oid(Bytes& bytes, const model::Oid& oid) { bytes.insert(bytes.end(), oid.bytes.begin(), oid.bytes.end()); }

// Writes the columns of one chunk.
class ChunkPacker {
 public:
  ChunkPacker(const CommitGraph& graph, std::span<const Node> order, std::uint32_t first_node,
              const std::vector<std::uint32_t>& position)
      : graph_(graph), order_(order), first_node_(first_node), position_(position) {}

  Bytes pack() {
    constexpr std::size_t kExpectedBytesANode = 32;
    Bytes bytes;
    bytes.reserve(order_.size() * kExpectedBytesANode);
    bytes.push_back(kVersion);
    for (const Node node : order_) append_oid(bytes, graph_.oid(node));
    const Bytes parents = pack_parents();
    append_varint(bytes, missing_.size());
    for (const Node node : missing_) append_oid(bytes, graph_.oid(node));
    bytes.insert(bytes.end(), parents.begin(), parents.end());
    append_facts(bytes);
    return bytes;
  }

 private:
  Bytes pack_parents() {
    Bytes bytes;
    for (std::size_t i = 0; i < order_.size(); ++i) {
      const std::span<const Node> parents = graph_.parents(order_[i]);
      append_varint(bytes, parents.size());
      for (const Node parent : parents) append_varint(bytes, parent_code(first_node_ + i, parent));
    }
    return bytes;
  }

  std::uint64_t parent_code(std::uint64_t number, Node parent) {
    if (graph_.present(parent)) {
      assert(position_[parent] < number);
      return (number - position_[parent]) << 1;
    }
    const auto found = missing_index_.try_emplace(parent, missing_.size());
    if (found.second) missing_.push_back(parent);
    return (std::uint64_t{found.first->second} << 1) | 1;
  }

  void append_facts(Bytes& bytes) const {
    std::vector<CommitFacts> facts;
    facts.reserve(order_.size());
    for (const Node node : order_) facts.push_back(graph_.facts(node));

    std::int64_t row = 0;
    for (const CommitFacts& f : facts) append_varint(bytes, zigzag(f.row - std::exchange(row, f.row)));
    std::int64_t committed = 0;
    for (const CommitFacts& f : facts) {
      assert(is_storable(f.committed_epoch_s) && is_storable(f.authored_epoch_s));
      append_varint(bytes, zigzag(f.committed_epoch_s - std::exchange(committed, f.committed_epoch_s)));
    }
    for (const CommitFacts& f : facts) append_varint(bytes, zigzag(f.authored_epoch_s - f.committed_epoch_s));
    for (const CommitFacts& f : facts) append_varint(bytes, f.author + 1);
    const std::size_t bots = bytes.size();
    bytes.resize(bots + (facts.size() + 7) / 8);
    for (std::size_t i = 0; i < facts.size(); ++i) {
      if (facts[i].bot) bytes[bots + i / 8] |= static_cast<std::uint8_t>(1U << (i % 8));
    }
    std::int64_t offset = 0;
    for (const CommitFacts& f : facts) {
      assert(is_offset(f.author_offset_minutes));
      append_varint(bytes, zigzag(f.author_offset_minutes - std::exchange(offset, f.author_offset_minutes)));
    }
  }

  const CommitGraph& graph_;
  std::span<const Node> order_;
  std::uint64_t first_node_;
  const std::vector<std::uint32_t>& position_;
  std::vector<Node> missing_;
  std::unordered_map<Node, std::size_t> missing_index_;
};

[[noreturn]] void throw_corrupt() { throw Error(ErrorCode::kStoreCorrupt, "the stored commit graph is damaged"); }

// Reads the columns of one chunk, in their order.
class ChunkReader {
 public:
  ChunkReader(std::span<const std::uint8_t> bytes, std::uint32_t nodes) : rest_(bytes), nodes_(nodes) {
    version_ = take(1)[0];
    if (version_ != kVersion && version_ != kVersionWithoutOffsets) throw_corrupt();
  }

  void read_oids(std::uint64_t count, std::vector<model::Oid>& oids) {
    const std::span<const std::uint8_t> bytes = take_oids(count);
    oids.resize(count);
    static_assert(sizeof(model::Oid) == model::Oid::kSizeBytes);
    if (count > 0) std::memcpy(oids.data(), bytes.data(), bytes.size());
  }

  // The bytes of the next `count` oids.
  std::span<const std::uint8_t> take_oids(std::uint64_t count) {
    if (count > rest_.size() / model::Oid::kSizeBytes) throw_corrupt();
    return take(count * model::Oid::kSizeBytes);
  }

  // The parents of all nodes, as they are written.
  void read_parents(CommitColumns& columns) {
    columns.parent_counts.resize(nodes_);
    columns.parents.clear();
    columns.parents.reserve(nodes_ + nodes_ / 2);
    for (std::uint32_t& count : columns.parent_counts) {
      count = static_cast<std::uint32_t>(read_number(limits::kParentsStoredMax));
      for (std::uint32_t left = count; left > 0; --left) {
        columns.parents.push_back(static_cast<std::uint32_t>(read_number(UINT32_MAX)));
      }
    }
  }
  void skip_parents() {
    for (std::uint32_t node = 0; node < nodes_; ++node) {
      for (std::uint64_t left = read_number(limits::kParentsStoredMax); left > 0; --left) (void)read_number(UINT64_MAX);
    }
  }

  // The row of the next node, behind that of the one before.
  std::uint32_t read_row(std::uint32_t before) {
    return static_cast<std::uint32_t>(read_relative(before, 0, kNone - 1));
  }

  std::uint64_t read_number(std::uint64_t most) {
    std::uint64_t value = 0;
    if (!rest_.empty() && rest_.front() < 0x80) {  // most numbers
      value = rest_.front();
      rest_ = rest_.subspan(1);
    } else if (!read_varint(rest_, value)) {
      throw_corrupt();
    }
    if (value > most) throw_corrupt();
    return value;
  }

  void read_facts(CommitColumns& columns) {
    read_column(columns.rows, 0, kNone - 1);
    read_column(columns.committed_epoch_s, -1, kLatestEpochS);
    columns.authored_epoch_s.resize(nodes_);
    for (std::size_t i = 0; i < nodes_; ++i) {
      columns.authored_epoch_s[i] = read_relative(columns.committed_epoch_s[i], -1, kLatestEpochS);
    }
    columns.authors.resize(nodes_);
    for (std::uint32_t& author : columns.authors) author = static_cast<std::uint32_t>(read_number(UINT32_MAX)) - 1;
    const std::span<const std::uint8_t> bots = take((nodes_ + std::size_t{7}) / 8);
    columns.bots.resize(nodes_);
    for (std::size_t i = 0; i < nodes_; ++i) columns.bots[i] = (bots[i / 8] >> (i % 8)) & 1;
    if (nodes_ % 8 != 0 && (bots.back() >> (nodes_ % 8)) != 0) throw_corrupt();
    if (version_ == kVersionWithoutOffsets) {
      columns.author_offset_minutes.assign(nodes_, kOffsetUnknown);
    } else {
      read_column(columns.author_offset_minutes, 1 - kOffsetUnknown, kOffsetUnknown);
    }
  }

  void require_end() const {
    if (!rest_.empty()) throw_corrupt();
  }

 private:
  // Numbers that are told by their distance to the one before; to 0 for the first.
  template <typename Number>
  void read_column(std::vector<Number>& column, std::int64_t low, std::int64_t high) {
    column.resize(nodes_);
    std::int64_t value = 0;
    for (Number& each : column) each = static_cast<Number>(value = read_relative(value, low, high));
  }

  std::span<const std::uint8_t> take(std::size_t count) {
    if (count > rest_.size()) throw_corrupt();
    const std::span<const std::uint8_t> taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

  std::int64_t read_relative(std::int64_t base, std::int64_t low, std::int64_t high) {
    const std::int64_t value = base + unzigzag(read_number(zigzag(kLatestEpochS + 1)));
    if (value < low || value > high) throw_corrupt();
    return value;
  }

  std::span<const std::uint8_t> rest_;
  std::uint32_t nodes_;
  std::uint8_t version_ = 0;
};

// Whether a node is there twice; most lists are in order.
bool has_repeats(std::vector<Node> nodes) {
  if (!std::is_sorted(nodes.begin(), nodes.end())) std::sort(nodes.begin(), nodes.end());
  return std::adjacent_find(nodes.begin(), nodes.end()) != nodes.end();
}

// Gives the parents of a chunk, as they are written, their nodes.
void resolve_parents(CommitColumns& columns, std::uint32_t first_node, std::span<const Node> stored,
                     std::span<const Node> missing) {
  std::uint32_t number = first_node;
  auto parent = columns.parents.begin();
  for (const std::uint32_t count : columns.parent_counts) {
    for (const auto end = parent + count; parent != end; ++parent) {
      const std::uint32_t index = *parent >> 1;
      if ((*parent & 1) != 0) {
        if (index >= missing.size()) throw_corrupt();
        *parent = missing[index];
      } else {
        if (index == 0 || index > number) throw_corrupt();
        *parent = stored[number - index];
      }
    }
    ++number;
  }
}

}  // namespace

std::vector<PackedChunk> pack_graph(const CommitGraph& graph, std::span<const Node> order, std::uint32_t first_node,
                                    std::vector<std::uint32_t>& position) {
  position.resize(graph.nodes(), kNone);
  std::uint32_t number = first_node;
  for (const Node node : order) position[node] = number++;

  std::vector<PackedChunk> chunks;
  while (!order.empty()) {
    const std::size_t nodes = std::min<std::size_t>(order.size(), kChunkMaxNodes);
    ChunkPacker packer(graph, order.first(nodes), first_node, position);
    chunks.push_back({first_node, static_cast<std::uint32_t>(nodes), packer.pack()});
    order = order.subspan(nodes);
    first_node += static_cast<std::uint32_t>(nodes);
  }
  return chunks;
}

void decode_chunk(std::span<const std::uint8_t> bytes, std::uint32_t nodes, DecodedChunk& chunk) {
  if (nodes == 0 || nodes > kChunkMaxNodes) throw_corrupt();
  ChunkReader reader(bytes, nodes);
  reader.read_oids(nodes, chunk.oids);
  reader.read_oids(reader.read_number(UINT32_MAX), chunk.missing);
  reader.read_parents(chunk.columns);
  reader.read_facts(chunk.columns);
  reader.require_end();
}

void add_chunk(DecodedChunk& chunk, std::uint32_t first_node, CommitGraph& graph, std::vector<Node>& stored) {
  constexpr std::size_t kAhead = 16;
  if (first_node != stored.size()) throw_corrupt();
  const std::vector<model::Oid>& oids = chunk.oids;
  std::vector<Node> added(oids.size());
  for (std::size_t i = 0; i < oids.size(); ++i) {
    if (i + kAhead < oids.size()) graph.prefetch(oids[i + kAhead]);
    added[i] = graph.intern_stored(oids[i]);
  }
  const auto is_present = [&](Node node) { return graph.present(node); };
  if (has_repeats(added) || std::any_of(added.begin(), added.end(), is_present)) throw_corrupt();
  std::vector<Node> missing;
  for (const model::Oid& oid : chunk.missing) missing.push_back(graph.intern(oid));
  stored.insert(stored.end(), added.begin(), added.end());
  resolve_parents(chunk.columns, first_node, stored, missing);
  graph.add_all(added, chunk.columns);
  // What was missing when the chunk was made can be in a later chunk alone.
  if (std::any_of(missing.begin(), missing.end(), is_present)) throw_corrupt();
}

void unpack_graph_chunk(std::span<const std::uint8_t> bytes, std::uint32_t first_node, std::uint32_t nodes,
                        CommitGraph& graph, std::vector<Node>& stored) {
  DecodedChunk chunk;
  decode_chunk(bytes, nodes, chunk);
  add_chunk(chunk, first_node, graph, stored);
}

void find_oids(std::span<const std::uint8_t> bytes, std::uint32_t nodes, const WantedOids& wanted,
               std::vector<model::Oid>& found) {
  if (nodes == 0 || nodes > kChunkMaxNodes) throw_corrupt();
  const std::span<const std::uint8_t> oids = ChunkReader(bytes, nodes).take_oids(nodes);
  model::Oid oid;
  for (std::size_t at = 0; at < oids.size(); at += model::Oid::kSizeBytes) {
    std::memcpy(oid.bytes.data(), &oids[at], model::Oid::kSizeBytes);
    if (wanted.has(oid)) found.push_back(oid);
  }
}

std::vector<StoredCommit> find_in_chunk(std::span<const std::uint8_t> bytes, std::uint32_t nodes,
                                        const model::OidPrefix& prefix) {
  if (nodes == 0 || nodes > kChunkMaxNodes) throw_corrupt();
  ChunkReader reader(bytes, nodes);
  const std::span<const std::uint8_t> oids = reader.take_oids(nodes);
  std::vector<std::uint32_t> places;
  for (std::uint32_t i = 0; i < nodes; ++i) {
    if (prefix.matches(oids.data() + i * model::Oid::kSizeBytes)) places.push_back(i);
  }
  std::vector<StoredCommit> found;
  if (places.empty()) return found;

  (void)reader.take_oids(reader.read_number(UINT32_MAX));  // those of missing parents
  reader.skip_parents();
  std::uint32_t row = 0;
  for (std::uint32_t i = 0; found.size() < places.size(); ++i) {
    row = reader.read_row(row);
    if (places[found.size()] != i) continue;
    StoredCommit& commit = found.emplace_back();
    std::memcpy(commit.oid.bytes.data(), oids.data() + i * model::Oid::kSizeBytes, model::Oid::kSizeBytes);
    commit.row = row;
  }
  return found;
}

}  // namespace cpsg::git::graph
