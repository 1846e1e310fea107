// The use case of one project: does the work that is stored with it. Lists its branches, fetches and publishes its
// commits, reads its pull requests, compares and repairs, and enriches commits.
//
//   SyncReport report;
//   sync_project(stores, settings, project.id, {}, machine_clock(), on_progress, cancelled, report);
//
// Each step is complete by itself: one that fails leaves those before it done, and those after it that do not need it
// still run.
#pragma once

#include <atomic>
#include <string_view>

#include "cpsg/base/waitable_clock.h"
#include "cpsg/storage/stores.h"
#include "cpsg/sync/settings.h"

namespace cpsg::sync {

// Blocks until the steps that are due are done. Throws the first failure, after it is in the project's status (unless
// the store fails). Readers see the earlier generation until the new one is published. `on_progress` is called on this
// thread. `report` is added to, also when this throws.
//
// If the project turns out to be another one, because its repository was made again or is followed twice, that one is
// synced in its place.
//
// Safe to call for different projects from several threads. For one project, the second caller waits up to
// `settings.lease_wait` for the lease, then throws Error(kBusy) naming its holder. Once `cancelled` is true, it ends
// with Error(kCancelled), and the project stays due.
void sync_project(const storage::Stores& stores, const SyncSettings& settings, std::string_view project_id,
                  const SyncOptions& options, WaitableClock& clock, const ProgressSink& on_progress,
                  const std::atomic<bool>& cancelled, SyncReport& report);

}  // namespace cpsg::sync
