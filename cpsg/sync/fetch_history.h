// One attempt to fetch a project's missing commits: what is asked for, and what came.
//
//   HistoryFetch fetch(task, before);
//   fetch.run(remote, refs, withheld);
//   if (fetch.missing_tips(refs, withheld).empty()) publish(fetch);
//
// The commits are staged as they come; an attempt that failed leaves some behind, which HistoryWriter::discard_staged()
// removes. One thread uses an object. run() has a second one from the moment when the pack begins, which uses all
// members but the plan until run() returns. The stored graph is read on a thread of its own, while the remote is asked.
// Throws Error, of git or the store.
#pragma once

#include <cstdint>
#include <future>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "cpsg/git/client/remote_repository.h"
#include "cpsg/history/stored_graph.h"
#include "cpsg/storage/publication.h"
#include "cpsg/sync/commit_batch.h"
#include "cpsg/sync/commit_stager.h"
#include "cpsg/sync/history_task.h"
#include "cpsg/sync/person_registry.h"
#include "cpsg/sync/rewrite_history.h"

namespace cpsg::sync {

using OidSet = std::unordered_set<model::Oid>;

[[nodiscard]] RewriteTask rewrite_task_of(const HistoryTask& task);

// Puts the published tips that are to be offered into the plan: first those of branches that moved or went, that of the
// default branch, and those far ahead of it; beside them the others, the newest first.
void choose_haves(const storage::PublishedState& before, const git::protocol::RefListing& refs,
                  git::client::FetchPlan& plan);

class HistoryFetch {
 public:
  enum class Known : std::uint8_t {
    kAll,   // the stored graph is read
    kTips,  // of what is stored the published tips alone are known, until load_rest()
  };
  // Both outlive the object. `rewrites`: all that was published is staged anew, in a copy.
  HistoryFetch(const HistoryTask& task, const storage::PublishedState& before, bool rewrites,
               Known known = Known::kAll);
  HistoryFetch(const HistoryFetch&) = delete;
  HistoryFetch& operator=(const HistoryFetch&) = delete;

  // Asks for what the refs name and is not stored, but for the objects `withheld`; for all of it where it rewrites.
  void run(git::client::RemoteRepository& remote, const git::protocol::RefListing& refs, const OidSet& withheld);

  // What follows is answered once run() has returned, but for the plan.

  // What was asked for.
  [[nodiscard]] const git::client::FetchPlan& plan() const { return plan_; }
  // What came although it is no commit, of that.
  [[nodiscard]] const std::unordered_map<model::Oid, git::client::NoCommit>& no_commits() const { return no_commits_; }
  // The objects of refs whose commits are neither stored nor came, but for those withheld.
  [[nodiscard]] std::vector<model::Oid> missing_tips(const git::protocol::RefListing& refs,
                                                     const OidSet& withheld) const;
  [[nodiscard]] bool has_commit(const model::Oid& oid) const;
  // Whether a branch leads to a commit that was published. True where none was.
  [[nodiscard]] bool reaches_published(const git::protocol::RefListing& refs) const;

  [[nodiscard]] bool knows_tips_alone() const { return known_ == Known::kTips; }
  // Reads the stored graph, and adds to it what came. False where that does not fit, because something was stored that
  // the store did not find or a parent was missing: then all that was staged is to be discarded.
  [[nodiscard]] bool load_rest(const git::protocol::RefListing& refs);

  // Where it rewrites, after run(): stages the published commits that did not come, as far as stored data allows.
  void rewrite_rest();

  // Before the graph is written: reads what the stored chunks of an earlier version of the program lack. Whether all
  // chunks are to be written anew.
  [[nodiscard]] bool complete_graph();

  [[nodiscard]] const history::StoredGraph& stored() const { return stored_; }
  [[nodiscard]] std::size_t nodes_before() const { return nodes_before_; }
  [[nodiscard]] const PersonRegistry& people() const { return people_; }
  [[nodiscard]] const CommitStager& stager() const { return stager_; }
  [[nodiscard]] bool shallow() const { return shallow_; }

 private:
  void make_plan(const git::protocol::RefListing& refs, const OidSet& withheld);
  [[nodiscard]] std::vector<model::Oid> sampled_ancestors();
  void take(const model::Oid& oid, git::pack::ObjectContent content);
  void stage_held();
  [[nodiscard]] bool has_stored(const CommitBatch& commits) const;
  // While nothing has been staged yet.
  void load_all();
  // Until the graph is there that is read on another thread.
  void await_graph();
  void use_graph(history::StoredGraph stored);
  [[nodiscard]] OidSet stored_heads(const git::protocol::RefListing& refs) const;

  const HistoryTask& task_;
  const storage::PublishedState& before_;
  const bool rewrites_;
  Known known_;
  history::StoredGraph stored_;
  std::future<history::StoredGraph> loading_;  // valid until it is in its place
  std::size_t nodes_before_ = 0;
  PersonRegistry people_;
  CommitStager stager_;
  git::client::FetchPlan plan_;
  std::unordered_map<model::Oid, git::client::NoCommit> no_commits_;
  bool shallow_;
  // What came beyond the tips. It is staged when it is known whether some of it is stored already.
  CommitBatch held_;
};

// What an object that came in the place of a commit leads to: that it can be none, or the commit that a tag is of.
struct FoundTarget {
  std::optional<model::RefOddity> oddity;
  std::optional<model::Oid> commit;
};
// Follows a head from tag to tag, as far as the objects came.
[[nodiscard]] FoundTarget follow_head(const std::unordered_map<model::Oid, git::client::NoCommit>& found,
                                      const git::protocol::RemoteRef& head);

// What of these objects is no commit, asked for by themselves: beside commits git leaves out a tree that is a commit's
// own. Nothing else of what comes is kept, and nothing at all is found where the remote refuses.
[[nodiscard]] std::unordered_map<model::Oid, git::client::NoCommit> fetch_no_commits(
    git::client::RemoteRepository& remote, std::vector<model::Oid> objects);

// Which of `wants` the remote cannot give, found by asking for groups of them; what could not be tried within
// limits::kDamageProbesMax requests counts as such. Nothing of what comes is kept. Throws as RemoteRepository::fetch()
// does, but for RemoteRefusal.
[[nodiscard]] std::vector<model::Oid> find_unreadable(git::client::RemoteRepository& remote,
                                                      const git::client::FetchPlan& plan);

// Whether the remote, which was shallow when it was published, has older commits by now. At most one small request, and
// none if it was whole.
[[nodiscard]] bool has_older_commits(git::client::RemoteRepository& remote, const HistoryTask& task,
                                     const storage::PublishedState& before, const git::protocol::RefListing& refs);

}  // namespace cpsg::sync
