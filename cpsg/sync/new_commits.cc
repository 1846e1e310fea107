#include "cpsg/sync/new_commits.h"

#include "cpsg/git/protocol/remote_text.h"
#include "cpsg/sync/fast_forward.h"
#include "cpsg/sync/publication.h"

namespace cpsg::sync {
namespace {

using git::protocol::RefListing;

// False where the remote refuses an object, or may be damaged: then it has to be found out which. Any other refusal is
// thrown.
bool try_fetch(HistoryFetch& fetch, git::client::RemoteRepository& remote, const RefListing& refs) {
  using Hint = git::protocol::RemoteRefusal::Hint;
  try {
    fetch.run(remote, refs, {});
    return true;
  } catch (const git::protocol::RemoteRefusal& refusal) {
    if (refusal.refused_want() || refusal.hint() != Hint::kNone) return false;
    throw;
  }
}

std::optional<storage::Publication> publication_of_new(const HistoryTask& task, const storage::PublishedState& before,
                                                       const RefListing& refs, const HistoryFetch& fetch) {
  if (!fetch.knows_tips_alone() || fetch.shallow()) return std::nullopt;
  if (!fetch.missing_tips(refs, {}).empty()) return std::nullopt;
  return fast_forward({.history = task.history,
                       .writer = task.writer,
                       .project_id = task.project.id,
                       .before = before,
                       .refs = refs,
                       .graph = fetch.stored().graph,
                       .tips = fetch.nodes_before(),
                       .people = fetch.people(),
                       .rows = fetch.stager().next_row(),
                       .committed_at = [&fetch](const model::Oid& oid) { return fetch.stager().committed_at(oid); },
                       .now = task.clock()});
}

std::vector<model::ActivityYear> stored_activity(const HistoryTask& task, const storage::PublishedState& before) {
  constexpr int kLastYear = 9999;
  return before.generation == 0 ? std::vector<model::ActivityYear>{}
                                : task.history.activity(task.project.id, 0, kLastYear);
}

// The committer dates of the heads, with their offsets, which the graph does not have: from the stager for commits that
// came in this sync, from the store for the others.
std::vector<std::optional<model::GitTime>> tip_times(const HistoryTask& task, const storage::PublishedState& before,
                                                     const RefListing& refs, const HistoryFetch& fetched) {
  const git::graph::CommitGraph& graph = fetched.stored().graph;
  std::vector<std::optional<model::GitTime>> times(refs.heads.size());
  std::vector<std::uint32_t> known_rows;
  std::vector<std::size_t> known_heads;
  for (std::size_t i = 0; i < refs.heads.size(); ++i) {
    const std::uint32_t row = graph.row(graph.find(refs.heads[i].oid).value());
    if (row >= before.rows) {
      times[i] = fetched.stager().committed_at(refs.heads[i].oid);
    } else {
      known_rows.push_back(row);
      known_heads.push_back(i);
    }
  }
  if (known_rows.empty()) return times;
  const auto known = task.writer.committer_times(task.project.id, known_rows);
  for (std::size_t i = 0; i < known.size(); ++i) times[known_heads[i]] = known[i];
  return times;
}

}  // namespace

NewCommits fetch_beyond_tips(const HistoryTask& task, const storage::PublishedState& before, const RefListing& refs,
                             git::client::RemoteRepository& remote) {
  NewCommits came{std::make_unique<HistoryFetch>(task, before, false, HistoryFetch::Known::kTips), std::nullopt};
  bool all_known = false;
  if (try_fetch(*came.fetch, remote, refs)) {
    came.publication = publication_of_new(task, before, refs, *came.fetch);
    if (came.publication) return came;
    all_known = !came.fetch->knows_tips_alone() || came.fetch->load_rest(refs);
  }
  if (all_known && came.fetch->missing_tips(refs, {}).empty()) return came;
  task.writer.discard_staged(task.lease);
  return {};
}

storage::Publication publication_of_all(const HistoryTask& task, const storage::PublishedState& before,
                                        const RefListing& refs, HistoryFetch& fetched) {
  const bool all_chunks = fetched.complete_graph();
  const history::NextOrder next = history::next_order(fetched.stored(), fetched.nodes_before(), all_chunks);
  storage::Publication publication = make_publication({.before = before,
                                                       .activity_before = stored_activity(task, before),
                                                       .stored = fetched.stored(),
                                                       .order = next.order,
                                                       .refs = refs,
                                                       .people = fetched.people(),
                                                       .rows = fetched.stager().next_row(),
                                                       .shallow = fetched.shallow(),
                                                       .tip_times = tip_times(task, before, refs, fetched),
                                                       .now = task.clock()});
  publication.chunks = history::pack_changed(fetched.stored().graph, next);
  // As long as chunks of an earlier version stand there, the next new commit is to bring them up to date.
  if (!history::knows_offsets(fetched.stored())) publication.tip_nodes.clear();
  return publication;
}

}  // namespace cpsg::sync
