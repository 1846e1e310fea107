// The commit graph of one repository in memory, in integers: about 67 bytes a commit, index included.
//
// Nodes get numbers as they become known, be it as a commit or as somebody's parent; a parent that never comes stays
// "missing". Numbers are dense and never change.
//
//   const Node node = graph.intern(oid);
//   graph.add(node, parent_nodes, facts);
//
// One thread changes an object; several may read it meanwhile only if nobody changes it.
//
// The index from oid to node is a hash table of our own, because a history of a million commits shall fit a small
// machine: with the oids stored once, beside it, a slot is four bytes and a commit takes eight, where a node-based map
// takes forty and more. Where few oids are going to be looked up, an index of those alone is made (index_only()).
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

#include "cpsg/git/graph/wanted_oids.h"
#include "cpsg/model/oid.h"

namespace cpsg::git::graph {

using Node = std::uint32_t;
inline constexpr std::uint32_t kNone = 0xFFFFFFFF;
inline constexpr std::int16_t kOffsetUnknown = 24 * 60;  // no author's clock is that far from UTC

// What the roll-ups need of a commit.
struct CommitFacts {
  std::int64_t committed_epoch_s = -1;  // -1: none
  std::int64_t authored_epoch_s = -1;
  std::uint32_t row = kNone;     // the store's number of the commit; never kNone once added
  std::uint32_t author = kNone;  // the store's number of the person
  bool bot = false;
  // Of the author's clock, east of UTC; kOffsetUnknown where there is no author time, or a graph of an earlier version.
  std::int16_t author_offset_minutes = kOffsetUnknown;

  friend bool operator==(const CommitFacts&, const CommitFacts&) = default;
};

// Commits that are added together: what add() takes of each, one column behind another.
struct CommitColumns {
  std::vector<std::uint32_t> parent_counts;
  std::vector<Node> parents;  // of all of them, one list behind another
  std::vector<std::int64_t> committed_epoch_s;
  std::vector<std::int64_t> authored_epoch_s;
  std::vector<std::uint32_t> rows;
  std::vector<std::uint32_t> authors;
  std::vector<std::uint8_t> bots;
  std::vector<std::int16_t> author_offset_minutes;
};

class CommitGraph {
 public:
  CommitGraph();

  // Makes room for that many commits more; a hint, taken with a bound. Call it once with the whole number rather than
  // piece by piece: every call may move what is there.
  void reserve(std::size_t commits);
  // Asks the system for large pages below what is reserved: a graph that is read in one go spends a third of its time
  // on the faults of small ones. Takes up to 2 MiB more a column.
  void prefer_large_pages();

  // The node of an oid, known or made now (as missing). Throws Error(kLimitExceeded) beyond limits::kGraphNodesMax.
  Node intern(const model::Oid& oid);
  [[nodiscard]] std::optional<Node> find(const model::Oid& oid) const;
  // From now on, intern_stored() leaves out of the index what is not among these. For a graph without nodes.
  void index_only(std::span<const model::Oid> wanted);
  // As intern(), for an oid that is known to be new where index_only() was called: it is not looked up then.
  Node intern_stored(const model::Oid& oid);
  // Starts to bring in the memory that intern() or find() of this oid will wait for; worth it some calls ahead.
  void prefetch(const model::Oid& oid) const { __builtin_prefetch(&slots_[first_slot(hash_of(oid))]); }

  // Fills a node that is missing so far; asserts that it is. Throws Error(kLimitExceeded) beyond
  // limits::kGraphEdgesMax.
  void add(Node node, std::span<const Node> parents, const CommitFacts& facts);
  // As add() for each of them; quicker where their nodes follow one another.
  void add_all(std::span<const Node> nodes, const CommitColumns& columns);
  // Gives a present commit another author.
  void set_author(Node node, std::uint32_t author, bool bot);
  // Tells a present commit the offset that was not known.
  void set_author_offset(Node node, std::int16_t minutes);
  // Whether the commit itself is known, not only its id.
  [[nodiscard]] bool present(Node node) const { return facts_row_[node] != kNone; }

