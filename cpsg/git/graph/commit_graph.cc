#include "cpsg/git/graph/commit_graph.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cassert>
#include <random>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"

namespace cpsg::git::graph {
namespace {

constexpr unsigned kSlotBitsMin = 6;
// Of an announced number, which may be a lie: more than all but a few histories have.
constexpr std::size_t kReserveMax = 4'000'000;
// A length and at most two parents: nearly every commit. Memory that is reserved but not written costs nothing.
constexpr std::size_t kReservedListEntries = 3;

static_assert(limits::kGraphNodesMax < std::size_t{1} << 30, "slot_bits_ stays below the 32 bits of a slot");
static_assert(limits::kGraphEdgesMax < kNone, "positions in the parent lists are 32 bits");

std::uint64_t random_odd() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device() | 1;
}

// Enough for an index that is at most half full.
unsigned slot_bits_for(std::size_t nodes) {
  return std::max(kSlotBitsMin, static_cast<unsigned>(std::bit_width(nodes * 2 - 1)));
}

[[noreturn]] void throw_too_many() {
  throw Error(ErrorCode::kLimitExceeded, "the repository has more commits than can be held in memory");
}

// A hint: where the system has none, all stays as it is.
template <typename Value>
void advise_large_pages(std::vector<Value>& column) {
  constexpr std::uintptr_t kPageBytes = 2 * limits::kMiB;
  const auto begin = reinterpret_cast<std::uintptr_t>(column.data());
  const std::uintptr_t first = (begin + kPageBytes - 1) / kPageBytes * kPageBytes;
  const std::uintptr_t end = (begin + column.capacity() * sizeof(Value)) / kPageBytes * kPageBytes;
  if (first < end) static_cast<void>(::madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE));
}

}  // namespace

CommitGraph::CommitGraph() : parent_lists_{0}, hash_factor_(random_odd()) { rebuild_index(kSlotBitsMin); }

void CommitGraph::reserve(std::size_t commits) {
  commits = std::min(commits, kReserveMax);
  // Some room for missing parents too, so that a few of them don't double everything.
  const std::size_t total = nodes() + commits + commits / 64 + 1;
  oids_.reserve(total);
  parent_list_of_.reserve(total);
  facts_committed_.reserve(total);
  facts_authored_.reserve(total);
  facts_row_.reserve(total);
  facts_author_.reserve(total);
  facts_bot_.reserve(total / 8 + 1);
  facts_offset_.reserve(total);
  parent_lists_.reserve(parent_lists_.size() + commits * kReservedListEntries);
  if (slot_bits_for(total) > slot_bits_) rebuild_index(slot_bits_for(total));
}

void CommitGraph::prefer_large_pages() {
  advise_large_pages(oids_);
  advise_large_pages(parent_list_of_);
  advise_large_pages(facts_committed_);
  advise_large_pages(facts_authored_);
  advise_large_pages(facts_row_);
  advise_large_pages(facts_author_);
  advise_large_pages(facts_offset_);
  advise_large_pages(parent_lists_);
}

// The slot that holds the oid's node, or the empty one where it belongs. An entry is never kNone by itself: its node is
// below half the slots, so not all bits of that are set.
std::size_t CommitGraph::find_slot(const model::Oid& oid, std::uint32_t hash) const {
  const std::uint32_t tag = entry_of(hash, 0);
  for (std::size_t slot = first_slot(hash);; slot = (slot + 1) & (slots_.size() - 1)) {
    const std::uint32_t entry = slots_[slot];
    if (entry == kNone) return slot;
    const Node node = node_in(entry);
    if ((entry ^ node) == tag && oids_[node] == oid) return slot;
  }
}

void CommitGraph::rebuild_index(unsigned slot_bits) {
  std::vector<Node> indexed;
  for (const std::uint32_t entry : slots_) {
    if (entry != kNone) indexed.push_back(node_in(entry));
  }
  slot_bits_ = slot_bits;
  slots_ = {};  // gives the old memory back first
  slots_.assign(std::size_t{1} << slot_bits, kNone);
  for (const Node node : indexed) {
    const std::uint32_t hash = hash_of(oids_[node]);
    std::size_t slot = first_slot(hash);
    while (slots_[slot] != kNone) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = entry_of(hash, node);
  }
}

Node CommitGraph::intern(const model::Oid& oid) {
  const std::uint32_t hash = hash_of(oid);
  std::size_t slot = find_slot(oid, hash);
  if (slots_[slot] != kNone) return node_in(slots_[slot]);
  if (nodes() >= limits::kGraphNodesMax) throw_too_many();
  if (slot_bits_for(nodes() + 1) > slot_bits_) {
    rebuild_index(slot_bits_ + 1);
    slot = find_slot(oid, hash);
  }
  const Node node = append(oid);
  slots_[slot] = entry_of(hash, node);
  return node;
}

void CommitGraph::index_only(std::span<const model::Oid> wanted) {
  assert(nodes() == 0);
  wanted_.emplace(wanted);
}

Node CommitGraph::intern_stored(const model::Oid& oid) {
  if (!wanted_ || wanted_->has(oid)) return intern(oid);
  if (nodes() >= limits::kGraphNodesMax) throw_too_many();
  if (slot_bits_for(nodes() + 1) > slot_bits_) rebuild_index(slot_bits_ + 1);
  return append(oid);
}

