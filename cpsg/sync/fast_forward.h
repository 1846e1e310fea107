// The next generation of a project after pushes that only add commits, made from those commits alone: what it costs
// goes by what was pushed, not by the length of the history.
//
//   if (may_be_fast_forward(before, refs)) ...  // fetch into a graph of the published tips (history/stored_graph.h)
//   if (auto publication = fast_forward({.before = before, .graph = graph, ...})) writer.publish(lease, *publication);
//
// A push is taken so when each branch that moved reaches its old tip over new commits, and nothing that is stored
// changes its place: no stored commit becomes unreachable, or comes onto the default branch. Then what is counted is
// what was published plus the new commits. All that is handed over is absolute (years, contributors, counts), and
// equals what make_publication() computes from the whole graph, which remains the truth; tests compare the two, and so
// does the weekly audit.
//
// Threads: plain functions; the ports are called on the caller's thread. Throws the store's errors.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "cpsg/git/graph/commit_graph.h"
#include "cpsg/git/protocol/refs.h"
#include "cpsg/storage/history_reader.h"
#include "cpsg/storage/history_writer.h"
#include "cpsg/storage/publication.h"
#include "cpsg/sync/person_registry.h"

namespace cpsg::sync {

// Whether the branches are those that were published, some of them moved, of a history that is whole and of which all
// stored commits are reached. This is all that can be said before any commit is fetched.
[[nodiscard]] bool may_be_fast_forward(const storage::PublishedState& before, const git::protocol::RefListing& refs);

struct FastForwardInput {
  storage::HistoryReader& history;
  storage::HistoryWriter& writer;
  std::string_view project_id;
  const storage::PublishedState& before;
  const git::protocol::RefListing& refs;  // for which may_be_fast_forward() is true
  // The published tips without their parents, then the new commits, none of which is stored already.
  const git::graph::CommitGraph& graph;
  std::size_t tips = 0;  // the number of the former
  const PersonRegistry& people;
  std::uint32_t rows = 0;  // the number of commits, stored and new
  // The committer date of a new commit that a branch leads to.
  std::function<std::optional<model::GitTime>(const model::Oid&)> committed_at;
  UnixTime now{};
};

// All of the publication but `remote`, `policy` and `next_sync_at`. Nothing where more than the new commits has to be
// looked at: then the whole graph is needed.
[[nodiscard]] std::optional<storage::Publication> fast_forward(const FastForwardInput& input);

}  // namespace cpsg::sync