  [[nodiscard]] std::size_t nodes() const { return oids_.size(); }
  [[nodiscard]] std::size_t commits() const { return commits_; }
  // Missing nodes that are somebody's parent.
  [[nodiscard]] std::size_t missing() const { return nodes() - commits_; }
  [[nodiscard]] const model::Oid& oid(Node node) const { return oids_[node]; }
  // In the commit's own order; none for a missing node. Valid until the next add().
  [[nodiscard]] std::span<const Node> parents(Node node) const {
    const Node* list = &parent_lists_[parent_list_of_[node]];
    return {list + 1, *list};
  }
  [[nodiscard]] CommitFacts facts(Node node) const {
    return {facts_committed_[node],
            facts_authored_[node],
            facts_row_[node],
            facts_author_[node],
            ((facts_bot_[node / 8] >> (node % 8)) & 1) != 0,
            facts_offset_[node]};
  }
  // Members of facts(), for loops that need nothing else.
  [[nodiscard]] std::uint32_t row(Node node) const { return facts_row_[node]; }
  [[nodiscard]] std::uint32_t author(Node node) const { return facts_author_[node]; }

  // Present nodes, parents before children; throws Error(kBadData) on a cycle (which SHA-1 makes unlikely).
  // Deterministic for the same sequence of calls. Nodes below `first` must be in the order already (read from chunks)
  // and are left out of the answer; so with a `first` above 0 none of them may have been filled since.
  [[nodiscard]] std::vector<Node> topological_order(Node first = 0) const;

 private:
  // Multiply-shift: the upper half of a product with a random odd number is a universal hash. Its first bits pick the
  // slot, the others stand in it.
  [[nodiscard]] std::uint32_t hash_of(const model::Oid& oid) const {
    std::uint64_t word = 0;
    std::memcpy(&word, oid.bytes.data(), sizeof word);
    return static_cast<std::uint32_t>((word * hash_factor_) >> 32);
  }
  [[nodiscard]] std::size_t first_slot(std::uint32_t hash) const { return hash >> (32 - slot_bits_); }
  [[nodiscard]] std::uint32_t entry_of(std::uint32_t hash, Node node) const { return (hash << slot_bits_) | node; }
  [[nodiscard]] Node node_in(std::uint32_t entry) const { return entry & ((1U << slot_bits_) - 1); }
  [[nodiscard]] std::size_t find_slot(const model::Oid& oid, std::uint32_t hash) const;
  void rebuild_index(unsigned slot_bits);
  Node append(const model::Oid& oid);
  void grow_columns();
  void set_bot(Node node, bool bot);
  std::uint32_t append_parents(std::span<const Node> parents);

  std::vector<model::Oid> oids_;  // by node
  // By node too; made longer ahead, with the values of a missing node.
  std::vector<std::uint32_t> parent_list_of_;  // where the node's list begins in parent_lists_
  std::vector<std::int64_t> facts_committed_;
  std::vector<std::int64_t> facts_authored_;
  std::vector<std::uint32_t> facts_row_;
  std::vector<std::uint32_t> facts_author_;
  std::vector<std::uint8_t> facts_bot_;  // eight nodes a byte
  std::vector<std::int16_t> facts_offset_;

  // Lists one after another, each behind its length. The first is the empty list, for nodes that have no other.
  std::vector<Node> parent_lists_;
  std::size_t commits_ = 0;

  // The index: open addressing with linear probing, 2^slot_bits_ slots, at most half of them taken. A slot is kNone or
  // has a node in its low slot_bits_ bits; the bits above are of the oid's hash and make most comparisons with other
  // oids unnecessary.
  std::vector<std::uint32_t> slots_;
  unsigned slot_bits_ = 0;
  std::uint64_t hash_factor_;         // random, so that nobody can craft oids that collide
  std::optional<WantedOids> wanted_;  // what index_only() was told
};

}  // namespace cpsg::git::graph
