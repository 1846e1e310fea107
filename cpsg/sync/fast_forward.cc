#include "cpsg/sync/fast_forward.h"

#include <algorithm>
#include <cassert>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cpsg/git/graph/graph_codec.h"
#include "cpsg/git/graph/reachability.h"
#include "cpsg/history/roll_up.h"
#include "cpsg/history/stored_graph.h"
#include "cpsg/sync/left_out_refs.h"
#include "cpsg/sync/publication.h"

namespace cpsg::sync {
namespace {

using git::graph::CommitGraph;
using git::graph::Node;
using model::Bitmap;
using storage::StagedContributor;

constexpr std::ptrdiff_t kMovedMax = 64;
// Each push adds a chunk. With so many short ones at the end, they are joined, for which the whole graph is read.
constexpr std::uint32_t kAddedChunksMax = 64;

// How the branches stand after the push.
class MovedBranches {
 public:
  explicit MovedBranches(const FastForwardInput& input)
      : input_(input), before_(input.before), tips_(input.tips), tips_on_default_(input.graph.nodes()) {
    for (const model::Branch& branch : before_.branches) {
      const Node tip = input_.graph.find(branch.oid).value();
      if (branch.is_default) default_ = tip_of_branch_.size();
      if (branch.is_default || branch.ahead == 0) tips_on_default_.set(tip);
      tip_of_branch_.push_back(tip);
    }
  }

