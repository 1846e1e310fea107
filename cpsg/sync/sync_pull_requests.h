// Brings a project's pull requests up to date: by time of update, newest first, down to the watermark.
//
// Every page is stored together with the place where the next one begins, so that a walk that ends anywhere goes on
// there. A walk that reaches the watermark (or the end) makes the newest update that it saw the next watermark: what is
// updated meanwhile moves to the front and is seen by the next walk, which follows at once on one that was interrupted.
// Pages are answers, not truth: one that repeats a cursor or promises more without entries is an error (kBadData) that
// begins the walk anew. So is a first walk that ends before `total` were stored; one that does so again is taken as all
// that GitHub will tell.
//
// REST's lists lack what GraphQL tells, so that a watermark of REST's is none for GraphQL, which walks down whole once.
#pragma once

#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/pull_requests.h"
#include "cpsg/sync/settings.h"

namespace cpsg::sync {

struct PullReport {
  std::uint64_t new_pulls = 0;
  std::uint64_t pages = 0;
  bool cut_short = false;  // a first walk has ended, but some are not to be had: an audit says how many
};

// The lease is held. `on_progress` hears of Phase::kPulls. Throws Error; what was stored until then stays, and is
// added to `report`.
void sync_pull_requests(storage::PullRequests& pulls, github::client::Client& client, const model::Project& project,
                        const storage::Lease& lease, const github::client::Call& call, const ProgressSink& on_progress,
                        PullReport& report);

// The same without a token, by REST; unchanged lists cost what GitHub charges for them.
void sync_pull_requests_by_rest(storage::PullRequests& pulls, github::client::Client& client,
                                const model::Project& project, const storage::Lease& lease,
                                const github::client::Call& call, const ProgressSink& on_progress, PullReport& report);

}  // namespace cpsg::sync
