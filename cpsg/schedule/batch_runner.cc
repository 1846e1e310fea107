#include "cpsg/schedule/batch_runner.h"
#include "cpsg/model/local_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"

namespace cpsg::schedule {
namespace {

using model::Batch;
using model::BatchItem;
using model::BatchItemState;
using model::BatchState;

// ---- items and their projects ----

using ProjectsById = std::unordered_map<std::string, model::Project>;

// One read for all items. Projects that were removed are left out; the store fails their items.
ProjectsById projects_of(storage::Projects& projects, const std::vector<BatchItem>& items) {
  ProjectsById found;
  if (items.empty()) return found;
  std::vector<std::string> ids;
  for (const BatchItem& item : items) ids.push_back(item.project_id);
  for (model::Project& project : projects.projects(ids)) {
    std::string id = project.id;
    found.emplace(std::move(id), std::move(project));
  }
  return found;
}

// Calls `use` with the items of one state, a page at a time. It may change their state.
void for_each_page(storage::Batches& batches, std::string_view batch_id, BatchItemState state,
                   const std::function<void(std::vector<BatchItem>&)>& use) {
  std::optional<std::uint32_t> after_place;
  while (true) {
    std::vector<BatchItem> page = batches.batch_items(batch_id, state, limits::kPageMax, after_place);
    const bool last = page.size() < limits::kPageMax;
    if (!page.empty()) after_place = page.back().place;
    if (!page.empty()) use(page);
    if (last) return;
  }
}

// ---- one step of a batch ----

// Whether the workers have made an attempt: it ended, and the next one is not due.
bool came_back(const model::Project& project, UnixTime now) {
  const auto& next = project.status.next_sync_at;
  return !project.syncing(now) && (!next || *next > now);
}

// The history is published before the sync ends, so that its time says nothing until then.
bool was_synced_since(const model::Project& project, UnixTime released_at, UnixTime now) {
  return project.status.last_synced_at && *project.status.last_synced_at >= released_at && !project.syncing(now);
}

// What is not there yet comes by itself: when there is budget again, or the remote has got over its trouble.
bool waits_for_the_rest(const model::ProjectStatus& status) {
  return status.state == model::SyncState::kWaitingQuota ||
         (status.state == model::SyncState::kFailing && status.code && traits(*status.code).retry_helps);
}

// Only what the project's state says. One that waits for budget, for a token or for the network, or whose refusal is
// not confirmed, goes on by itself.
bool has_failed_for_good(const model::Project& project, UnixTime now) {
  const model::ProjectStatus& status = project.status;
  if (!status.code || !came_back(project, now)) return false;
  switch (status.state) {
    case model::SyncState::kNoAccess:
    case model::SyncState::kSsoRequired:
    case model::SyncState::kGone:
    case model::SyncState::kBlocked:
      return true;
    case model::SyncState::kFailing:
      return !traits(*status.code).retry_helps || status.failures >= limits::kBatchAttempts;
    default:
      return false;
  }
}

// The item as it is now, by the project's status. Unchanged while the project is with the workers.
BatchItem updated(const BatchItem& item, const model::Project& project, const BatchRules& rules, UnixTime now) {
  BatchItem after = item;
  const UnixTime released_at = item.released_at.value_or(now);
  if (was_synced_since(project, released_at, now) && !waits_for_the_rest(project.status)) {
    after.state = BatchItemState::kDone;
    after.code.reset();
    after.message.reset();
  } else if (has_failed_for_good(project, now)) {
    after.state = BatchItemState::kFailed;
    after.code = project.status.code;
    after.message.reset();
    if (const auto& reason = project.status.reason) {
      after.message = model::shown_message(project.status.code, *reason, project.source_url);
    }
  } else if (!was_synced_since(project, released_at, now) && now - released_at >= rules.patience) {
    after.state = BatchItemState::kPending;
  }
  return after;
}

// Those that are with the workers.
struct HandedOut {
  std::size_t all = 0;
  std::size_t in_places = 0;  // the others have their branches and commits, and only wait for the rest
};

// Records how the running items ended, and counts those that did not.
HandedOut update_running(storage::Projects& projects, storage::Batches& batches, std::string_view batch_id,
                         const BatchRules& rules, UnixTime now) {
  HandedOut out;
  for_each_page(batches, batch_id, BatchItemState::kRunning, [&](const std::vector<BatchItem>& items) {
    const ProjectsById found = projects_of(projects, items);
    std::vector<storage::BatchItemChange> changed;
    for (const BatchItem& item : items) {
      const auto project = found.find(item.project_id);
      const BatchItem after = project == found.end() ? item : updated(item, project->second, rules, now);
      if (after != item) {
        changed.push_back({item, after});
        continue;
      }
      ++out.all;
      const bool only_waits =
          project != found.end() && item.released_at && was_synced_since(project->second, *item.released_at, now);
      if (!only_waits) ++out.in_places;
    }
    if (!changed.empty()) batches.change_batch_items(batch_id, changed, now);
  });
  return out;
}

// How many more may be handed out.
std::size_t free_places(const HandedOut& out, const BatchRules& rules) {
  if (out.in_places >= rules.at_once || out.all >= kBatchHandedOutMax) return 0;
  return std::min(rules.at_once - out.in_places, kBatchHandedOutMax - out.all);
}

// Everything for a project that was never synced; for any other, a probe, which says whether it moved.
model::Work work_for(const model::Project& project) {
  return project.generation == 0 ? model::kInitialWork : model::Work::kProbe;
}

// False if the project was removed a moment ago: then the store has failed its item.
bool add_work(storage::Projects& projects, const model::Project& project, UnixTime now) {
  try {
    projects.add_work(project.id, work_for(project), now, model::Priority::kBackfill);
    return true;
  } catch (const Error& e) {
    if (e.code() != ErrorCode::kNotFound) throw;
    return false;
  }
}

// Makes up to `most` pending projects due. Returns whether there were any.
bool release_pending(storage::Projects& projects, storage::Batches& batches, std::string_view batch_id,
                     std::size_t most, UnixTime now) {
  const std::vector<BatchItem> items = batches.batch_items(batch_id, BatchItemState::kPending, most);
  const ProjectsById found = projects_of(projects, items);
  std::vector<storage::BatchItemChange> released;
  for (const BatchItem& item : items) {
    const auto project = found.find(item.project_id);
    // The work first, then the item: after a crash in between, the item is released again, which changes nothing.
    if (project == found.end() || !add_work(projects, project->second, now)) continue;
    BatchItem after = item;
    after.state = BatchItemState::kRunning;
    after.released_at = now;
    after.code.reset();
    after.message.reset();
    released.push_back({item, after});
  }
  return !released.empty() && batches.change_batch_items(batch_id, released, now) > 0;
}

// Whether it is an hour in which the batch's projects are handed out.
bool is_open(storage::Batches& batches, std::string_view batch_id, const BatchRules& rules, UnixTime now) {
  if (rules.off_peak.contains(now)) return true;
  const auto batch = batches.batch(batch_id);
  return batch && !batch->off_peak;
}

bool advance(storage::Projects& projects, storage::Batches& batches, std::string_view batch_id, const BatchRules& rules,
             UnixTime now) {
  const std::size_t places = free_places(update_running(projects, batches, batch_id, rules, now), rules);
  const bool may_release = places > 0 && is_open(batches, batch_id, rules, now);
  const bool released = may_release && release_pending(projects, batches, batch_id, places, now);
  // Only a look, so that a step of a batch that goes on writes nothing: the store decides.
  const auto after = batches.batch(batch_id);
  if (after && after->pending == 0 && after->running == 0) {
    batches.transition(batch_id, BatchState::kRunning, BatchState::kFinished, now);
  }
  return released;
}

// ---- what people do to a batch ----

Batch require(storage::Batches& batches, std::string_view batch_id) {
  auto batch = batches.batch(batch_id);
  if (!batch) throw Error(ErrorCode::kNotFound, "no such batch; `cpsg batch list` shows them");
  return *std::move(batch);
}

[[noreturn]] void refuse(const Batch& batch, std::string_view action) {
  throw Error(ErrorCode::kRequestInvalid,
              fmt::format("the batch is {} and cannot be {}", model::name(batch.state), action));
}

// Moves the batch from any of these states. What others do to it at the same time is seen: then it is looked at anew.
void move(storage::Batches& batches, std::string_view batch_id, std::initializer_list<BatchState> from, BatchState to,
          std::string_view action, UnixTime now) {
  constexpr int kAttemptsMax = 10;
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    const Batch batch = require(batches, batch_id);
    if (batch.state == to) return;  // to ask twice is no mistake
    if (std::find(from.begin(), from.end(), batch.state) == from.end()) refuse(batch, action);
    if (batches.transition(batch_id, batch.state, to, now)) return;
  }
  throw Error(ErrorCode::kBusy, "the state of the batch changes all the time: try again later");
}

}  // namespace

bool advance_batches(storage::Projects& projects, storage::Batches& batches, const BatchRules& rules, UnixTime now) {
  bool released = false;
  for (const std::string& batch_id : batches.running_batches()) {
    if (advance(projects, batches, batch_id, rules, now)) released = true;
  }
  return released;
}

void pause_batch(storage::Batches& batches, std::string_view batch_id, UnixTime now) {
  move(batches, batch_id, {BatchState::kRunning}, BatchState::kPaused, "paused", now);
}

void resume_batch(storage::Batches& batches, std::string_view batch_id, UnixTime now) {
  move(batches, batch_id, {BatchState::kPaused}, BatchState::kRunning, "resumed", now);
}

void cancel_batch(storage::Batches& batches, std::string_view batch_id, UnixTime now) {
  move(batches, batch_id, {BatchState::kRunning, BatchState::kPaused}, BatchState::kCancelled, "cancelled", now);
}

std::size_t retry_failed(storage::Batches& batches, std::string_view batch_id, UnixTime now) {
  require(batches, batch_id);
  const std::optional<std::size_t> retried = batches.retry_failed_items(batch_id, now);
  if (!retried) refuse(require(batches, batch_id), "tried again");
  return *retried;
}

}  // namespace cpsg::schedule
