#include "cpsg/sync/lease_keeper.h"

#include <fmt/format.h>

#include <variant>

#include "cpsg/base/error.h"
#include "cpsg/base/log.h"
#include "cpsg/sync/lease_holder.h"

namespace cpsg::sync {
namespace {

constexpr std::chrono::milliseconds kPollInterval{250};

storage::Lease take(const storage::Stores& stores, std::string_view project_id, const LeaseOptions& options,
                    const Clock& clock, const std::function<void(std::string_view)>& on_wait,
                    const std::atomic<bool>& cancelled) {
  // Waiting is measured by the steady clock: the stores' clock may be any.
  const auto give_up_at = std::chrono::steady_clock::now() + options.wait;
  std::optional<std::uint64_t> dead_fence;
  for (bool told = false;;) {
    if (cancelled) throw Error(ErrorCode::kCancelled, "stopped");
    auto attempt = stores.projects.acquire_lease(project_id, options.holder, clock(), options.ttl, dead_fence);
    if (auto* lease = std::get_if<storage::Lease>(&attempt)) return std::move(*lease);
    const auto& held = std::get<storage::LeaseHolder>(attempt);
    if (dead_fence != held.fence && holder_has_ended(held.holder)) {
      dead_fence = held.fence;
      continue;
    }
    if (std::chrono::steady_clock::now() >= give_up_at) {
      throw Error(ErrorCode::kBusy, fmt::format("{} has been syncing this project since {}; try again when it is done",
                                                held.holder, model::format_utc(held.since)));
    }
    if (!told && on_wait) on_wait(held.holder);
    told = true;
    std::this_thread::sleep_for(kPollInterval);
  }
}

}  // namespace

LeaseKeeper::LeaseKeeper(const storage::Stores& stores, std::string_view project_id, const LeaseOptions& options,
                         const Clock& clock, const std::function<void(std::string_view)>& on_wait,
                         const std::atomic<bool>& cancelled)
    : stores_(stores),
      options_(options),
      clock_(clock),
      lease_(take(stores, project_id, options, clock, on_wait, cancelled)),
      renewer_([this] { renew_until_stopped(); }) {}

LeaseKeeper::~LeaseKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  stop_changed_.notify_all();
  renewer_.join();
  stores_.projects.release_lease(lease_);
}

void LeaseKeeper::renew_until_stopped() {
  storage::Lease renewed = lease_;
  std::unique_lock lock(mutex_);
  while (!stop_changed_.wait_for(lock, options_.ttl / 3, [this] { return stop_; })) {
    lock.unlock();
    try {
      stores_.projects.renew_lease(renewed, clock_(), options_.ttl);
    } catch (const std::exception& e) {
      // Every write of the sync checks the lease itself; a missed renewal alone loses nothing.
      log::warning("lease not renewed: {}", e.what());
    }
    lock.lock();
  }
}

}  // namespace cpsg::sync
