// The commit graph of one repository in memory, in integers: about 60 bytes a commit.
//
// Nodes get numbers as they become known, be it as a commit or as somebody's parent; a parent that never comes stays
// "missing". Not thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "cpsg/model/bitmap.h"
#include "cpsg/model/oid.h"

namespace cpsg::git {

using Node = std::uint32_t;
inline constexpr std::uint32_t kNone = 0xFFFFFFFF;

// What the roll-ups need of a commit.
struct CommitFacts {
  std::int64_t committed_epoch_s = -1;  // -1: none
  std::int64_t authored_epoch_s = -1;
  std::uint32_t row = kNone;     // the store's number of the commit
  std::uint32_t author = kNone;  // the store's number of the person
  bool bot = false;
};

class CommitGraph {
 public:
  // Makes room for that many commits more.
  void reserve(std::size_t commits);

  // The node of an oid, known or made now (as missing).
  Node intern(const model::Oid& oid);
  [[nodiscard]] std::optional<Node> find(const model::Oid& oid) const;

  // Fills a node that is missing so far; asserts that it is.
  void add(Node node, std::span<const Node> parents, const CommitFacts& facts);
  // Whether the commit itself is known, not only its id.
  [[nodiscard]] bool present(Node node) const { return facts_row_[node] != kNone; }

  [[nodiscard]] std::size_t nodes() const { return oids_.size(); }
  [[nodiscard]] std::size_t commits() const { return commits_; }
  // Missing nodes that are somebody's parent.
  [[nodiscard]] std::size_t missing() const { return nodes() - commits_; }
  [[nodiscard]] const model::Oid& oid(Node node) const { return oids_[node]; }
  [[nodiscard]] std::span<const Node> parents(Node node) const;
  [[nodiscard]] CommitFacts facts(Node node) const;

  // Present nodes, parents before children; throws Error(kBadData) on a cycle (which SHA-1 makes unlikely).
  // Deterministic for the same sequence of calls. Nodes below `first` must be in the order already (read from chunks)
  // and are left out of the answer.
  [[nodiscard]] std::vector<Node> topological_order(Node first = 0) const;
};

}  // namespace cpsg::git
