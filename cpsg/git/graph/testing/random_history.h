// For tests of the graph: random histories, as plain lists to compute with by brute force and as a CommitGraph.
//
//   const History history = random_history(random, 60, true);
//   const CommitGraph graph = build_graph(history, random, nodes);
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <random>
#include <utility>
#include <vector>

#include "cpsg/git/graph/commit_graph.h"

namespace cpsg::git::graph {

// Distinct for distinct numbers, and spread like real ids.
inline model::Oid oid_of(std::uint64_t number) {
  model::Oid oid;
  for (std::size_t i = 0; i < oid.bytes.size(); i += 8) {
    number = number * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03;  // a bijection, so the first eight bytes never repeat
    std::memcpy(&oid.bytes[i], &number, std::min<std::size_t>(8, oid.bytes.size() - i));
  }
  return oid;
}

// Commits are numbered parents first; those not `present` are only ever named as parents.
struct History {
  std::vector<std::vector<std::uint32_t>> parents;
  std::vector<bool> present;

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(parents.size()); }
};

// Mostly lines with forks and merges, some octopuses and several roots, and where `with_gaps`, missing commits.
inline History random_history(std::mt19937& random, std::uint32_t size, bool with_gaps) {
  const auto below = [&random](std::uint32_t bound) { return static_cast<std::uint32_t>(random()) % bound; };
  History history;
  for (std::uint32_t commit = 0; commit < size; ++commit) {
    const std::uint32_t dice = below(20);
    const std::uint32_t count = commit == 0 || dice == 0 ? 0 : dice < 14 ? 1 : dice < 19 ? 2 : 2 + below(5);
    std::vector<std::uint32_t> list;
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::uint32_t reach = below(3) == 0 ? commit : std::min<std::uint32_t>(commit, 4);
      const std::uint32_t parent = commit - 1 - below(reach);
      if (std::find(list.begin(), list.end(), parent) == list.end()) list.push_back(parent);
    }
    history.parents.push_back(std::move(list));
    history.present.push_back(!with_gaps || below(12) != 0);
  }
  return history;
}

inline CommitFacts random_facts(std::mt19937& random, std::uint32_t row) {
  CommitFacts facts;
  facts.row = row;
  facts.author = random() % 9 == 0 ? kNone : static_cast<std::uint32_t>(random() % 50);
  facts.committed_epoch_s = random() % 9 == 0 ? -1 : static_cast<std::int64_t>(random());
  facts.authored_epoch_s =
      random() % 9 == 0 ? -1
                        : std::max<std::int64_t>(0, facts.committed_epoch_s - static_cast<std::int64_t>(random() % 99));
  facts.bot = random() % 4 == 0;
  facts.author_offset_minutes =
      random() % 9 == 0 ? kOffsetUnknown : static_cast<std::int16_t>(static_cast<int>(random() % 2879) - 1439);
  return facts;
}

// Adds the present commits in random order, as a remote may send them. `nodes[i]` becomes the node of commit i, or
// kNone where nothing names it.
inline CommitGraph build_graph(const History& history, std::mt19937& random, std::vector<Node>& nodes) {
  std::vector<std::uint32_t> arrival;
  for (std::uint32_t commit = 0; commit < history.size(); ++commit) {
    if (history.present[commit]) arrival.push_back(commit);
  }
  std::shuffle(arrival.begin(), arrival.end(), random);
  CommitGraph graph;
  std::uint32_t row = 0;
  for (const std::uint32_t commit : arrival) {
    const Node node = graph.intern(oid_of(commit));
    std::vector<Node> parents;
    for (const std::uint32_t parent : history.parents[commit]) parents.push_back(graph.intern(oid_of(parent)));
    graph.add(node, parents, random_facts(random, row++));
  }
  nodes.clear();
  for (std::uint32_t commit = 0; commit < history.size(); ++commit) {
    nodes.push_back(graph.find(oid_of(commit)).value_or(kNone));
  }
  return graph;
}

}  // namespace cpsg::git::graph
