#include "cpsg/sync/lease_keeper.h"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "cpsg/base/error.h"
#include "cpsg/base/log.h"
#include "cpsg/model/git_time.h"
#include "cpsg/sync/lease_holder.h"

namespace cpsg::sync {
namespace {

constexpr std::chrono::milliseconds kPollInterval{250};

Error stopped() { return {ErrorCode::kCancelled, "stopped"}; }

Error busy(const storage::LeaseHolder& held) {
  return {ErrorCode::kBusy, fmt::format("{} has been syncing this project since {}; try again when it is done",
                                        held.holder, model::format_utc(held.since))};
}

storage::Lease take(storage::Projects& projects, std::string_view project_id, const LeaseOptions& options,
                    WaitableClock& clock, const std::function<void(std::string_view)>& on_wait,
                    const std::atomic<bool>& cancelled) {
  const Instant give_up_at = clock.now() + options.wait;
  std::optional<std::uint64_t> dead_fence;
  for (bool reported = false;;) {
    if (cancelled) throw stopped();
    auto answer = projects.acquire_lease(project_id, options.holder, clock.unix_time(), options.ttl, dead_fence);
    if (auto* lease = std::get_if<storage::Lease>(&answer)) return std::move(*lease);
    const auto& held = std::get<storage::LeaseHolder>(answer);
    if (dead_fence != held.fence && holder_has_ended(held.holder)) {
      dead_fence = held.fence;
      continue;
    }
    if (clock.now() >= give_up_at) throw busy(held);
    if (!reported && on_wait) on_wait(held.holder);
    reported = true;
    if (!clock.sleep_until(std::min(clock.now() + kPollInterval, give_up_at), &cancelled)) throw stopped();
  }
}

}  // namespace

LeaseKeeper::LeaseKeeper(storage::Projects& projects, std::string_view project_id, const LeaseOptions& options,
                         WaitableClock& clock, const std::function<void(std::string_view)>& on_wait,
                         const std::atomic<bool>& cancelled)
    : projects_(projects),
      options_(options),
      clock_(clock),
      lease_(take(projects, project_id, options, clock, on_wait, cancelled)),
      renewer_([this] { renew_until_stopped(); }) {}

LeaseKeeper::~LeaseKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stop_changed_.notify_all();
  renewer_.join();
  projects_.release_lease(lease_);
}

void LeaseKeeper::renew_until_stopped() {
  storage::Lease renewed = lease_;
  std::unique_lock lock(mutex_);
  const auto is_stopped = [this] { return stop_; };
  while (clock_.wait_until(lock, stop_changed_, clock_.now() + options_.ttl / 3, {}, is_stopped) !=
         WaitResult::kNotified) {
    lock.unlock();
    try {
      projects_.renew_lease(renewed, clock_.unix_time(), options_.ttl);
    } catch (const Error& e) {
      if (e.code() == ErrorCode::kNotFound) return;  // the project was removed: the next write ends the sync
      log::warning("lease not renewed: {}", e.what());
    } catch (const std::exception& e) {
      log::warning("lease not renewed: {}", e.what());
    }
    lock.lock();
  }
}

}  // namespace cpsg::sync
