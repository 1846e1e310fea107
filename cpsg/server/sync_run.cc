#include "cpsg/server/sync_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "cpsg/server/sync_projects.h"
#include "cpsg/server/sync_queue.h"
#include "cpsg/server/sync_task.h"
#include "cpsg/sync/follow.h"

namespace cpsg::server {
namespace {

constexpr std::size_t kRefreshAtOnce = 1'000;
constexpr int kRoundsMax = 200;
// How long a request may wait for budget. Longer waits end the round, so that the user sees a countdown.
constexpr std::chrono::milliseconds kBudgetWaitMax{75'000};
constexpr std::chrono::milliseconds kBudgetWaitMaxWithoutWait{2'000};

Failure removed_failure(const std::string& project_id) {
  return {ErrorCode::kNotFound, fmt::format("no project has the id {}", project_id), {}};
}

class SyncRun {
 public:
  SyncRun(std::span<const SyncJob> jobs, const SyncRunOptions& options, const SyncParts& parts, SyncReporter& reporter)
      : options_(options), parts_(parts), reporter_(reporter) {
    for (const SyncJob& job : jobs) tasks_.emplace_back(job);
  }

  int run() {
    std::vector<SyncTask*> open = prepare();
    for (int round = 1; !open.empty() && !stopped(); ++round) {
      run_round(open);
      open = std::exchange(out_of_budget_, {});
      if (round == kRoundsMax) {
        for (SyncTask* task : open) end(*task);
        break;
      }
      if (!open.empty()) wait_for_budget(open);
    }
    for (SyncTask& task : tasks_) take_back(task);  // those that a stop left open
    return stopped() ? traits(ErrorCode::kCancelled).exit_code : reporter_.exit_code();
  }

 private:
  [[nodiscard]] bool stopped() const { return parts_.stopped; }

  // Finds or adds the projects. Returns the tasks that have one; the others have failed, and are reported.
  std::vector<SyncTask*> prepare() {
    std::vector<SyncTask*> tasks;
    for (SyncTask& task : tasks_) tasks.push_back(&task);
    find_or_add(parts_.projects, tasks, parts_.clock.unix_time());
    std::vector<SyncTask*> open;
    for (SyncTask* task : tasks) {
      if (task->outcome.failure) {
        reporter_.report(task->outcome);
      } else {
        open.push_back(task);
      }
    }
    return open;
  }

  void run_round(const std::vector<SyncTask*>& open) {
    SyncQueue queue;
    std::vector<std::thread> pool;
    const std::size_t threads = std::min(options_.parallel, open.size());
    for (std::size_t i = 0; i < threads; ++i) pool.emplace_back([&] { sync_tasks(queue); });
    for (std::size_t begin = 0; begin < open.size() && !stopped(); begin += kRefreshAtOnce) {
      const std::size_t count = std::min(kRefreshAtOnce, open.size() - begin);
      refresh(std::span(open).subspan(begin, count), queue);
    }
    queue.close();
    for (std::thread& thread : pool) thread.join();
  }

  // Asks the API about projects, and puts those that have something to sync into the queue.
  void refresh(TaskSpan tasks, SyncQueue& queue) {
    for (SyncTask* task : tasks) task->api_failure.reset();
    if (!parts_.refresh) {
      for (SyncTask* task : tasks) queue.push(*task);
      return;
    }
    std::vector<std::optional<model::Project>> stored;
    try {
      stored = read_projects(parts_.projects, ids_of(tasks));
    } catch (...) {
      return fail_all(tasks, current_failure());
    }
    std::vector<SyncTask*> asked;
    std::vector<model::Project> projects;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      if (!stored[i]) {
        fail(*tasks[i], removed_failure(tasks[i]->project_id));
      } else if (!stored[i]->source_url.empty()) {  // none of GitHub's
        queue.push(*tasks[i]);
      } else {
        asked.push_back(tasks[i]);
        projects.push_back(*std::move(stored[i]));
      }
    }
    if (asked.empty()) return;
    if (tasks.size() == 1) {
      reporter_.progress().update(asked.front()->outcome.project, {.phase = sync::Phase::kStatistics});
    }
    ask_api(asked, projects, queue);
  }

  void ask_api(TaskSpan tasks, const std::vector<model::Project>& projects, SyncQueue& queue) {
    const github::client::Call call{github::ledger::Lane::kInteractive, budget_wait_max(), &parts_.stopped, nullptr};
    std::vector<sync::RefreshResult> results;
    std::vector<std::optional<model::Project>> refreshed;
    try {
      results = parts_.refresh(projects, call);
      for (std::size_t i = 0; i < tasks.size(); ++i) {
        SyncTask& task = *tasks[i];
        // It was merged with a project that was there before, or stands for a new repository of the same name.
        if (results[i].now_id != task.project_id) task.first_contact = false;
        task.project_id = results[i].now_id;
        task.outcome.report.api += results[i].spent;
      }
      refreshed = read_projects(parts_.projects, ids_of(tasks));
    } catch (...) {
      return fail_all(tasks, current_failure());
    }
    std::vector<SyncTask*> idle;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      if (!refreshed[i]) {
        fail(*tasks[i], removed_failure(tasks[i]->project_id));
      } else if (take_refreshed(*tasks[i], results[i], *refreshed[i], queue)) {
        idle.push_back(tasks[i]);
      }
    }
    end_idle(idle);
  }

  // Queues the task, or ends it with its failure. True if there is nothing to sync.
  bool take_refreshed(SyncTask& task, const sync::RefreshResult& result, const model::Project& project,
                      SyncQueue& queue) {
    task.outcome.project = project.full_name();
    task.outcome.report.total = project.counts;
    if (result.failure && !result.leaves_git) {
      task.outcome.failure = result.failure;
      end(task);
      return false;
    }
    task.api_failure = result.failure;
    const bool idle = !result.failure && project.generation > 0 && !options_.audit && !options_.enrich &&
                      !any(model::without(project.work, model::Work::kEnrich));
    if (!idle) queue.push(task);
    return idle;
  }

  // Projects that have nothing to sync end with what is stored of them.
  void end_idle(TaskSpan tasks) {
    if (tasks.empty()) return;
    storage::PullRequests::PullProgressById progress;
    try {
      progress = parts_.pulls.pull_progress(ids_of(tasks));
    } catch (...) {
      return fail_all(tasks, current_failure());
    }
    for (SyncTask* task : tasks) {
      const auto found = progress.find(task->project_id);
      if (found == progress.end()) {
        fail(*task, removed_failure(task->project_id));
        continue;
      }
      task->outcome.report.total_pulls = found->second.counts.total();
      task->outcome.failure.reset();
      end(*task);
    }
  }

  void sync_tasks(SyncQueue& queue) {
    while (SyncTask* task = queue.pop()) {
      if (stopped()) return;
      sync_one(*task);
    }
  }

  void sync_one(SyncTask& task) {
    const std::string& name = task.outcome.project;
    const sync::SyncOptions options{.lane = github::ledger::Lane::kInteractive,
                                    .max_wait = budget_wait_max(),
                                    .refs = task.api_failure.has_value() || options_.audit,
                                    .audit = options_.audit,
                                    .enrich = options_.enrich,
                                    .api_failure = task.api_failure};
    task.outcome.failure.reset();
    try {
      parts_.sync_one(
          task.project_id, options,
          [&](const sync::Progress& progress) { reporter_.progress().update(name, progress); }, task.outcome.report);
    } catch (...) {
      return fail(task, current_failure());
    }
    end(task);
  }

  // What only lacks budget is taken up again in the next round, unless the user does not want to wait.
  void fail(SyncTask& task, Failure failure) {
    const bool try_again =
        failure.code == ErrorCode::kRateLimited && failure.retry_after && options_.wait && !stopped();
    task.outcome.failure = std::move(failure);
    if (!try_again) return end(task);
    const std::lock_guard lock(mutex_);
    out_of_budget_.push_back(&task);
  }

  void fail_all(TaskSpan tasks, const Failure& failure) {
    for (SyncTask* task : tasks) fail(*task, failure);
  }

  void end(SyncTask& task) {
    if (task.outcome.failure) take_back(task);
    task.first_contact = false;
    reporter_.report(task.outcome);
  }

  void take_back(SyncTask& task) {
    if (!std::exchange(task.first_contact, false)) return;
    sync::unfollow_unpublished(parts_.projects, task.project_id, parts_.clock.unix_time());
  }

  [[nodiscard]] std::chrono::milliseconds budget_wait_max() const {
    return options_.wait ? kBudgetWaitMax : kBudgetWaitMaxWithoutWait;
  }

  // Counts down until the first of the tasks may be tried again, or the run is stopped.
  void wait_for_budget(TaskSpan tasks) {
    std::chrono::seconds delay = std::chrono::hours{24};
    for (const SyncTask* task : tasks) delay = std::min(delay, task->outcome.failure->retry_after.value_or(delay));
    const std::string name =
        tasks.size() == 1 ? tasks.front()->outcome.project : fmt::format("{} projects", tasks.size());
    WaitableClock& clock = parts_.clock;
    ProgressView& view = reporter_.progress();
    const Instant end = clock.now() + std::max(delay, std::chrono::seconds{1});
    bool first = true;
    for (Instant now = clock.now(); now < end; now = clock.now()) {
      const auto left = std::chrono::ceil<std::chrono::seconds>(end - now);
      const std::string message = fmt::format("the remote, which asked for {} s more", left.count());
      // Repeated only where the line is rewritten in place.
      if (first || view.on_terminal()) view.update(name, {.phase = sync::Phase::kWaiting, .message = message});
      first = false;
      if (!clock.sleep_until(std::min(end, now + std::chrono::seconds{1}), &parts_.stopped)) break;
    }
    view.forget(name);
  }

  const SyncRunOptions& options_;
  const SyncParts& parts_;
  SyncReporter& reporter_;
  std::deque<SyncTask> tasks_;  // in the order of the jobs; their addresses stay
  std::mutex mutex_;            // of out_of_budget_
  std::vector<SyncTask*> out_of_budget_;
};

}  // namespace

int run_sync_jobs(std::span<const SyncJob> jobs, const SyncRunOptions& options, const SyncParts& parts,
                  SyncReporter& reporter) {
  return SyncRun(jobs, options, parts, reporter).run();
}

}  // namespace cpsg::server
