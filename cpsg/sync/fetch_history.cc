#include "cpsg/sync/fetch_history.h"

#include <algorithm>
#include <cassert>
#include <span>
#include <utility>

#include "cpsg/base/limits.h"
#include "cpsg/git/graph/reachability.h"
#include "cpsg/git/protocol/remote_text.h"
#include "cpsg/sync/publication.h"
#include "cpsg/sync/staging_thread.h"

namespace cpsg::sync {
namespace {

using git::graph::Node;

history::StoredGraph load_whole_graph(const HistoryTask& task, const storage::PublishedState& before) {
  history::StoredGraph stored = history::load_graph(task.history, task.project.id, before.rows);
  history::require_published(stored, before);
  return stored;
}

// People get new numbers where all of them are staged anew.
std::vector<std::pair<storage::PersonKey, std::uint32_t>> known_people(const HistoryTask& task, bool rewrites) {
  if (rewrites) return {};
  return task.writer.person_keys(task.project.id);
}

// Whether the remote refuses to send these objects. Any other failure is thrown.
bool is_refused(git::client::RemoteRepository& remote, const git::client::FetchPlan& plan,
                std::span<const model::Oid> wants) {
  using Hint = git::protocol::RemoteRefusal::Hint;
  git::client::FetchPlan part = plan;
  part.wants.assign(wants.begin(), wants.end());
  try {
    remote.fetch(part, [](const model::Oid&, git::pack::ObjectContent) {});
    return false;
  } catch (const git::protocol::RemoteRefusal& refusal) {
    if (refusal.hint() == Hint::kDamage || refusal.refused_want()) return true;
    if (refusal.hint() != Hint::kSilence || part.haves.empty()) throw;
  }
  // Without anything to compare with, git names its reason.
  part.haves.clear();
  part.other_haves.clear();
  return is_refused(remote, part, wants);
}

// With more objects coming, the stored graph is read at once: joining two large graphs would take the memory of both.
constexpr std::uint32_t kBeyondTipsMax = 65'536;
constexpr std::size_t kHeldMaxBytes = 8 * limits::kMiB;
// A branch with more commits of its own is offered at once: were it merged, a server that does not know that we have
// them would send them all again.
constexpr std::int64_t kFarAhead = 1'000;

// Live commits that lack a parent: where the history is cut.
OidSet boundary_of(const git::graph::CommitGraph& graph, const model::Bitmap& live) {
  OidSet boundary;
  for (Node node = 0; node < graph.nodes(); ++node) {
    if (!graph.present(node) || !live.test(graph.row(node))) continue;
    const std::span<const Node> parents = graph.parents(node);
    const bool cut = std::any_of(parents.begin(), parents.end(), [&](Node parent) { return !graph.present(parent); });
    if (cut) boundary.insert(graph.oid(node));
  }
  return boundary;
}

std::optional<model::RefOddity> oddity_of(git::pack::ObjectType type, bool tagged) {
  if (type == git::pack::ObjectType::kTree) return tagged ? model::RefOddity::kTagOfTree : model::RefOddity::kTree;
  if (type == git::pack::ObjectType::kBlob) return tagged ? model::RefOddity::kTagOfBlob : model::RefOddity::kBlob;
  return std::nullopt;
}

}  // namespace

FoundTarget follow_head(const std::unordered_map<model::Oid, git::client::NoCommit>& found,
                        const git::protocol::RemoteRef& head) {
  constexpr int kTagsMax = 16;
  if (const auto peeled = found.find(head.oid); head.tag && peeled != found.end()) {
    return {oddity_of(peeled->second.type, true), std::nullopt};
  }
  model::Oid oid = head.object();
  for (int tags = 0; tags < kTagsMax; ++tags) {
    const auto one = found.find(oid);
    if (one == found.end()) return {};
    if (!one->second.tag) return {oddity_of(one->second.type, tags > 0), std::nullopt};
    oid = one->second.tag->target;
    const git::pack::ObjectType type = one->second.tag->type;
    if (type == git::pack::ObjectType::kCommit) return {std::nullopt, oid};
    if (type != git::pack::ObjectType::kTag) return {oddity_of(type, true), std::nullopt};
  }
  return {};
}

void choose_haves(const storage::PublishedState& before, const git::protocol::RefListing& refs,
                  git::client::FetchPlan& plan) {
  std::unordered_map<std::string, model::Oid> tips;
  for (const git::protocol::RemoteRef& head : refs.heads) tips.emplace(branch_name(head), head.oid);
  const auto has_moved = [&](const model::Branch& branch) {
    const auto found = tips.find(branch.name);
    return found == tips.end() || found->second != branch.oid;
  };
  const auto is_first = [&](const model::Branch& branch) {
    return branch.is_default || has_moved(branch) || branch.ahead > kFarAhead;
  };
  std::vector<const model::Branch*> candidates;
  for (const model::Branch& branch : before.branches) candidates.push_back(&branch);
  const auto newest_first = [](const model::Branch& branch) {
    return branch.committed_at ? -branch.committed_at->epoch_s : 0;
  };
  std::stable_sort(candidates.begin(), candidates.end(), [&](const model::Branch* a, const model::Branch* b) {
    return std::pair(!is_first(*a), newest_first(*a)) < std::pair(!is_first(*b), newest_first(*b));
  });
  // A new branch may begin anywhere; one that moved most likely leads to where it was, or to the default branch.
  plan.may_lead_to_others = count_new_branches(refs, before) > 0;
  OidSet chosen;
  for (const model::Branch* branch : candidates) {
    if (chosen.size() == limits::kHavesMax) break;
    if (!chosen.insert(branch->oid).second) continue;
    // Something is to be offered first, whatever it is.
    std::vector<model::Oid>& list = is_first(*branch) || plan.haves.empty() ? plan.haves : plan.other_haves;
    list.push_back(branch->oid);
  }
}

RewriteTask rewrite_task_of(const HistoryTask& task) {
  return {task.history, task.writer, task.lease, task.project.id, task.settings.privacy, task.cancelled};
}

HistoryFetch::HistoryFetch(const HistoryTask& task, const storage::PublishedState& before, bool rewrites, Known known)
    : task_(task),
      before_(before),
      rewrites_(rewrites),
      known_(known),
      stored_({.graph = known == Known::kTips ? history::graph_of_tips(before) : git::graph::CommitGraph()}),
      nodes_before_(stored_.graph.nodes()),
      people_(task.settings.privacy, known_people(task, rewrites)),
      stager_(task.writer, task.lease, task.settings.privacy, stored_.graph, people_, before.rows),
      shallow_(before.counts.shallow) {
  if (known == Known::kTips) return;
  loading_ = std::async(std::launch::async, [&task, &before] { return load_whole_graph(task, before); });
  if (rewrites) await_graph();
}

void HistoryFetch::await_graph() {
  if (loading_.valid()) use_graph(loading_.get());
}

void HistoryFetch::use_graph(history::StoredGraph stored) {
  stored_ = std::move(stored);
  nodes_before_ = stored_.graph.nodes();
  stager_.graph_was_read();
  known_ = Known::kAll;
}

void HistoryFetch::load_all() {
  if (known_ == Known::kTips) use_graph(load_whole_graph(task_, before_));
}

bool HistoryFetch::load_rest(const git::protocol::RefListing& refs) {
  assert(known_ == Known::kTips && !rewrites_);
  // All that will be looked up: the published tips, what the refs name, and what came with its parents.
  const git::graph::CommitGraph& came = stored_.graph;
  std::vector<model::Oid> wanted;
  for (Node node = 0; node < came.nodes(); ++node) wanted.push_back(came.oid(node));
  for (const git::protocol::RemoteRef& head : refs.heads) wanted.push_back(head.oid);
  history::StoredGraph whole = history::load_graph_to_find(task_.history, task_.project.id, before_.rows, wanted);
  history::require_published(whole, before_);
  if (whole.graph.missing() > 0) return false;
  const std::size_t nodes_before = whole.graph.nodes();
  std::vector<Node> parents;
  for (auto node = static_cast<Node>(nodes_before_); node < came.nodes(); ++node) {
    if (!came.present(node)) continue;
    const Node added = whole.graph.intern(came.oid(node));
    if (added < nodes_before) return false;
    parents.clear();
    for (const Node parent : came.parents(node)) parents.push_back(whole.graph.intern(came.oid(parent)));
    whole.graph.add(added, parents, came.facts(node));
  }
  stored_ = std::move(whole);
  nodes_before_ = nodes_before;
  known_ = Known::kAll;
  return true;
}

bool HistoryFetch::has_commit(const model::Oid& oid) const {
  const std::optional<Node> node = stored_.graph.find(oid);
  return node && stored_.graph.present(*node);
}

bool HistoryFetch::reaches_published(const git::protocol::RefListing& refs) const {
  if (before_.rows == 0) return true;
  std::vector<Node> tips;
  for (const git::protocol::RemoteRef& head : refs.heads) {
    const std::optional<Node> node = stored_.graph.find(head.oid);
    if (node && stored_.graph.present(*node)) tips.push_back(*node);
  }
  const model::Bitmap reached = git::graph::reachable(stored_.graph, tips);
  for (Node node = 0; node < nodes_before_; ++node) {
    if (reached.test(node)) return true;
  }
  return false;
}

void HistoryFetch::make_plan(const git::protocol::RefListing& refs, const OidSet& withheld) {
  // A remote with a cut history may have more of it by now, but would not send what lies behind our haves. So after a
  // cut, everything is asked for again.
  const bool cut = task_.whole || rewrites_ || before_.counts.shallow || before_.counts.missing_parents > 0;
  const OidSet stored = stored_heads(refs);
  OidSet wanted;
  for (const git::protocol::RemoteRef& head : refs.heads) {
    const bool known = stored.contains(head.oid);
    if (!known) stager_.watch(head.oid);
    const bool asked = (cut || !known) && !withheld.contains(head.object()) && wanted.insert(head.object()).second;
    if (!asked) continue;
    plan_.wants.push_back(head.object());
    if (head.tag) plan_.peeled.push_back(head.oid);
  }
  if (!cut) choose_haves(before_, refs, plan_);
  plan_.sampled_ancestors = [this] { return sampled_ancestors(); };
}

OidSet HistoryFetch::stored_heads(const git::protocol::RefListing& refs) const {
  OidSet published;
  for (const model::Branch& branch : before_.branches) published.insert(branch.oid);
  OidSet stored;
  std::vector<model::Oid> others;
  for (const git::protocol::RemoteRef& head : refs.heads) {
    const bool known = loading_.valid() ? published.contains(head.oid) : has_commit(head.oid);
    if (known) {
      stored.insert(head.oid);
    } else {
      others.push_back(head.oid);
    }
  }
  if (!loading_.valid() || others.empty()) return stored;
  for (const model::Oid& oid : history::find_stored(task_.history, task_.project.id, others)) stored.insert(oid);
  return stored;
}

std::vector<model::Oid> HistoryFetch::sampled_ancestors() {
  await_graph();
  load_all();
  std::vector<Node> tips;
  for (const std::vector<model::Oid>* haves : {&plan_.haves, &plan_.other_haves}) {
    for (const model::Oid& have : *haves) tips.push_back(stored_.graph.find(have).value());
  }
  std::vector<model::Oid> ancestors;
  for (const Node node : git::graph::sample_ancestors(stored_.graph, tips, limits::kHavesMax)) {
    ancestors.push_back(stored_.graph.oid(node));
  }
  return ancestors;
}

void HistoryFetch::run(git::client::RemoteRepository& remote, const git::protocol::RefListing& refs,
                       const OidSet& withheld) {
  if (rewrites_) {
    task_.writer.begin_rewrite(task_.lease);
    stager_.rewrite_published();
  }
  make_plan(refs, withheld);
  if (plan_.wants.empty()) return await_graph();
  std::optional<StagingThread> staging;
  git::client::FetchResult result = remote.fetch(
      plan_, [&](const model::Oid& oid, git::pack::ObjectContent content) { staging.value().add(oid, content); },
      [&](const git::client::FetchProgress& progress) {
        if (staging) staging->check();
        task_.on_progress({Phase::kCommits, progress.objects_done, progress.objects_total, progress.received_bytes,
                           progress.remote_message});
      },
      // The pack has begun, and no object of it has come.
      [&](std::uint32_t objects) {
        await_graph();
        if (objects > kBeyondTipsMax) load_all();
        stored_.graph.reserve(objects);
        staging.emplace([this](const model::Oid& oid, git::pack::ObjectContent content) { take(oid, content); });
      });
  if (staging) staging->finish();
  await_graph();
  if (knows_tips_alone() && has_stored(held_)) load_all();
  stage_held();
  stager_.flush();
  shallow_ = !result.shallow.empty();
  no_commits_ = std::move(result.no_commits);
}

// Beyond the tips, commits are held until it is known which of them are stored: a server that was not told of all tips
// sends some of those again. Where they become too many, the stored graph tells that as they come.
void HistoryFetch::take(const model::Oid& oid, git::pack::ObjectContent content) {
  if (!knows_tips_alone()) return stager_.add(oid, content);
  if (has_commit(oid)) return;  // a published tip
  held_.add(oid, content);
  if (held_.size_bytes() < kHeldMaxBytes) return;
  load_all();
  stage_held();
}

void HistoryFetch::stage_held() {
  held_.for_each([this](const model::Oid& oid, git::pack::ObjectContent content) { stager_.add(oid, content); });
  held_ = {};
}

bool HistoryFetch::has_stored(const CommitBatch& commits) const {
  std::vector<storage::CommitPlace> places;
  git::pack::ParsedCommit parsed;
  commits.for_each([&](const model::Oid& oid, git::pack::ObjectContent content) {
    git::pack::parse_commit(content, parsed);
    const std::optional<model::GitTime>& time = parsed.committer.time;
    places.push_back({time ? std::optional(time->epoch_s) : std::nullopt, oid});
  });
  const auto rows = task_.writer.find_rows(task_.project.id, places);
  return std::any_of(rows.begin(), rows.end(), [](const auto& row) { return row.has_value(); });
}

void HistoryFetch::rewrite_rest() {
  sync::rewrite_rest(rewrite_task_of(task_), before_, stager_.rewritten(), people_, stored_);
}

bool HistoryFetch::complete_graph() {
  const bool all_anew = stager_.filled_gap() || rewrites_;
  const bool any_new = stored_.graph.commits() > stored_.order.size();
  if (before_.generation == 0 || !(all_anew || any_new)) return all_anew;
  return history::read_missing_offsets(task_.history, task_.history.commit_view(task_.project.id), stored_) || all_anew;
}

std::vector<model::Oid> HistoryFetch::missing_tips(const git::protocol::RefListing& refs,
                                                   const OidSet& withheld) const {
  std::vector<model::Oid> missing;
  for (const git::protocol::RemoteRef& head : refs.heads) {
    if (!has_commit(head.oid) && !withheld.contains(head.object())) missing.push_back(head.object());
  }
  return missing;
}

std::unordered_map<model::Oid, git::client::NoCommit> fetch_no_commits(git::client::RemoteRepository& remote,
                                                                       std::vector<model::Oid> objects) {
  git::client::FetchPlan plan;
  plan.wants = std::move(objects);
  try {
    return remote.fetch(plan, [](const model::Oid&, git::pack::ObjectContent) {}).no_commits;
  } catch (const git::protocol::RemoteRefusal&) {
    return {};
  }
}

std::vector<model::Oid> find_unreadable(git::client::RemoteRepository& remote, const git::client::FetchPlan& plan) {
  const std::uint64_t bytes_before = remote.traffic().received_bytes;
  std::vector<model::Oid> unreadable;
  std::vector<std::span<const model::Oid>> groups;
  const auto add_halves = [&](std::span<const model::Oid> group) {
    groups.push_back(group.subspan(group.size() / 2));
    if (group.size() > 1) groups.push_back(group.first(group.size() / 2));
  };
  add_halves(plan.wants);
  for (std::size_t probes = 0; !groups.empty(); ++probes) {
    const std::span<const model::Oid> group = groups.back();
    groups.pop_back();
    const bool may_ask = probes < limits::kDamageProbesMax &&
                         remote.traffic().received_bytes - bytes_before < limits::kDamageProbesMaxBytes;
    if (may_ask && !is_refused(remote, plan, group)) continue;
    if (may_ask && group.size() > 1) {
      add_halves(group);
    } else {
      unreadable.insert(unreadable.end(), group.begin(), group.end());
    }
  }
  return unreadable;
}

bool has_older_commits(git::client::RemoteRepository& remote, const HistoryTask& task,
                       const storage::PublishedState& before, const git::protocol::RefListing& refs) {
  if (!before.counts.shallow || refs.heads.empty()) return false;
  OidSet tips;
  bool all_asked = true;
  for (const git::protocol::RemoteRef& head : refs.heads) {
    all_asked = tips.size() < limits::kHavesMax || tips.contains(head.object());
    if (!all_asked) break;
    tips.insert(head.object());
  }
  OidSet shallow;
  try {
    const std::vector<model::Oid> listed = remote.shallow_commits(std::vector(tips.begin(), tips.end()));
    shallow.insert(listed.begin(), listed.end());
  } catch (const git::protocol::RemoteRefusal&) {
    return false;  // it does not say; the next change of a branch brings everything
  }
  const history::StoredGraph stored = load_whole_graph(task, before);
  const OidSet boundary = boundary_of(stored.graph, before.live);
  const auto is_known = [&](const model::Oid& oid) {
    const std::optional<Node> node = stored.graph.find(oid);
    return node && stored.graph.present(*node);
  };
  if (shallow.empty() || !std::all_of(shallow.begin(), shallow.end(), is_known)) return true;
  return all_asked &&
         !std::all_of(boundary.begin(), boundary.end(), [&](const model::Oid& oid) { return shallow.contains(oid); });
}

}  // namespace cpsg::sync