Node CommitGraph::append(const model::Oid& oid) {
  const auto node = static_cast<Node>(nodes());
  oids_.push_back(oid);
  if (node == facts_row_.size()) grow_columns();
  return node;
}

void CommitGraph::grow_columns() {
  constexpr std::size_t kBlockNodes = 4'096;  // whole bytes of facts_bot_
  const std::size_t length = facts_row_.size() + kBlockNodes;
  parent_list_of_.resize(length, 0);
  facts_committed_.resize(length, -1);
  facts_authored_.resize(length, -1);
  facts_row_.resize(length, kNone);
  facts_author_.resize(length, kNone);
  facts_bot_.resize(length / 8, 0);
  facts_offset_.resize(length, kOffsetUnknown);
}

std::optional<Node> CommitGraph::find(const model::Oid& oid) const {
  const std::uint32_t entry = slots_[find_slot(oid, hash_of(oid))];
  if (entry == kNone) return std::nullopt;
  return node_in(entry);
}

std::uint32_t CommitGraph::append_parents(std::span<const Node> parents) {
  if (parents.empty()) return 0;
  if (parent_lists_.size() + parents.size() >= limits::kGraphEdgesMax) {
    throw Error(ErrorCode::kLimitExceeded, "the repository's commits have more parents than can be held in memory");
  }
  const auto list = static_cast<std::uint32_t>(parent_lists_.size());
  parent_lists_.push_back(static_cast<std::uint32_t>(parents.size()));
  parent_lists_.insert(parent_lists_.end(), parents.begin(), parents.end());
  return list;
}

void CommitGraph::add(Node node, std::span<const Node> parents, const CommitFacts& facts) {
  assert(node < nodes() && !present(node));
  assert(facts.row != kNone);
  parent_list_of_[node] = append_parents(parents);
  facts_committed_[node] = facts.committed_epoch_s;
  facts_authored_[node] = facts.authored_epoch_s;
  facts_row_[node] = facts.row;
  facts_author_[node] = facts.author;
  facts_offset_[node] = facts.author_offset_minutes;
  if (facts.bot) set_bot(node, true);
  ++commits_;
}

void CommitGraph::add_all(std::span<const Node> nodes, const CommitColumns& columns) {
  if (nodes.empty()) return;
  std::span<const Node> parents = columns.parents;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    assert(!present(nodes[i]) && columns.rows[i] != kNone);
    parent_list_of_[nodes[i]] = append_parents(parents.first(columns.parent_counts[i]));
    parents = parents.subspan(columns.parent_counts[i]);
  }
  const bool in_a_row = nodes.back() - nodes.front() + 1 == nodes.size() && std::is_sorted(nodes.begin(), nodes.end());
  const auto put = [&](const auto& from, auto& to) {
    if (in_a_row) {
      std::copy(from.begin(), from.end(), to.begin() + nodes.front());
    } else {
      for (std::size_t i = 0; i < nodes.size(); ++i) to[nodes[i]] = from[i];
    }
  };
  put(columns.committed_epoch_s, facts_committed_);
  put(columns.authored_epoch_s, facts_authored_);
  put(columns.rows, facts_row_);
  put(columns.authors, facts_author_);
  put(columns.author_offset_minutes, facts_offset_);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (columns.bots[i] != 0) set_bot(nodes[i], true);
  }
  commits_ += nodes.size();
}

void CommitGraph::set_author(Node node, std::uint32_t author, bool bot) {
  assert(present(node));
  facts_author_[node] = author;
  set_bot(node, bot);
}

void CommitGraph::set_bot(Node node, bool bot) {
  const auto bit = static_cast<std::uint8_t>(1U << (node % 8));
  facts_bot_[node / 8] = static_cast<std::uint8_t>(bot ? facts_bot_[node / 8] | bit : facts_bot_[node / 8] & ~bit);
}

void CommitGraph::set_author_offset(Node node, std::int16_t minutes) {
  assert(present(node));
  facts_offset_[node] = minutes;
}

// Depth first along the parents, each node after all of its parents. That keeps the commits of a line of work together,
// which packs and walks well, and needs no list of children.
std::vector<Node> CommitGraph::topological_order(Node first) const {
  enum State : std::uint8_t { kUnseen, kOpen, kDone };
  struct Frame {
    Node node;
    std::uint32_t next_parent;
  };
  std::vector<Node> order;
  order.reserve(commits_ > first ? commits_ - first : 0);
  std::vector<std::uint8_t> states(nodes() > first ? nodes() - first : 0, kUnseen);
  std::vector<Frame> open;
  const auto enter = [&](Node node) {
    if (node < first || !present(node) || states[node - first] == kDone) return;
    if (states[node - first] == kOpen) throw Error(ErrorCode::kBadData, "the commit graph has a cycle");
    states[node - first] = kOpen;
    open.push_back({node, 0});
  };
  for (Node start = first; start < nodes(); ++start) {
    enter(start);
    while (!open.empty()) {
      Frame& frame = open.back();
      const std::span<const Node> list = parents(frame.node);
      if (frame.next_parent < list.size()) {
        enter(list[frame.next_parent++]);
        continue;
      }
      states[frame.node - first] = kDone;
      order.push_back(frame.node);
      open.pop_back();
    }
  }
  return order;
}

}  // namespace cpsg::git::graph
