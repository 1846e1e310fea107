// Computes the next generation of a project from its commit graph and the remote's branches.
//
//   storage::Publication publication = make_publication({.before = before, .stored = stored, .refs = refs, ...});
//
// Pure functions: no store, no network, no clock.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cpsg/git/client/remote_repository.h"
#include "cpsg/history/stored_graph.h"
#include "cpsg/model/activity.h"
#include "cpsg/storage/publication.h"
#include "cpsg/sync/person_registry.h"

namespace cpsg::sync {

struct GenerationInput {
  const storage::PublishedState& before;
  const std::vector<model::ActivityYear>& activity_before;
  const history::StoredGraph& stored;       // with the new commits in its graph
  std::span<const git::graph::Node> order;  // all commits, parents before children
  const git::protocol::RefListing& refs;    // every head's commit is in the graph
  const PersonRegistry& people;
  std::uint32_t rows = 0;                                // the number of commits, stored and new
  bool shallow = false;                                  // the remote said that its history is cut
  std::vector<std::optional<model::GitTime>> tip_times;  // one a head: its committer date
  UnixTime now{};
};

// All of the publication but `chunks`, `remote`, `policy` and `next_sync_at`, which are left to the caller. The chunks
// are as large as the rest, and so are best packed when this has given back what it needs beside.
[[nodiscard]] storage::Publication make_publication(GenerationInput input);

// The branch that HEAD names, without refs/heads/; nothing for a detached HEAD or one outside refs/heads/.
[[nodiscard]] std::optional<std::string> default_branch(const git::protocol::RefListing& refs);
// A head's name without refs/heads/.
[[nodiscard]] std::string branch_name(const git::protocol::RemoteRef& head);

// Whether the remote has the very branches that were published, so that there is nothing to fetch or to compute.
[[nodiscard]] bool is_published(const git::protocol::RefListing& refs, const storage::PublishedState& before);
[[nodiscard]] std::uint64_t count_new_branches(const git::protocol::RefListing& refs,
                                               const storage::PublishedState& before);

}  // namespace cpsg::sync
