// Brings a project's stored branches and commits up to those of its remote, by git alone, and publishes them.
//
//   SyncReport report;
//   sync_history({.history = stores.history, .writer = stores.writer, ...}, report);
#pragma once

#include "cpsg/sync/history_task.h"

namespace cpsg::sync {

// Brings what is stored to the present rules for people and messages: from stored data where that is enough
// (rewrite_history.h), else by fetching everything again. Lists the branches, then fetches and publishes what differs.
// Writes the time of the listing in either case. A project that was published is due at once: the caller knows when the
// next sync is, and writes it when the sync has ended. Blocks; the lease is held. Throws Error, of git or the store;
// then nothing is published but what was stored, under the present rules; only of a damaged remote (kRemoteDamaged) all
// is published that it can give. What the remote cost is added to `report` all the same.
void sync_history(const HistoryTask& task, SyncReport& report);

}  // namespace cpsg::sync
