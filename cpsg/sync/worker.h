// Does whatever is due, from start() until destroyed: the background half of `cpsg serve`.
//
// One thread refreshes: it asks the API about many projects at once and moves batches on. Several threads sync what
// came out of that, one project each; when nothing is due they enrich commits, in the hours for that. Without an API
// for many (no token), the syncing threads do all of it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/schedule/batch_runner.h"
#include "cpsg/schedule/off_peak.h"
#include "cpsg/storage/stores.h"
#include "cpsg/sync/sync_project.h"

namespace cpsg::sync {

struct WorkerOptions {
  std::size_t parallel = 2;
  std::chrono::milliseconds poll_interval{2'000};
  std::chrono::milliseconds max_wait{90'000};  // for budget, before a project is put off
  schedule::BatchRules batches;
  schedule::OffPeak enrich_hours;
  std::function<void()> on_idle;  // after the last running sync ended; may be empty
};

class Worker {
 public:
  // All references outlive the worker.
  Worker(const storage::Stores& stores, const SyncSettings& settings, const Clock& clock, WorkerOptions options);
  // Cancels what runs and waits for it; interrupted projects stay due.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Begins to work; once.
  void start();
  // Something may have become due.
  void wake();

 private:
  struct Job {
    std::string project_id;
    SyncOptions options;
  };

  void mend_times();
  void refresh_until_stopped();
  // Whether there was anything to do.
  bool refresh_some();
  void hand_over(const std::vector<model::Project>& projects);
  void sync_until_stopped();
  // A project that none of our threads syncs, marked as ours.
  std::optional<Job> claim();
  std::optional<Job> claim_enrichment();
  void finish(const std::string& project_id);
  [[nodiscard]] std::string name_of(const std::string& project_id) const;
  // False if it failed.
  bool sync_one(const Job& job);
  void pause();
  [[nodiscard]] bool refreshes() const;

  const storage::Stores stores_;
  SyncSettings settings_;
  const Clock clock_;
  const WorkerOptions options_;
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t wakes_ = 0;
  std::deque<Job> handed_over_;  // the API failed for them, git's part is due
  std::set<std::string> running_;
  std::vector<std::thread> threads_;
};

}  // namespace cpsg::sync
