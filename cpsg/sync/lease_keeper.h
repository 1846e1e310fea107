// Takes a project's lease, waiting for its holder where there is one, and keeps it alive until destroyed.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "cpsg/base/clock.h"
#include "cpsg/storage/stores.h"

namespace cpsg::sync {

struct LeaseOptions {
  std::string holder;
  std::chrono::seconds ttl{60};
  std::chrono::seconds wait{30};
};

class LeaseKeeper {
 public:
  // Blocks up to `options.wait`; `on_wait` hears who holds it. Throws Error(kBusy) naming the holder,
  // Error(kCancelled).
  LeaseKeeper(const storage::Stores& stores, std::string_view project_id, const LeaseOptions& options,
              const Clock& clock, const std::function<void(std::string_view holder)>& on_wait,
              const std::atomic<bool>& cancelled);
  // Gives the lease back.
  ~LeaseKeeper();
  LeaseKeeper(const LeaseKeeper&) = delete;
  LeaseKeeper& operator=(const LeaseKeeper&) = delete;

  // Valid for the keeper's life. Its expiry is the one at the time of taking; the store knows the present one.
  [[nodiscard]] const storage::Lease& lease() const { return lease_; }

 private:
  void renew_until_stopped();

  const storage::Stores stores_;
  const LeaseOptions options_;
  const Clock clock_;
  storage::Lease lease_;
  std::mutex mutex_;
  std::condition_variable stop_changed_;
  bool stop_ = false;
  std::thread renewer_;
};

}  // namespace cpsg::sync
