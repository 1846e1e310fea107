#include "cpsg/api/live_events.h"

#include <utility>

#include "cpsg/base/log.h"
#include "cpsg/schedule/batch_pace.h"

namespace cpsg::api {
namespace {

constexpr std::chrono::milliseconds kWarningsInterval{5'000};
constexpr std::chrono::milliseconds kRefusedInterval{1'000};
constexpr std::size_t kChangesPerRead = 1'000;

}  // namespace

LiveEvents::LiveEvents(const storage::Stores& stores, coordination::Events& events, WaitableClock& clock,
                       const schedule::OffPeak& off_peak)
    : stores_(stores),
      clock_(clock),
      off_peak_(off_peak),
      events_(events),
      outbox_(events),
      hub_(events),
      position_(stores.change_log.change_position()) {}

void LiveEvents::follow() {
  // Before anything that may fail: what was said must not wait for the store.
  outbox_.flush(clock_.now());
  hub_.pull();
  std::size_t found = kChangesPerRead;
  while (found == kChangesPerRead) {
    const auto changes = stores_.change_log.changes_after(position_, kChangesPerRead);
    if (!changes) {
      position_ = stores_.change_log.change_position();
      events_.publish(reset_event());
      break;
    }
    publish_changes(*changes);
    hub_.pull();  // before what is published now can fall out of what is kept
    if (!changes->empty()) position_ = changes->back().position;
    found = changes->size();
  }
  hub_.pull();
}

void LiveEvents::publish_changes(const std::vector<storage::Change>& changes) {
  std::vector<std::string> project_ids;
  for (const storage::Change& change : changes) {
    const bool is_shown = change.of == storage::ChangeOf::kProject && !change.removed && !change.was_public;
    if (is_shown) project_ids.push_back(change.id);
  }
  const UnixTime now = clock_.unix_time();
  const Instant instant = clock_.now();
  std::map<std::string, coordination::Event> of_projects;
  for (const model::Project& project : stores_.projects.projects(project_ids)) {
    of_projects.emplace(project.id, project_event(project, now));
    rename_running_sync(project);
  }
  for (const storage::Change& change : changes) {
    if (change.of == storage::ChangeOf::kBatch) {
      if (const auto batch = stores_.batches.batch(change.id)) {
        outbox_.put(batch_event({*batch, schedule::outlook_of(*batch, off_peak_, now)}), instant);
      }
    } else if (change.removed) {
      outbox_.put(removal_event(change), instant);
    } else if (change.was_public) {
      outbox_.put(hidden_event(change), instant);
    } else if (const auto found = of_projects.find(change.id); found != of_projects.end()) {
      outbox_.put(std::move(found->second), instant);
    }  // else it was removed a moment ago, which is a change of its own
  }
}

void LiveEvents::take_turn(const Warnings& warnings) {
  const Instant now = clock_.now();
  if (now >= refused_at_) {
    refused_at_ = now + kRefusedInterval;
    hub_.end_refused();
  }
  follow();
  if (now >= warnings_at_) {
    warnings_at_ = now + kWarningsInterval;
    tell_warnings(warnings());
  }
}

void LiveEvents::tell_warnings(std::vector<model::Warning> warnings) {
  const bool news = warnings_ && *warnings_ != warnings;
  warnings_ = std::move(warnings);
  if (news) outbox_.put(status_event(), clock_.now());
}

// ---- syncs of this process ----

std::optional<EventProject> LiveEvents::name_for_event(const std::string& project_id) {
  const std::vector<model::Project> found = stores_.projects.projects({&project_id, 1});
  return found.empty() ? std::nullopt : std::optional(event_project(found.front()));
}

// Before the project's own event: no later event of the sync may say more, or to others, than that one does.
void LiveEvents::rename_running_sync(const model::Project& project) {
  const std::lock_guard lock(syncs_mutex_);
  if (const auto running = syncs_.find(project.id); running != syncs_.end()) {
    running->second.project = event_project(project);
  }
}

void LiveEvents::sync_progress(std::string_view project_id, const sync::Progress& progress) noexcept {
  try {
    const Instant now = clock_.now();
    const std::lock_guard lock(syncs_mutex_);
    auto running = syncs_.find(project_id);
    if (running == syncs_.end()) {
      auto project = name_for_event(std::string(project_id));
      if (!project) return;
      running = syncs_.emplace(project_id, RunningSync{.project = *std::move(project)}).first;
    }
    RunningSync& sync = running->second;
    sync.done = progress.done;
    sync.total = progress.total;
    if (progress.phase == sync.phase && now < sync.next_at) return;
    sync.phase = progress.phase;
    sync.next_at = now + kTurn;
    outbox_.put(sync_event(sync.project, progress), now);
  } catch (const std::exception& e) {
    log::debug("no event of a sync: {}", e.what());
  }
}

std::optional<SyncPhase> LiveEvents::sync_phase(std::string_view project_id) {
  const std::lock_guard lock(syncs_mutex_);
  const auto running = syncs_.find(project_id);
  if (running == syncs_.end()) return std::nullopt;
  const RunningSync& sync = running->second;
  return SyncPhase{std::string(phase_name(sync.phase)), sync.done, sync.total};
}

void LiveEvents::sync_ended(std::string_view project_id, const sync::SyncReport& report,
                            const std::optional<Failure>& failure) noexcept {
  try {
    {
      const std::lock_guard lock(syncs_mutex_);
      if (const auto running = syncs_.find(project_id); running != syncs_.end()) syncs_.erase(running);
    }
    // Read again: the name and who may see it may have been learned by this very sync.
    if (const auto project = name_for_event(std::string(project_id))) {
      outbox_.put_lasting(sync_end_event(*project, report, failure), clock_.now());
    }
  } catch (const std::exception& e) {
    log::debug("no event of a sync: {}", e.what());
  }
}

}  // namespace cpsg::api
