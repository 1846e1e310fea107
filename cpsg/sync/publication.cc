#include "cpsg/sync/publication.h"

#include <algorithm>
#include <cassert>
#include <future>
#include <unordered_map>
#include <unordered_set>

#include "cpsg/git/graph/reachability.h"
#include "cpsg/history/roll_up.h"
#include "cpsg/sync/left_out_refs.h"

namespace cpsg::sync {
namespace {

constexpr std::string_view kHeadsPrefix = "refs/heads/";

std::vector<git::graph::Node> tips_of(const git::graph::CommitGraph& graph, const git::protocol::RefListing& refs) {
  std::vector<git::graph::Node> tips;
  for (const git::protocol::RemoteRef& head : refs.heads) {
    const std::optional<git::graph::Node> node = graph.find(head.oid);
    assert(node && graph.present(*node));
    tips.push_back(*node);
  }
  return tips;
}

std::optional<std::size_t> index_of_default(const git::protocol::RefListing& refs) {
  if (!refs.head_target) return std::nullopt;
  const auto found = std::find_if(refs.heads.begin(), refs.heads.end(),
                                  [&](const git::protocol::RemoteRef& head) { return head.name == *refs.head_target; });
  if (found == refs.heads.end()) return std::nullopt;
  return static_cast<std::size_t>(found - refs.heads.begin());
}

model::Bitmap by_row(const git::graph::CommitGraph& graph, std::span<const git::graph::Node> nodes,
                     const model::Bitmap& by_node, std::uint32_t rows) {
  model::Bitmap result(rows);
  for (const git::graph::Node node : nodes) {
    if (by_node.test(node)) result.set(graph.row(node));
  }
  return result;
}

std::vector<model::Branch> make_branches(const GenerationInput& input, std::span<const git::graph::Node> tips,
                                         std::optional<std::size_t> default_index, const model::Bitmap& on_default) {
  const std::vector<git::graph::BranchPosition> positions =
      git::graph::compare_to_default(input.stored.graph, input.order, tips, on_default);
  std::vector<model::Branch> branches;
  for (std::size_t i = 0; i < tips.size(); ++i) {
    model::Branch& branch = branches.emplace_back();
    branch.name = branch_name(input.refs.heads[i]);
    branch.oid = input.refs.heads[i].oid;
    branch.is_default = default_index == i;
    branch.commits = positions[i].commits;
    branch.committed_at = input.tip_times[i];
    if (!default_index) continue;
    branch.ahead = branch.is_default ? 0 : positions[i].ahead;
    branch.behind = branch.is_default ? 0 : positions[i].behind;
    if (!branch.is_default) branch.merged = positions[i].ahead == 0;
  }
  return branches;
}

// The places of the tips in the order.
std::vector<std::uint32_t> numbers_of(const git::graph::CommitGraph& graph, std::span<const git::graph::Node> tips,
                                      std::span<const git::graph::Node> order) {
  model::Bitmap is_tip(graph.nodes());
  for (const git::graph::Node tip : tips) is_tip.set(tip);
  std::unordered_map<git::graph::Node, std::uint32_t> number_of;
  for (std::uint32_t number = 0; number < order.size(); ++number) {
    if (is_tip.test(order[number])) number_of.emplace(order[number], number);
  }
  std::vector<std::uint32_t> numbers;
  for (const git::graph::Node tip : tips) numbers.push_back(number_of.at(tip));
  return numbers;
}

void mark_reachability_changes(const storage::PublishedState& before, storage::Publication& publication) {
  // A new row counts as live before. So it is newly unreachable unless it is live now, and never reachable again.
  model::Bitmap before_live = before.live;
  before_live.resize(publication.rows);
  for (std::uint32_t row = before.rows; row < publication.rows; ++row) before_live.set(row);

  model::Bitmap unreachable = before_live;
  unreachable.and_not(publication.live).for_each([&](std::size_t row) {
    publication.newly_unreachable.push_back(static_cast<std::uint32_t>(row));
  });
  model::Bitmap reachable = publication.live;
  reachable.and_not(before_live).for_each([&](std::size_t row) {
    publication.reachable_again.push_back(static_cast<std::uint32_t>(row));
  });
}

}  // namespace

std::optional<std::string> default_branch(const git::protocol::RefListing& refs) {
  if (!refs.head_target || !refs.head_target->starts_with(kHeadsPrefix)) return std::nullopt;
  return refs.head_target->substr(kHeadsPrefix.size());
}

std::string branch_name(const git::protocol::RemoteRef& head) {
  assert(head.name.starts_with(kHeadsPrefix));
  return head.name.substr(kHeadsPrefix.size());
}

bool is_published(const git::protocol::RefListing& refs, const storage::PublishedState& before) {
  if (before.generation == 0 || default_branch(refs) != before.counts.default_branch) return false;
  model::ProjectCounts left_out;
  count_left_out(refs, left_out);
  return left_out.refs_left_out == before.counts.refs_left_out &&
         left_out.refs_left_out_names == before.counts.refs_left_out_names &&
         std::equal(refs.heads.begin(), refs.heads.end(), before.branches.begin(), before.branches.end(),
                    [](const git::protocol::RemoteRef& head, const model::Branch& branch) {
                      return branch_name(head) == branch.name && head.oid == branch.oid;
                    });
}

std::uint64_t count_new_branches(const git::protocol::RefListing& refs, const storage::PublishedState& before) {
  std::unordered_set<std::string> known;
  for (const model::Branch& branch : before.branches) known.insert(branch.name);
  return static_cast<std::uint64_t>(std::count_if(
      refs.heads.begin(), refs.heads.end(), [&](const auto& head) { return !known.contains(branch_name(head)); }));
}

storage::Publication make_publication(GenerationInput input) {
  const git::graph::CommitGraph& graph = input.stored.graph;
  const std::span<const git::graph::Node> order = input.order;
  const std::vector<git::graph::Node> tips = tips_of(graph, input.refs);
  const std::optional<std::size_t> default_index = index_of_default(input.refs);
  const model::Bitmap on_default = default_index
                                       ? git::graph::reachable(graph, std::span(tips).subspan(*default_index, 1))
                                       : model::Bitmap(graph.nodes());
  const model::Bitmap live = git::graph::reachable_beyond(on_default, graph, tips);

  // The passes over all commits read the same graph and nothing else, so they may run side by side. Two of them at
  // once: each needs memory of its own.
  auto activity =
      std::async(std::launch::async, [&] { return history::roll_up_activity(graph, order, live, on_default); });

  storage::Publication publication;
  publication.now = input.now;
  publication.rows = input.rows;
  publication.people = input.people.size();
  publication.branches = make_branches(input, tips, default_index, on_default);
  publication.tip_nodes = numbers_of(graph, tips, order);
  publication.live = by_row(graph, order, live, input.rows);
  publication.on_default = by_row(graph, order, on_default, input.rows);
  mark_reachability_changes(input.before, publication);
  publication.contributors = history::roll_up_contributors(graph, order, live, on_default, input.people.contributors());
  publication.activity = history::changed_years(activity.get(), input.activity_before);

  publication.counts.default_branch = default_branch(input.refs);
  publication.counts.empty = input.refs.heads.empty();
  publication.counts.commits = static_cast<std::int64_t>(publication.on_default.count());
  publication.counts.commits_all = static_cast<std::int64_t>(publication.live.count());
  publication.counts.branches = static_cast<std::int64_t>(tips.size());
  publication.counts.contributors = static_cast<std::int64_t>(publication.contributors.size());
  publication.counts.missing_parents = static_cast<std::int64_t>(graph.missing());
  publication.counts.shallow = input.shallow;
  count_left_out(input.refs, publication.counts);
  return publication;
}

}  // namespace cpsg::sync
