// Brings a project's stored branches and commits up to its remote's, by git alone, and publishes them.
#pragma once

#include <atomic>
#include <chrono>

#include "cpsg/base/clock.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/stores.h"
#include "cpsg/sync/settings.h"

namespace cpsg::sync {

struct HistoryTask {
  const storage::Stores stores;
  const SyncSettings& settings;
  const model::Project& project;
  const storage::Lease& lease;
  const Clock& clock;
  const ProgressSink& on_progress;
  const std::atomic<bool>& cancelled;
  std::chrono::milliseconds max_wait{0};  // for a place in git's lane
  bool whole = false;                     // fetch everything that the branches reach, whatever is stored
};

// Lists the branches, and fetches and publishes what differs; a published project is left due at once, for its caller
// knows when it is to be looked at again. Throws Error; what was spent is added to `report` all the same.
void sync_history(const HistoryTask& task, SyncReport& report);

}  // namespace cpsg::sync
