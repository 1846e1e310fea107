// Lines and logins of commits, which git alone does not tell: asked for by oid, newest first, each commit once.
//
//   EnrichReport report;
//   enrich_commits(writer, client, project, lease, call, on_progress, 2'000, report);
#pragma once

#include <cstddef>

#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/history_writer.h"
#include "cpsg/sync/settings.h"

namespace cpsg::sync {

struct EnrichReport {
  std::uint64_t commits = 0;
  bool finished = false;  // no commit is left that was not enriched
};

// At most `most` commits, in batches of 500 that are stored as they come; Phase::kEnriching is reported after each. The
// caller holds the lease, and the project has a handle (node id). A commit that GitHub does not have any more, because
// a force-push removed it, counts as enriched, with nothing. So does one that GitHub fails to give alone while it gives
// others, so that it is not asked for again and again; in an outage none does. Blocks. Throws Error:
// kNotFound if the repository itself cannot be seen, and what else the API or the store fails with. What was stored
// until then stays, and `report` says how much it was.
void enrich_commits(storage::HistoryWriter& writer, github::client::Client& client, const model::Project& project,
                    const storage::Lease& lease, const github::client::Call& call, const ProgressSink& on_progress,
                    std::size_t most, EnrichReport& report);

}  // namespace cpsg::sync
