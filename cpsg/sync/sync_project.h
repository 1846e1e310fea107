// The use case: do the work that a project has: list its branches, fetch and publish its commits, read its pull
// requests, compare and repair, enrich. Each step is complete by itself; one that fails leaves those before it done,
// and those after it that don't need it are still tried.
#pragma once

#include <atomic>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/storage/stores.h"
#include "cpsg/sync/settings.h"

namespace cpsg::sync {

// Blocks until the project is published, or throws Error after its failure is in the project's status (where the store
// allows). Readers see the earlier generation until the very end. Safe to call for different projects from several
// threads; for one project the lease makes the second wait `lease_wait`, then throw Error(kBusy) naming the holder.
void sync_project(const storage::Stores& stores, const SyncSettings& settings, std::string_view project_id,
                  const SyncOptions& options, const Clock& clock, const ProgressSink& on_progress,
                  const std::atomic<bool>& cancelled, SyncReport& report);

}  // namespace cpsg::sync
