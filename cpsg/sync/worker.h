// Does whatever is due, from start() until destroyed: the background half of `cpsg serve`.
//
//   Worker worker(stores, settings, machine_clock(), {.parallel = 2});
//   worker.start();
//   worker.wake();  // after a project was added
//
// One thread refreshes: it asks the API about many projects at once and moves batches on. Several threads sync what
// came out of that, one project each; when nothing is due they enrich commits, in the hours for that. Without an API
// for many projects (no token), the syncing threads do all of it. One more clears what removed projects have left. All
// state is in the store, so several processes may have a worker each, and one that is stopped goes on where it was.
//
// While the store was written under another privacy policy than the settings have, nothing is done; it goes on by
// itself once they agree.
//
// What fails for all projects alike (no network, no usable token, a full disk) is tried by one project at a time, while
// the others rest; when it works again, all that waited for it is due at once. Meanwhile each does what is left: git
// without the API, at its usual interval, and the API without git.
//
// wake() may be called from any thread. A project's failure goes to its status and to the log, and no other project
// suffers from it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "cpsg/base/waitable_clock.h"
#include "cpsg/model/warning.h"
#include "cpsg/schedule/batch_runner.h"
#include "cpsg/schedule/off_peak.h"
#include "cpsg/storage/stores.h"
#include "cpsg/sync/budget_records.h"
#include "cpsg/sync/outages.h"
#include "cpsg/sync/refresh_projects.h"
#include "cpsg/sync/sync_project.h"
#include "cpsg/sync/sync_records.h"

namespace cpsg::sync {

struct WorkerOptions {
  std::size_t parallel = 2;                        // syncing threads
  std::chrono::milliseconds poll_interval{2'000};  // between two questions to the store for what is due
  std::chrono::milliseconds max_wait{90'000};      // for budget, before a project is put off
  schedule::BatchRules batches;
  schedule::OffPeak enrich_hours;
  std::function<void()> on_idle;  // when the last running sync has ended, on its thread; may be empty
  // What a sync of ours does, and how it ended: called on its thread, must throw nothing. May be empty.
  std::function<void(std::string_view project_id, const Progress& progress)> on_progress;
  std::function<void(std::string_view project_id, const SyncReport& report, const std::optional<Failure>& failure)>
      on_sync_end;
};

struct WorkerLoad {
  std::size_t busy = 0;   // threads that sync a project
  std::size_t total = 0;  // threads that could
};

class Worker {
 public:
  // All references outlive the worker.
  Worker(const storage::Stores& stores, const SyncSettings& settings, WaitableClock& clock, WorkerOptions options);
  // Cancels what runs and waits for it; interrupted projects stay due.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Starts the threads. To be called once.
  void start();
  // Something may have become due: the threads look at once, without waiting for the end of the poll interval.
  void wake();
  // One for each outage that lasts. These two may be called from any thread.
  [[nodiscard]] std::vector<model::Warning> warnings() const;
  [[nodiscard]] WorkerLoad load();

 private:
  struct Job {
    std::string project_id;
    SyncOptions options;
    std::vector<Service> untried;  // what it leaves alone, because an outage of it lasted when it was claimed
  };

  [[nodiscard]] bool may_write();
  [[nodiscard]] bool refreshes() const;
  void make_due(const model::Project& project, UnixTime now);
  void pull_in_far_times();
  void refresh_until_stopped();
  bool advance_batches_and_refresh();
  bool refresh_due();
  void refresh(const std::vector<model::Project>& projects);
  bool leave_to_git(const std::vector<model::Project>& projects);
  void learn_from_refresh(const std::vector<RefreshResult>& results, UnixTime began);
  void take_over_failures(const std::vector<RefreshResult>& results);

  void clear_until_stopped();

  void sync_until_stopped();
  std::optional<Job> next_job();
  std::optional<Job> claim_job();
  [[nodiscard]] bool all_remotes_rest(UnixTime now) const;
  bool prepare(Job& job, bool local);
  void learn_from_sync(const SyncReport& report, const std::optional<Failure>& failure, UnixTime began);
  void tell_end(const Job& job, const SyncReport& report, const std::optional<Failure>& failure) const;
  void learn(Service service, const Contact& contact, UnixTime began);
  void make_one_due_in_outage();
  void works_again(Service service, UnixTime since);
  void make_due_if_over(const Job& job);
  std::optional<Job> claim_enrichment();
  bool sync_one(const Job& job);
  [[nodiscard]] bool is_expected(const Job& job, const Failure& failure) const;
  [[nodiscard]] bool was_removed(const Job& job, const Failure& failure) const;
  void finish(const std::string& project_id);
  [[nodiscard]] std::string name_of(const std::string& project_id) const;

  [[nodiscard]] std::uint64_t wakes();
  void pause(std::uint64_t wakes_before);

  const storage::Stores stores_;
  SyncSettings settings_;
  WaitableClock& clock_;
  const Clock unix_time_;
  const WorkerOptions options_;
  BudgetRecords budgets_;
  std::atomic<bool> stop_{false};
  std::atomic<bool> refused_{false};  // the store's privacy policy is another one than ours, and the log says so
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t wakes_ = 0;
  Outages outages_;
  std::deque<Job> git_jobs_;          // of projects for which the API failed; git can still be asked
  std::set<std::string> queued_ids_;  // of git_jobs_
  std::set<std::string> running_;     // ids of the projects that our threads sync
  std::vector<std::thread> threads_;
};

}  // namespace cpsg::sync
