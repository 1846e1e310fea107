#include "cpsg/schedule/batch_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"

namespace cpsg::schedule {
namespace {

using model::Batch;
using model::BatchItem;
using model::BatchItemState;
using model::BatchState;

// ---- a batch's step ----

// Whether the workers are through with it: an attempt ended, and the next one is not due.
bool came_back(const model::Project& project, UnixTime now) {
  const auto& next = project.status.next_sync_at;
  return !project.syncing(now) && (!next || *next > now);
}

// What became of an item that is with the workers; its present state where nothing did.
BatchItem judged(const BatchItem& item, const model::Project& project, const BatchRules& rules, UnixTime now) {
  BatchItem after = item;
  const model::ProjectStatus& status = project.status;
  const UnixTime released_at = item.released_at.value_or(now);
  if (status.last_synced_at && *status.last_synced_at >= released_at) {
    after.state = BatchItemState::kDone;
    after.code.reset();
    return after;
  }
  // Waiting for quota is no failure: it goes on by itself.
  if (status.code && status.state != model::SyncState::kWaitingQuota && came_back(project, now)) {
    const bool in_vain = !traits(*status.code).retry_helps || status.failures >= limits::kBatchAttempts;
    if (in_vain) {
      after.state = BatchItemState::kFailed;
      after.code = status.code;
      return after;
    }
  }
  if (now - released_at >= rules.patience) after.state = BatchItemState::kPending;
  return after;
}

std::optional<model::Project> project_of(const storage::Stores& stores, const BatchItem& item) {
  try {
    return stores.projects.project(item.project_id);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kNotFound) throw;
    return std::nullopt;  // removed just now; the store fails its items with it
  }
}

// Returns how many remain with the workers.
std::size_t see_how_they_ended(const storage::Stores& stores, const Batch& batch, const BatchRules& rules,
                               UnixTime now) {
  const auto running = stores.batches.batch_items(batch.id, BatchItemState::kRunning, limits::kBatchProjectsMax);
  std::vector<BatchItem> changed;
  for (const BatchItem& item : running) {
    const auto project = project_of(stores, item);
    if (!project) continue;
    const BatchItem after = judged(item, *project, rules, now);
    if (after != item) changed.push_back(after);
  }
  if (!changed.empty()) stores.batches.set_batch_items(batch.id, changed, now);
  return running.size() - changed.size();
}

// Everything is asked of a project that was never synced; of another one, whether it moved.
model::Work work_for(const model::Project& project) {
  return project.generation == 0 ? model::kInitialWork : model::Work::kProbe;
}

bool hand_out(const storage::Stores& stores, const Batch& batch, std::size_t room, UnixTime now) {
  auto items = stores.batches.batch_items(batch.id, BatchItemState::kPending, room);
  std::erase_if(items, [&](BatchItem& item) {
    const auto project = project_of(stores, item);
    if (!project) return true;
    // First the work, then the note of it: after a crash in between it is handed out again, which adds nothing.
    stores.projects.add_work(item.project_id, work_for(*project), now, model::Priority::kBackfill);
    item.state = BatchItemState::kRunning;
    item.released_at = now;
    item.code.reset();
    return false;
  });
  if (!items.empty()) stores.batches.set_batch_items(batch.id, items, now);
  return !items.empty();
}

bool advance(const storage::Stores& stores, const Batch& batch, const BatchRules& rules, UnixTime now) {
  const std::size_t running = see_how_they_ended(stores, batch, rules, now);
  const bool may_hand_out = running < rules.at_once && rules.off_peak.contains(now);
  const bool handed_out = may_hand_out && hand_out(stores, batch, rules.at_once - running, now);
  // Read anew: somebody may have paused or cancelled it meanwhile.
  const auto after = stores.batches.batch(batch.id);
  if (after && after->state == BatchState::kRunning && after->pending == 0 && after->running == 0) {
    stores.batches.set_batch_state(batch.id, BatchState::kFinished, now);
  }
  return handed_out;
}

// ---- what people do to it ----

Batch require(const storage::Stores& stores, std::string_view batch_id) {
  auto batch = stores.batches.batch(batch_id);
  if (!batch) throw Error(ErrorCode::kNotFound, "no such batch; `cpsg batch list` shows them");
  return *std::move(batch);
}

[[noreturn]] void refuse(const Batch& batch, std::string_view action) {
  throw Error(ErrorCode::kRequestInvalid,
              fmt::format("the batch is {} and cannot be {}", model::name(batch.state), action));
}

}  // namespace

bool advance_batches(const storage::Stores& stores, const BatchRules& rules, UnixTime now) {
  bool handed_out = false;
  auto batches = stores.batches.batches(limits::kPageMax);
  std::reverse(batches.begin(), batches.end());  // the oldest first
  for (const Batch& batch : batches) {
    if (batch.state == BatchState::kRunning && advance(stores, batch, rules, now)) handed_out = true;
  }
  return handed_out;
}

void pause_batch(const storage::Stores& stores, std::string_view batch_id, UnixTime now) {
  const Batch batch = require(stores, batch_id);
  if (batch.state != BatchState::kRunning) refuse(batch, "paused");
  stores.batches.set_batch_state(batch_id, BatchState::kPaused, now);
}

void resume_batch(const storage::Stores& stores, std::string_view batch_id, UnixTime now) {
  const Batch batch = require(stores, batch_id);
  if (batch.state != BatchState::kPaused) refuse(batch, "resumed");
  stores.batches.set_batch_state(batch_id, BatchState::kRunning, now);
}

void cancel_batch(const storage::Stores& stores, std::string_view batch_id, UnixTime now) {
  const Batch batch = require(stores, batch_id);
  if (batch.state != BatchState::kRunning && batch.state != BatchState::kPaused) refuse(batch, "cancelled");
  stores.batches.set_batch_state(batch_id, BatchState::kCancelled, now);
}

std::size_t retry_failed(const storage::Stores& stores, std::string_view batch_id, UnixTime now) {
  const Batch batch = require(stores, batch_id);
  if (batch.state == BatchState::kCancelled) refuse(batch, "tried again");
  auto items = stores.batches.batch_items(batch_id, BatchItemState::kFailed, limits::kBatchProjectsMax);
  std::erase_if(items, [&](BatchItem& item) {
    item.state = BatchItemState::kPending;
    item.released_at.reset();
    item.code.reset();
    return !project_of(stores, item);
  });
  if (items.empty()) return 0;
  stores.batches.set_batch_items(batch_id, items, now);
  if (batch.state == BatchState::kFinished) stores.batches.set_batch_state(batch_id, BatchState::kRunning, now);
  return items.size();
}

}  // namespace cpsg::schedule
