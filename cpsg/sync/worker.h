// Syncs whatever is due, several projects at a time, from start() until destroyed: the background half of `cpsg serve`.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/storage/store.h"
#include "cpsg/sync/sync_project.h"

namespace cpsg::sync {

struct WorkerOptions {
  std::size_t parallel = 2;
  std::chrono::milliseconds poll_interval{2'000};
  std::function<void()> on_idle;  // after the last running sync ended; may be empty
};

class Worker {
 public:
  // All references outlive the worker.
  Worker(storage::Store& store, const SyncSettings& settings, const Clock& clock, WorkerOptions options);
  // Cancels what runs and waits for it; interrupted projects stay due.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Begins to work; once.
  void start();
  // Something may have become due.
  void wake();

 private:
  void run();
  // A due project that none of our threads syncs, marked as ours.
  std::optional<std::string> claim();
  void finish(const std::string& project_id);
  [[nodiscard]] std::string name_of(const std::string& project_id) const;
  void sync_one(const std::string& project_id);
  void pause();

  storage::Store& store_;
  SyncSettings settings_;
  const Clock clock_;
  const WorkerOptions options_;
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t wakes_ = 0;
  std::set<std::string> running_;
  std::vector<std::thread> threads_;
};

}  // namespace cpsg::sync
