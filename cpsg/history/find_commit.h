// Finds commits by the first digits of their oids.
//
//   const CommitMatches found = find_commits(history, view, *OidPrefix::from_hex("5d1f3"), 10);
//   if (found.count == 1) commit = history.commits_at(view, std::vector{found.first[0].row});
//
// All commits of the view count, those that no branch reaches too. The oids of the stored graph are looked through, a
// chunk of it in memory at a time (about 2 MiB): a million commits take some 30 ms.
//
// Pure but for its reads of the store: 1. Errors: those of HistoryReader::read_graph().
#pragma once

#include <cstddef>
#include <vector>

#include "cpsg/git/graph/graph_codec.h"
#include "cpsg/model/oid_prefix.h"
#include "cpsg/storage/history_reader.h"

namespace cpsg::history {

struct CommitMatches {
  std::vector<git::graph::StoredCommit> first;  // by oid
  std::size_t count = 0;                        // of all
};

// At most `limit` of them are given.
[[nodiscard]] CommitMatches find_commits(storage::HistoryReader& history, const storage::CommitView& view,
                                         const model::OidPrefix& prefix, std::size_t limit);

}  // namespace cpsg::history
