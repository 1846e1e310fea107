// What the parts of a history's sync share: the project, where its history is stored, and how the remote is reached.
//
//   const HistoryTask task{.history = stores.history, .writer = stores.writer, ...};
//
// Plain values and references.
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
  bool fetch_unknown = false;             // fetch everything of a history whose rules for people are not known
  bool only_apply_policy = false;         // nothing but what the present rules for people and messages ask for
  // Called when the branches differ from what is published, before any commit is fetched: whether the remote is the
  // project's own repository for sure. If it is not, branches that share no commit with what is published are not
  // published either. What it throws ends the sync with nothing stored. May be empty, for yes.
  std::function<bool()> before_fetch{};
};

}  // namespace cpsg::sync
