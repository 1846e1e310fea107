// Compares what is stored with what GitHub counts, repairs what it can, and publishes the coverage.
//
//   const AuditReport found = audit_project({writer, pulls, observations}, client, project, lease, call, {.now = now});
//   if (found.history_incomplete) fetch_everything();
//
// Branches and commits are compared by their counts; it is the caller who fetches an incomplete history once more.
// repair_pull_requests.h says what follows where the counts of pull requests differ.
#pragma once

#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/history_writer.h"
#include "cpsg/storage/observations.h"
#include "cpsg/storage/pull_requests.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::sync {

struct AuditOptions {
  UnixTime now{};
  MessagePrivacy titles = MessagePrivacy::kKeep;  // the rule by which titles and labels are stored
  bool list_again = false;  // list the pull requests also where an earlier audit could not settle the same difference
};

struct AuditReport {
  model::Coverage coverage;  // after the repair
  std::uint64_t removed_pulls = 0;
  std::uint64_t repaired_pulls = 0;
  bool history_incomplete = false;  // the same default tip as GitHub's, but fewer commits
};

// The share of what GitHub counts that is stored, for model::Coverage; of nothing it is all.
[[nodiscard]] double stored_share(std::int64_t stored, std::int64_t counted);

// The ports that an audit uses.
struct AuditPorts {
  storage::HistoryWriter& writer;
  storage::PullRequests& pulls;
  storage::Observations& observations;
};

// The caller holds the lease; `project` is as stored after the branches were listed in the same sync, and has a handle
// (node id); `now` is when it begins. Writes the coverage and the repaired pull requests. Blocks. Throws Error, of the
// API or the store; what was repaired until then stays.
[[nodiscard]] AuditReport audit_project(const AuditPorts& ports, github::client::Client& client,
                                        const model::Project& project, const storage::Lease& lease,
                                        const github::client::Call& call, const AuditOptions& options);

}  // namespace cpsg::sync
