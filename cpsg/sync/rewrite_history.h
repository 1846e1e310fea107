// Brings a project's published history to the present rules for people and messages.
//
//   const RewriteTask task{stores.history, stores.writer, lease, project.id, settings.privacy, cancelled};
//   if (rewrite_stored(task, writer.published_state(project.id), true)) ...  // the rest has to be fetched
//
// Whoever reads sees the old history or the new one, each whole. A death leaves the old one; the next call begins anew.
#pragma once

#include <atomic>
#include <string_view>
#include <vector>

#include "cpsg/git/graph/commit_graph.h"
#include "cpsg/history/stored_graph.h"
#include "cpsg/model/bitmap.h"
#include "cpsg/storage/history_reader.h"
#include "cpsg/storage/history_writer.h"
#include "cpsg/sync/person_registry.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::sync {

// All references outlive the call; the lease is held.
struct RewriteTask {
  storage::HistoryReader& history;
  storage::HistoryWriter& writer;
  const storage::Lease& lease;
  std::string_view project_id;
  const Privacy& privacy;
  const std::atomic<bool>& cancelled;
};

// Rewrites and publishes what stored data allows. True if the source must be asked for the rest. A history of an
// earlier version, whose rules are not known, is mended where this version keeps people differently; only with
// `unknown_too` does it need the source. Throws Error(kCancelled) and the store's errors.
[[nodiscard]] bool rewrite_stored(const RewriteTask& task, const storage::PublishedState& before, bool unknown_too);

// After all that the source has was staged anew in a copy: stages the other published rows, which are those not in
// `staged`, as far as stored data allows, and gives them their authors in the graph.
void rewrite_rest(const RewriteTask& task, const storage::PublishedState& before, const model::Bitmap& staged,
                  PersonRegistry& people, history::StoredGraph& stored);

}  // namespace cpsg::sync
