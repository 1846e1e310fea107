// Lines and logins of commits, which git alone does not tell: asked for by oid, newest first, each commit once.
#pragma once

#include <cstddef>

#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/stores.h"
#include "cpsg/sync/settings.h"

namespace cpsg::sync {

struct EnrichReport {
  std::uint64_t commits = 0;
  bool finished = false;  // nothing is left
};

// At most `most` commits, in batches that are stored as they come. The lease is held. A commit that GitHub says
// it does not have (it was pushed away) counts as enriched, with nothing; one that could not be asked about does not.
// Throws Error, kNotFound where the repository itself is not to be seen; what was stored stays.
void enrich_commits(const storage::Stores& stores, github::client::Client& client, const model::Project& project,
                    const storage::Lease& lease, const github::client::Call& call, const ProgressSink& on_progress,
                    std::size_t most, EnrichReport& report);

}  // namespace cpsg::sync
