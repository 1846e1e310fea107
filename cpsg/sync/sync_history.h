// Brings a project's stored branches and commits up to those of its remote, by git alone, and publishes them.
//
//   SyncReport report;
//   sync_history({.history = stores.history, .writer = stores.writer, ...}, report);
#pragma once

#include <atomic>
#include <chrono>

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
  bool fetch_unknown = false;             // fetch everything of a history whose rules for people are not known
  bool only_apply_policy = false;         // nothing but what the present rules for people and messages ask for
};

// Brings what is stored to the present rules for people and messages: from stored data where that is enough
// (rewrite_history.h), else by fetching everything again. Lists the branches, then fetches and publishes what differs.
// Writes the time of the listing in either case. A project that was published is due at once: the caller knows when the
// next sync is, and writes it when the sync has ended. Blocks; the lease is held. Throws Error, of git or the store;
// nothing is published then, and what the remote cost is added to `report` all the same.
void sync_history(const HistoryTask& task, SyncReport& report);

}  // namespace cpsg::sync
