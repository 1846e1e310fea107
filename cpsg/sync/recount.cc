#include "cpsg/sync/recount.h"

#include <algorithm>
#include <numeric>

#include "cpsg/base/error.h"

#include "cpsg/sync/publication.h"

namespace cpsg::sync {
namespace {

// The listing that the published branches came from.
git::protocol::RefListing listing_of(const storage::PublishedState& state) {
  git::protocol::RefListing refs;
  for (const model::Branch& branch : state.branches) refs.heads.push_back({"refs/heads/" + branch.name, branch.oid});
  if (state.counts.default_branch) refs.head_target = "refs/heads/" + *state.counts.default_branch;
  return refs;
}

std::vector<std::optional<model::GitTime>> tip_times_of(const storage::PublishedState& state) {
  std::vector<std::optional<model::GitTime>> times;
  for (const model::Branch& branch : state.branches) times.push_back(branch.committed_at);
  return times;
}

std::vector<storage::StagedContributor> stored_contributors(storage::HistoryWriter& writer, std::string_view project_id,
                                                            std::uint32_t people) {
  std::vector<std::uint32_t> all(people);
  std::iota(all.begin(), all.end(), 0U);
  return writer.contributors_named_by(project_id, all);
}

void sort_by_person(std::vector<storage::StagedContributor>& contributors) {
  std::sort(contributors.begin(), contributors.end(), [](const auto& a, const auto& b) { return a.person < b.person; });
}

// What an earlier version of the program published has no tips.
bool same_tips(const std::vector<std::optional<std::uint32_t>>& stored, const std::vector<std::uint32_t>& counted) {
  return std::equal(stored.begin(), stored.end(), counted.begin(), counted.end(),
                    [](const auto& known, std::uint32_t tip) { return !known || *known == tip; });
}

void require_tips(const git::graph::CommitGraph& graph, const git::protocol::RefListing& refs) {
  for (const git::protocol::RemoteRef& head : refs.heads) {
    const auto node = graph.find(head.oid);
    if (node && graph.present(*node)) continue;
    throw Error(ErrorCode::kStoreCorrupt,
                "a branch leads to a commit that is not in the commit graph; restore the database from a backup");
  }
}

// Of the same commits, counted from the whole graph.
storage::Publication count(storage::HistoryReader& history, storage::HistoryWriter& writer, const Privacy& privacy,
                           std::string_view project_id, const storage::PublishedState& state, UnixTime now) {
  constexpr int kLastYear = 9999;
  const history::StoredGraph graph = history::load_graph(history, project_id, state.rows);
  history::require_published(graph, state);
  const git::protocol::RefListing refs = listing_of(state);
  require_tips(graph.graph, refs);
  const PersonRegistry people(privacy, writer.person_keys(project_id));
  const std::vector<model::ActivityYear> activity = history.activity(project_id, 0, kLastYear);
  storage::Publication counted = make_publication({.before = state,
                                                   .activity_before = activity,
                                                   .stored = graph,
                                                   .order = graph.order,
                                                   .refs = refs,
                                                   .people = people,
                                                   .rows = state.rows,
                                                   .shallow = state.counts.shallow,
                                                   .tip_times = tip_times_of(state),
                                                   .now = now});
  // The refs that were left out are not stored as a listing.
  counted.counts.refs_left_out = state.counts.refs_left_out;
  counted.counts.refs_left_out_names = state.counts.refs_left_out_names;
  counted.remote = state.remote;
  counted.policy = state.policy;
  counted.next_sync_at = now;  // until the sync has ended and its caller knows better
  if (!history::knows_offsets(graph)) counted.tip_nodes.clear();
  return counted;
}

}  // namespace

Recount recount(storage::HistoryReader& history, storage::HistoryWriter& writer, const Privacy& privacy,
                std::string_view project_id, UnixTime now) {
  const storage::PublishedState state = writer.published_state(project_id);
  if (state.generation == 0) return {};
  Recount result{{}, count(history, writer, privacy, project_id, state, now)};
  storage::Publication& counted = result.publication;
  std::vector<storage::StagedContributor> contributors = stored_contributors(writer, project_id, state.people);
  sort_by_person(contributors);
  sort_by_person(counted.contributors);

  const auto compare = [&](const char* name, bool same) {
    if (!same) result.differ.emplace_back(name);
  };
  compare("branches", counted.branches == state.branches);
  compare("reachability", counted.live == state.live && counted.on_default == state.on_default);
  compare("tips", counted.tip_nodes.empty() || same_tips(state.tip_nodes, counted.tip_nodes));
  compare("activity", counted.activity.empty());
  compare("contributors", counted.contributors == contributors);
  compare("counts", counted.counts == state.counts);
  return result;
}

}  // namespace cpsg::sync
