// Compares what is stored with what GitHub counts, repairs what it can, and publishes the coverage.
//
//   const AuditReport found = audit_project({writer, pulls, observations}, client, project, lease, privacy.messages,
//   call,
//                                           now);
//   if (found.history_incomplete) fetch_everything();
//
// Branches and commits are compared by their counts; it is the caller who fetches an incomplete history once more. If
// the counts of pull requests differ, all numbers are listed (100 a point): those that GitHub no longer has are
// removed, missing ones are fetched by their handles. Pull requests that the list leaves out, or that GitHub fails to
// give, stay as they are and show in the coverage.
#pragma once

#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/history_writer.h"
#include "cpsg/storage/observations.h"
#include "cpsg/storage/pull_requests.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::sync {

struct AuditReport {
  model::Coverage coverage;  // after the repair
  std::uint64_t removed_pulls = 0;
  std::uint64_t repaired_pulls = 0;
  bool history_incomplete = false;  // the same default tip as GitHub's, but fewer commits
};

// The ports that an audit uses.
struct AuditPorts {
  storage::HistoryWriter& writer;
  storage::PullRequests& pulls;
  storage::Observations& observations;
};

// The caller holds the lease; `project` is as stored after the branches were listed in the same sync, and has a handle
// (node id). Titles are stored by the rule `titles`. Writes the coverage and the repaired pull requests. Blocks. Throws
// Error, of the API or the store; what was repaired until then stays.
[[nodiscard]] AuditReport audit_project(const AuditPorts& ports, github::client::Client& client,
                                        const model::Project& project, const storage::Lease& lease,
                                        MessagePrivacy titles, const github::client::Call& call, UnixTime now);

}  // namespace cpsg::sync
