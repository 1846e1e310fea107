// Brings a project's stored branches and commits up to those of its remote, by git alone, and publishes them.
//
//   SyncReport report;
//   sync_history({.history = stores.history, .writer = stores.writer, ...}, report);
#pragma once

#include <atomic>
#include <chrono>
#include <functional>

#include "cpsg/base/clock.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/history_reader.h"
#include "cpsg/storage/history_writer.h"
#include "cpsg/storage/observations.h"
#include "cpsg/sync/settings.h"

namespace cpsg::sync {

// What to sync and with what. All references outlive the call.
struct HistoryTask {
  storage::HistoryReader& history;
  storage::HistoryWriter& writer;
  storage::Observations& observations;
  const SyncSettings& settings;
  const model::Project& project;
  const storage::Lease& lease;
  const Clock& clock;
  const ProgressSink& on_progress;
  const std::atomic<bool>& cancelled;
  std::chrono::milliseconds max_wait{0};  // until git's lane lets it go on
  bool whole = false;                     // fetch everything that the branches reach, even what is stored
  // Called when the branches differ from what is published, before any commit is fetched. What it throws ends the sync
  // with nothing stored. May be empty.
  std::function<void()> before_fetch{};
};

// Lists the branches, then fetches and publishes what differs. Writes the time of the listing in either case. A project
// that was published is due at once: the caller knows when the next sync is, and writes it when the sync has ended.
// Blocks; the lease is held. Throws Error, of git or the store; nothing is published then, and what the remote cost is
// added to `report` all the same.
void sync_history(const HistoryTask& task, SyncReport& report);

}  // namespace cpsg::sync
