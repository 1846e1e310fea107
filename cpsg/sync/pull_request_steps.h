// What one sync of a project does about its pull requests, by whichever way GitHub answers, and what is counted by
// them.
//
//   PullRequestSteps pulls(stores, settings, lease, call, clock, on_progress);
//   const bool all_done = pulls.run_by_graphql(project);
//
// The lease is held. Each step throws Error, of the API or the store; what was stored until then stays, and is in
// report(). All references outlive the object, which one thread uses.
#pragma once

#include "cpsg/model/pull_request.h"
#include "cpsg/storage/stores.h"
#include "cpsg/sync/audit_project.h"
#include "cpsg/sync/sync_pull_requests.h"

namespace cpsg::sync {

class PullRequestSteps {
 public:
  // settings.api is set before a step runs.
  PullRequestSteps(const storage::Stores& stores, const SyncSettings& settings, const storage::Lease& lease,
                   const github::client::Call& call, const Clock& clock, const ProgressSink& on_progress);

  // Walks through the list. True if nothing is left to look at again. Where GraphQL refuses the token, all is read by
  // REST that it tells, and the refusal is thrown.
  [[nodiscard]] bool run_by_graphql(const model::Project& project);
  // The same without a token; the coverage is of those that the list is known to have.
  [[nodiscard]] bool run_by_rest(const model::Project& project);

  // Compares what is stored with what GitHub counts (audit_project.h).
  [[nodiscard]] AuditReport audit(const model::Project& project, bool list_again) const;

  // The share of what GitHub counts that is stored, for the coverage; nothing where only an audit can tell: once the
  // list was read to its end, or where REST read it, which does not count.
  [[nodiscard]] std::optional<double> stored_share_before_audit(const model::Project& project,
                                                                const storage::PullProgress& stored) const;

  // The statistics with those that are stored in the place of GitHub's counts, which REST does not tell; nothing where
  // they agree.
  [[nodiscard]] std::optional<model::Statistics> counted_in_statistics(const model::Project& project,
                                                                       const model::PullCounts& stored) const;

  [[nodiscard]] const PullReport& report() const { return report_; }

 private:
  [[nodiscard]] PullWalkContext walk_context(const model::Project& project) const;
  void record_coverage_by_rest(const model::Project& project) const;

  const storage::Stores stores_;
  const SyncSettings& settings_;
  const storage::Lease& lease_;
  const github::client::Call& call_;
  const Clock& clock_;
  const ProgressSink& on_progress_;
  PullReport report_;
  bool by_rest_ = false;
};

}  // namespace cpsg::sync
