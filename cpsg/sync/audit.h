// Compares what is stored with what GitHub counts, repairs what it can, and publishes the coverage.
//
// Branches and commits are compared after the refs were listed in the same sync; a history that lacks commits is
// fetched whole once more. Pull requests: if the counts differ, all numbers are listed (100 a point): those that GitHub
// no longer has are removed, missing ones are fetched by their handles. What the list leaves out, or GitHub fails to
// give of a single one, stays as it is and shows in the coverage.
#pragma once

#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/stores.h"

namespace cpsg::sync {

struct AuditReport {
  model::Coverage coverage;  // after the repair
  std::uint64_t removed_pulls = 0;
  std::uint64_t repaired_pulls = 0;
  bool history_incomplete = false;  // same tip, fewer commits: the caller fetches without haves
};

// The lease is held; `project` as it is after this sync's refs. Stores coverage. Throws Error.
[[nodiscard]] AuditReport audit_project(const storage::Stores& stores, github::client::Client& client,
                                        const model::Project& project, const storage::Lease& lease,
                                        const github::client::Call& call, UnixTime now);

}  // namespace cpsg::sync
