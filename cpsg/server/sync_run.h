// The run of `cpsg sync`: asks the API about all projects together, in as few queries as that takes, then syncs each on
// one of several threads. Projects that lack budget wait, with a countdown, until GitHub allows more, and are then
// taken up again together.
//
//   SyncReporter reporter(jobs.size(), arguments.json, standard_streams(), machine_clock());
//   const int exit_code = run_sync_jobs(jobs, {.parallel = 4}, parts, reporter);
//
// A failure ends its own project only. A project that is new to the store stays there only if its first sync succeeds,
// so that a mistyped name leaves nothing behind.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/waitable_clock.h"
#include "cpsg/github/client/client.h"
#include "cpsg/server/sync_jobs.h"
#include "cpsg/server/sync_reporter.h"
#include "cpsg/storage/projects.h"
#include "cpsg/storage/pull_requests.h"
#include "cpsg/sync/refresh_projects.h"
#include "cpsg/sync/settings.h"

namespace cpsg::server {

struct SyncRunOptions {
  std::size_t parallel = 1;  // projects synced at once
  bool wait = true;          // for budget; otherwise what lacks it fails with kRateLimited
  bool enrich = false;
  bool audit = false;
};

// What a run works with. All of it outlives the run.
struct SyncParts {
  storage::Projects& projects;
  storage::PullRequests& pulls;
  // Asks the API about projects, as sync::refresh_projects(). Empty: there is no API to ask, git does all of it.
  using Refresh = std::function<std::vector<sync::RefreshResult>(std::span<const model::Project> projects,
                                                                 const github::client::Call& call)>;
  Refresh refresh;
  // Syncs one project, as sync::sync_project(). Called from several threads at once.
  using SyncOne = std::function<void(std::string_view project_id, const sync::SyncOptions& options,
                                     const sync::ProgressSink& on_progress, sync::SyncReport& report)>;
  SyncOne sync_one;
  WaitableClock& clock;
  const std::atomic<bool>& stopped;  // ends the run, also while it waits for budget
};

// Returns the exit code of the whole: reporter.exit_code(), or that of kCancelled if the run was stopped. Each project
// is reported as it ends; of a run that was stopped, those that had not ended are not.
[[nodiscard]] int run_sync_jobs(std::span<const SyncJob> jobs, const SyncRunOptions& options, const SyncParts& parts,
                                SyncReporter& reporter);

}  // namespace cpsg::server
