// Takes a project's lease, waiting for its holder if there is one, and keeps it alive until destroyed.
//
//   const LeaseKeeper keeper(projects, id, {.holder = current_holder()}, machine_clock(), {}, cancelled);
//   writer.publish(keeper.lease(), publication);
//
// A lease whose holder is a process of this machine that has ended is taken over at once. A thread of the keeper's own
// renews the lease every third of its time to live. That a renewal fails is only logged: every write checks the lease
// itself, and throws Error(kBusy) once somebody else has it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "cpsg/base/waitable_clock.h"
#include "cpsg/storage/projects.h"

namespace cpsg::sync {

struct LeaseOptions {
  std::string holder;             // who we are, as current_holder() says it
  std::chrono::seconds ttl{60};   // after which a lease that is not renewed ends
  std::chrono::seconds wait{30};  // for the present holder
};

class LeaseKeeper {
 public:
  // Blocks up to `options.wait`. `on_wait`, which may be empty, is called once if it has to wait, with the holder's
  // name. Throws Error(kBusy) naming the holder, Error(kCancelled), and the store's errors. `projects` and `clock`
  // outlive the keeper.
  LeaseKeeper(storage::Projects& projects, std::string_view project_id, const LeaseOptions& options,
              WaitableClock& clock, const std::function<void(std::string_view holder)>& on_wait,
              const std::atomic<bool>& cancelled);
  // Gives the lease back.
  ~LeaseKeeper();
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;

  // Valid for the keeper's life. `expires_at` is that of the time of taking; the store has the present one.
  [[nodiscard]] const storage::Lease& lease() const { return lease_; }

 private:
  void renew_until_stopped();

  storage::Projects& projects_;
  const LeaseOptions options_;
  WaitableClock& clock_;
  storage::Lease lease_;
  std::mutex mutex_;
  std::condition_variable stop_changed_;
  bool stop_ = false;
  std::thread renewer_;
};

}  // namespace cpsg::sync
