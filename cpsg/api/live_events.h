// Turns what happens in the store, in this process and in others, and what this process's syncs do, into events.
//
//   LiveEvents live(stores, events, machine_clock());
//   live.sync_progress(project_id, progress);  // as a sync goes on
//   const RepeatingThread thread(machine_clock(), LiveEvents::kTurn, "cannot see what changed in the store",
//                                [&] { live.take_turn([&] { return worker.warnings(); }); });
//   ... live.hub().open(filter, last_event_id) ...
//
// The thread reads a few times a second what changed in the store (storage/change_log.h), passes on what was published,
// and ends the streams whose keys or sessions have ended. So a change of another process on the same database is told
// as ours are; only the phases of its syncs are not, which nobody stores.
//
// Threads: sync_progress() and sync_ended() may be called from several threads at once, and throw nothing. The others
// are called by one thread at a time.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/api/event_data.h"
#include "cpsg/api/event_hub.h"
#include "cpsg/api/event_outbox.h"
#include "cpsg/api/options.h"
#include "cpsg/base/waitable_clock.h"
#include "cpsg/storage/stores.h"

namespace cpsg::api {

class LiveEvents {
 public:
  // All references outlive this. Throws the store's errors.
  // `off_peak`: the hours of batches, which their events tell of.
  LiveEvents(const storage::Stores& stores, coordination::Events& events, WaitableClock& clock,
             const schedule::OffPeak& off_peak = {});

  // How often follow() is to be called, and what the turn of a thread that does so is: it also tells the warnings and
  // ends the streams that may not go on, both more seldom. Throws the store's errors.
  static constexpr std::chrono::milliseconds kTurn{250};
  using Warnings = std::function<std::vector<model::Warning>()>;
  void take_turn(const Warnings& warnings);

  // Publishes what changed in the store since the last time, or since the construction. Throws the store's errors.
  void follow();
  // The warnings as they are now; the first ones are no news.
  void tell_warnings(std::vector<model::Warning> warnings);

  void sync_progress(std::string_view project_id, const sync::Progress& progress) noexcept;
  // How far it is; nothing for a project that is not synced by this process now. May be called from any thread.
  [[nodiscard]] std::optional<SyncPhase> sync_phase(std::string_view project_id);
  void sync_ended(std::string_view project_id, const sync::SyncReport& report,
                  const std::optional<Failure>& failure) noexcept;

  [[nodiscard]] EventHub& hub() { return hub_; }

 private:
  struct RunningSync {
    EventProject project;
    sync::Phase phase = sync::Phase::kWaiting;
    std::uint64_t done = 0;
    std::uint64_t total = 0;  // 0: not known
    Instant next_at{};        // before which the same phase is not told again
  };

  void publish_changes(const std::vector<storage::Change>& changes);
  [[nodiscard]] std::optional<EventProject> name_for_event(const std::string& project_id);
  void rename_running_sync(const model::Project& project);

  const storage::Stores stores_;
  WaitableClock& clock_;
  const schedule::OffPeak off_peak_;
  coordination::Events& events_;
  EventOutbox outbox_;
  EventHub hub_;
  std::uint64_t position_;                               // of the changes that were published
  std::optional<std::vector<model::Warning>> warnings_;  // as they were told last
  Instant warnings_at_{};                                // when they are asked for next
  Instant refused_at_{};                                 // when streams that may not go on are ended next

  std::mutex syncs_mutex_;
  std::map<std::string, RunningSync, std::less<>> syncs_;
};

}  // namespace cpsg::api