  // False where the push is another one than the header says.
  bool place() {
    on_default_ = Bitmap(input_.graph.nodes());
    if (!reach_new_tips() || !all_new_are_reached()) return false;
    if (default_ && reached_[*default_]) {
      on_default_ = *reached_[*default_];
      if (!leads_only_to(tips_on_default_, on_default_)) return false;
    }
    new_on_default_ = new_in(on_default_);
    branches_ = before_.branches;
    for (std::size_t i = 0; i < branches_.size(); ++i) {
      if (!reached_[i]) {
        place_unmoved(branches_[i]);
      } else if (!place_moved(i)) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] std::vector<model::Branch> take_branches() { return std::move(branches_); }
  // New commits that the default branch reaches, by node; published tips may be among them.
  [[nodiscard]] const Bitmap& on_default() const { return on_default_; }
  [[nodiscard]] std::int64_t new_on_default() const { return new_on_default_; }

 private:
  bool reach_new_tips() {
    reached_.resize(before_.branches.size());
    for (std::size_t i = 0; i < reached_.size(); ++i) {
      const model::Oid& oid = input_.refs.heads[i].oid;
      if (oid == before_.branches[i].oid) continue;
      const std::optional<Node> tip = input_.graph.find(oid);
      // A tip that was published already leads to stored commits, of which nothing is known here.
      if (!tip || *tip < tips_) return false;
      reached_[i] = git::graph::reachable(input_.graph, std::span(&*tip, 1));
      if (!reached_[i]->test(tip_of_branch_[i])) return false;
    }
    return true;
  }

  [[nodiscard]] bool all_new_are_reached() const {
    Bitmap all(input_.graph.nodes());
    for (const std::optional<Bitmap>& reached : reached_) {
      if (reached) all |= *reached;
    }
    return static_cast<std::size_t>(new_in(all)) == input_.graph.nodes() - tips_;
  }

  void place_unmoved(model::Branch& branch) const {
    if (!branch.is_default && branch.behind) *branch.behind += new_on_default_;
  }

  bool place_moved(std::size_t i) {
    model::Branch& branch = branches_[i];
    const Bitmap& reached = *reached_[i];
    branch.oid = input_.refs.heads[i].oid;
    branch.committed_at = input_.committed_at(branch.oid);
    if (branch.is_default) {
      branch.commits += new_in(reached);
      return true;
    }
    Bitmap allowed(input_.graph.nodes());
    allowed.set(tip_of_branch_[i]);
    const bool alone = leads_only_to(allowed, reached);
    // With the old tip of the default branch comes all that this one reached.
    const bool has_default =
        default_ && reached.test(tip_of_branch_[*default_]) && leads_only_to(allowed |= tips_on_default_, reached);
    if (!alone && !has_default) return false;
    if (default_) {
      Bitmap ahead = reached;
      Bitmap behind = on_default_;
      const std::int64_t behind_before = has_default ? 0 : branch.behind.value();
      branch.commits = has_default ? before_.branches[*default_].commits + branch.ahead.value() : branch.commits;
      branch.ahead = branch.ahead.value() + new_in(ahead.and_not(on_default_));
      branch.behind = behind_before + new_in(behind.and_not(reached));
      branch.merged = branch.ahead == 0;
    }
    branch.commits += new_in(reached);
    return true;
  }

  // Whether each published tip of the set is one that is allowed.
  [[nodiscard]] bool leads_only_to(const Bitmap& allowed, const Bitmap& nodes) const {
    for (Node tip = 0; tip < tips_; ++tip) {
      if (nodes.test(tip) && !allowed.test(tip)) return false;
    }
    return true;
  }

  [[nodiscard]] std::int64_t new_in(const Bitmap& nodes) const {
    std::int64_t count = 0;
    nodes.for_each([&](std::size_t node) { count += node >= tips_ ? 1 : 0; });
    return count;
  }

  const FastForwardInput& input_;
  const storage::PublishedState& before_;
  const std::size_t tips_;
  Bitmap tips_on_default_;           // that the default branch reached before the push
  std::vector<Node> tip_of_branch_;  // as published
  std::optional<std::size_t> default_;
  std::vector<std::optional<Bitmap>> reached_;  // by branch, of those that moved
  Bitmap on_default_;
  std::int64_t new_on_default_ = 0;
  std::vector<model::Branch> branches_;
};

// `commits` are new ones of the contributor who is stored as `stored`. Nothing where it cannot be said which of two
// spellings gives the name: among equal dates the object ids decide, and the stored commit's is not at hand.
std::optional<StagedContributor> merge(const StagedContributor& stored, const StagedContributor& commits) {
  if (stored.last_commit_at == commits.last_commit_at && stored.person != commits.person) return std::nullopt;
  StagedContributor merged = stored;
  merged.commits += commits.commits;
  merged.commits_all += commits.commits_all;
  if (!commits.last_commit_at) return merged;
  if (!stored.last_commit_at || *commits.last_commit_at > *stored.last_commit_at) merged.person = commits.person;
  merged.first_commit_at =
      std::min(stored.first_commit_at.value_or(*commits.first_commit_at), *commits.first_commit_at);
  merged.last_commit_at = std::max(stored.last_commit_at.value_or(*commits.last_commit_at), *commits.last_commit_at);
  return merged;
}

// Published contributors who have new commits, by their number.
std::unordered_map<std::uint64_t, StagedContributor> read_contributors(const FastForwardInput& input,
                                                                       std::span<const StagedContributor> added) {
  const std::vector<std::uint64_t>& contributor_of = input.people.contributors();
  std::unordered_map<std::uint64_t, StagedContributor> stored;
  for (const StagedContributor& one : added) stored.emplace(contributor_of[one.person], StagedContributor{});
  std::vector<std::uint32_t> people;
  for (std::uint32_t person = 0; person < input.before.people; ++person) {
    if (stored.contains(contributor_of[person])) people.push_back(person);
  }
  stored.clear();
  for (const StagedContributor& one : input.writer.contributors_named_by(input.project_id, people)) {
    stored.emplace(contributor_of[one.person], one);
  }
  return stored;
}

// False as merge() says.
bool add_contributors(const FastForwardInput& input, std::vector<StagedContributor> added,
                      storage::Publication& publication) {
  const auto stored = read_contributors(input, added);
  publication.contributors_gone.emplace();
  for (StagedContributor& one : added) {
    const auto known = stored.find(input.people.contributors()[one.person]);
    if (known != stored.end()) {
      const std::optional<StagedContributor> merged = merge(known->second, one);
      if (!merged) return false;
      if (merged->person != known->second.person) publication.contributors_gone->push_back(known->second.person);
      one = *merged;
    }
    publication.contributors.push_back(one);
  }
  publication.counts.contributors += static_cast<std::int64_t>(added.size() - stored.size());
  return true;
}

std::vector<model::ActivityYear> add_activity(const FastForwardInput& input, std::vector<model::ActivityYear> added) {
  if (added.empty()) return added;
  const std::vector<model::ActivityYear> stored =
      input.history.activity(input.project_id, added.front().year, added.back().year);
  return history::sum_years(std::move(added), stored);
}

void add_chunks(const FastForwardInput& input, std::span<const Node> added, storage::Publication& publication) {
  std::vector<std::uint32_t> position(input.graph.nodes(), git::graph::kNone);
  for (std::size_t i = 0; i < input.before.branches.size(); ++i) {
    position[input.graph.find(input.before.branches[i].oid).value()] = input.before.tip_nodes[i].value();
  }
  publication.chunks = history::pack_added(input.graph, added, input.before.rows, position);
  for (const git::protocol::RemoteRef& head : input.refs.heads) {
    publication.tip_nodes.push_back(position[input.graph.find(head.oid).value()]);
  }
}

void add_rows(const FastForwardInput& input, std::span<const Node> added, const Bitmap& on_default,
              storage::Publication& publication) {
  publication.live = input.before.live;
  publication.live.resize(input.rows);
  publication.on_default = input.before.on_default;
  publication.on_default.resize(input.rows);
  for (const Node node : added) {
    const std::uint32_t row = input.graph.row(node);
    publication.live.set(row);
    if (on_default.test(node)) publication.on_default.set(row);
  }
}

}  // namespace

bool may_be_fast_forward(const storage::PublishedState& before, const git::protocol::RefListing& refs) {
  if (before.generation == 0 || before.counts.shallow || before.counts.missing_parents > 0) return false;
  if (default_branch(refs) != before.counts.default_branch) return false;
  // A branch may come back to commits that none reaches at present: they need not be fetched again.
  if (before.live.count() != before.rows) return false;
  if (before.graph_chunks > before.rows / history::kShortChunkNodes + kAddedChunksMax) return false;
  if (std::any_of(before.tip_nodes.begin(), before.tip_nodes.end(), [](const auto& node) { return !node; }))
    return false;
  std::ptrdiff_t moved = 0;
  const bool same_names = std::equal(refs.heads.begin(), refs.heads.end(), before.branches.begin(),
                                     before.branches.end(), [&](const auto& head, const model::Branch& branch) {
                                       moved += head.oid == branch.oid ? 0 : 1;
                                       return branch_name(head) == branch.name;
                                     });
  return same_names && moved > 0 && moved <= kMovedMax;
}

std::optional<storage::Publication> fast_forward(const FastForwardInput& input) {
  assert(may_be_fast_forward(input.before, input.refs));
  if (input.graph.missing() > 0) return std::nullopt;
  const std::vector<Node> added = input.graph.topological_order(static_cast<Node>(input.tips));
  MovedBranches moved(input);
  if (!moved.place()) return std::nullopt;

  Bitmap all(input.graph.nodes());
  for (const Node node : added) all.set(node);
  storage::Publication publication;
  publication.now = input.now;
  publication.rows = input.rows;
  publication.people = input.people.size();
  publication.counts = input.before.counts;
  publication.counts.commits += moved.new_on_default();
  publication.counts.commits_all += static_cast<std::int64_t>(added.size());
  publication.counts.refs_left_out_names.clear();
  count_left_out(input.refs, publication.counts);
  std::vector<StagedContributor> contributors =
      history::roll_up_contributors(input.graph, added, all, moved.on_default(), input.people.contributors());
  if (!add_contributors(input, std::move(contributors), publication)) return std::nullopt;
  publication.activity = add_activity(input, history::roll_up_activity(input.graph, added, all, moved.on_default()));
  publication.branches = moved.take_branches();
  add_chunks(input, added, publication);
  add_rows(input, added, moved.on_default(), publication);
  return publication;
}

}  // namespace cpsg::sync
