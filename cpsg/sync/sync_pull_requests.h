// Brings a project's pull requests up to date: walks down GitHub's list by time of update, newest first, to the
// watermark.
//
//   PullReport report;
//   sync_pull_requests(pulls, client, project, lease, privacy.messages, call, on_progress, report);
//
// Every page is stored together with the cursor of the next one, so that a walk that was interrupted goes on there. A
// walk that reaches the watermark (or the end) makes the newest update that it saw the next watermark. Pull requests
// that are updated during a walk move to the front; the next walk sees them, and follows at once on a walk that was
// interrupted.
//
// GitHub's lists may contradict themselves. A page that repeats a cursor, or promises more without entries, is an error
// (kBadData), after which the walk begins anew. So is a first walk that ends with fewer pull requests than GitHub
// counts; if the next one does too, that is taken as all that GitHub will give.
//
// REST's lists lack what GraphQL tells. So a watermark of a walk by REST does not count for GraphQL, which walks down
// the whole list once.
#pragma once

#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/pull_requests.h"
#include "cpsg/sync/settings.h"

namespace cpsg::sync {

struct PullReport {
  std::uint64_t new_pulls = 0;
  std::uint64_t pages = 0;
  bool cut_short = false;  // a first walk has ended, but GitHub did not give all: an audit says how many are missing
};

// The caller holds the lease, and the project has a handle (node id). Titles and labels are stored by the rule
// `titles`; those that are stored by another one are masked, or read again (pull_titles.h). Blocks; reports
// Phase::kPulls after each page. Throws Error, of the API or the store; what was stored until then stays, and is added
// to `report`.
void sync_pull_requests(storage::PullRequests& pulls, github::client::Client& client, const model::Project& project,
                        const storage::Lease& lease, MessagePrivacy titles, const github::client::Call& call,
                        const ProgressSink& on_progress, PullReport& report);

// The same without a token, by REST and by the project's name. Each page costs a request, also where nothing changed.
void sync_pull_requests_by_rest(storage::PullRequests& pulls, github::client::Client& client,
                                const model::Project& project, const storage::Lease& lease, MessagePrivacy titles,
                                const github::client::Call& call, const ProgressSink& on_progress, PullReport& report);

}  // namespace cpsg::sync
