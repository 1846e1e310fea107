// Brings a project's pull requests up to date: walks down GitHub's list by time of update, newest first, to the
// watermark.
//
//   PullReport report;
//   sync_pull_requests({pulls, client, project, lease, privacy.messages, call, clock, on_progress}, report);
//
// Every page is stored together with the cursor of the next one, so that a walk that was interrupted goes on there. A
// walk that reaches the watermark (or the end) makes the newest update that it saw the next watermark. Pull requests
// that are updated during a walk move to the front; the next walk sees them, and follows at once on a walk that was
// interrupted.
//
// Times are whole seconds, so what GitHub showed in the very second of the newest update may have changed once more in
// it. Then the walk is to be repeated a little later; it reads on to the first update before that second.
//
// What GitHub fails to give is stepped over and stored as a gap, and the walk goes on behind it; so does a list that
// ends where GitHub gives no way on. Known gaps are not asked for again unless they were updated; the audit does that.
//
// GitHub's lists may contradict themselves. A page that repeats a cursor, or promises more without entries, is an error
// (kBadData), after which the walk begins anew. So is a first walk that ends with fewer pull requests than GitHub
// counts and no gap to explain it; if the next one does too, that is taken as all that GitHub will give.
//
// REST's lists lack what GraphQL tells. So a watermark of a walk by REST does not count for GraphQL, which walks down
// the whole list once.
#pragma once

#include <cstdint>
#include <optional>

#include "cpsg/base/clock.h"
#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/pull_requests.h"
#include "cpsg/sync/privacy.h"
#include "cpsg/sync/settings.h"

namespace cpsg::sync {

struct PullReport {
  std::uint64_t new_pulls = 0;
  std::uint64_t pages = 0;
  bool from_the_front_to_the_end = false;  // there was no watermark to stop at
  bool cut_short = false;                  // GitHub did not give all of it: an audit says how many are missing
  std::int64_t counted = 0;  // how many there are by the list; where it does not tell, at least; 0: not known
  std::optional<UnixTime> look_again_at;  // the newest update may not have been the last one of its second
};

struct PullWalkContext {
  storage::PullRequests& pulls;
  github::client::Client& client;
  const model::Project& project;
  const storage::Lease& lease;  // held by the caller
  MessagePrivacy titles;        // the rule by which titles and labels are stored
  const github::client::Call& call;
  const Clock& clock;
  const ProgressSink& on_progress;  // is told Phase::kPulls after each page
};

// The project has a handle (node id). Titles and labels that are stored by another rule than `titles` are masked first,
// or all are read again (pull_titles.h). All pages count as asked for when the walk began. Blocks. Throws Error, of the
// API or the store; what was stored until then stays, and is added to `report`.
void sync_pull_requests(const PullWalkContext& context, PullReport& report);

// The same without a token, by REST and by the project's name. Each page costs a request, also where nothing changed.
void sync_pull_requests_by_rest(const PullWalkContext& context, PullReport& report);

}  // namespace cpsg::sync
