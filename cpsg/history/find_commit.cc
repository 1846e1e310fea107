#include "cpsg/history/find_commit.h"

#include <algorithm>

namespace cpsg::history {

CommitMatches find_commits(storage::HistoryReader& history, const storage::CommitView& view,
                           const model::OidPrefix& prefix, std::size_t limit) {
  using git::graph::StoredCommit;
  CommitMatches matches;
  const auto by_oid = [](const StoredCommit& a, const StoredCommit& b) { return a.oid < b.oid; };
  (void)history.read_graph(view.project_id, [&](const storage::StoredChunk& chunk) {
    for (const StoredCommit& commit : git::graph::find_in_chunk(chunk.bytes, chunk.nodes, prefix)) {
      if (commit.row >= view.rows) continue;  // of a later generation
      ++matches.count;
      matches.first.insert(std::upper_bound(matches.first.begin(), matches.first.end(), commit, by_oid), commit);
      if (matches.first.size() > limit) matches.first.pop_back();
    }
  });
  return matches;
}

}  // namespace cpsg::history
