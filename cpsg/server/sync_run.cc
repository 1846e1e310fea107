#include "cpsg/server/sync_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "cpsg/base/mask_addresses.h"
#include "cpsg/base/waitable_clock.h"
#include "cpsg/model/target.h"
#include "cpsg/server/output.h"
#include "cpsg/server/progress_view.h"
#include "cpsg/server/sync_outcome.h"
#include "cpsg/sync/refresh_projects.h"

namespace cpsg::server {
namespace {

constexpr int kExitSeveralKinds = 10;
constexpr std::size_t kRefreshAtOnce = 1'000;
constexpr int kRoundsMax = 200;
// Longer waits for budget end a round, so that the user sees a countdown.
constexpr std::chrono::milliseconds kPatience{75'000};
constexpr std::chrono::milliseconds kImpatience{2'000};

// A project on its way.
struct Task {
  SyncJob job;
  std::string project_id{};
  bool created = false;
  std::optional<Failure> api_failure{};  // of this round's refresh
  SyncOutcome outcome{};
};

// Tasks that are ready for the threads, until no more come.
class Queue {
 public:
  void push(Task& task) {
    {
      const std::lock_guard lock(mutex_);
      ready_.push_back(&task);
    }
    changed_.notify_one();
  }
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
  }
  // Blocks; nullptr after the last one.
  Task* pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return closed_ || !ready_.empty(); });
    if (ready_.empty()) return nullptr;
    Task* task = ready_.front();
    ready_.pop_front();
    return task;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task*> ready_;
  bool closed_ = false;
};

class SyncRun {
 public:
  SyncRun(const CommandContext& context, const storage::Stores& stores, const SyncArguments& arguments,
          std::vector<SyncJob> jobs)
      : context_(context),
        stores_(stores),
        arguments_(arguments),
        remote_(open_remote(context.config(), context.clock)),
        view_(jobs.size(), isatty(STDERR_FILENO) == 1) {
    remote_.settings.http.cancelled = &context.signals.stopped();
    if (!arguments.wait) remote_.settings.lease_wait = std::chrono::seconds{0};
    for (SyncJob& job : jobs) tasks_.push_back(std::make_unique<Task>(Task{.job = std::move(job)}));
  }

  // The exit code of the whole.
  int run() {
    if ((arguments_.enrich || arguments_.audit) && (remote_.api == nullptr || !remote_.api->has_graphql())) {
      print_message(
          "cpsg: warning: --enrich and --audit need GitHub's GraphQL API and a token; without, git alone is asked\n");
    }
    std::vector<Task*> open;
    for (const auto& task : tasks_) {
      if (prepare(*task)) open.push_back(task.get());
    }
    for (int round = 1; !open.empty() && !stopped(); ++round) {
      run_round(open);
      open = std::exchange(out_of_budget_, {});
      if (open.empty()) break;
      if (round == kRoundsMax) {
        for (Task* task : open) end(*task);
        break;
      }
      wait_out(open);
    }
    if (remote_.api != nullptr && any_well_) {
      for (const std::string& warning : remote_.api->accounts().warnings(context_.clock()))
        print_message("cpsg: warning: {}\n", warning);
    }
    if (stopped()) return traits(ErrorCode::kCancelled).exit_code;
    if (exit_codes_.empty()) return 0;
    return exit_codes_.size() == 1 ? *exit_codes_.begin() : kExitSeveralKinds;
  }

 private:
  [[nodiscard]] bool stopped() const { return context_.signals.stopped(); }

  // Finds or adds the project; false if that failed, which is reported.
  bool prepare(Task& task) {
    task.outcome.project = task.job.given;
    remove_userinfo(task.outcome.project, "/");  // it may be a password
    try {
      const storage::Projects::Added added = add(task.job);
      task.project_id = added.project.id;
      task.created = added.created;
      task.outcome.project = added.project.full_name();
      return true;
    } catch (...) {
      task.outcome.failure = current_failure();
      report(task);
      return false;
    }
  }

  storage::Projects::Added add(const SyncJob& job) {
    if (!job.project_id.empty()) return {stores_.projects.project(job.project_id), false};
    const model::Target target =
        model::parse_target(job.given, rules_for(context_.config(), arguments_, job.from_list));
    if (target.source_url.empty()) {
      // A stored project goes by its name wherever it comes from. An earlier name does not count: GitHub may have given
      // it to another repository, and says so when it is asked; if not, the two become one.
      const auto known = stores_.projects.find_project(target.owner + "/" + target.name);
      if (known) return {*known, false};
    }
    const UnixTime now = context_.clock();
    return stores_.projects.add_project(target.owner, target.name, target.source_url, now, now,
                                        model::Priority::kInteractive);
  }

  void run_round(const std::vector<Task*>& open) {
    Queue queue;
    const std::size_t threads = std::min(context_.config().sync_parallel, open.size());
    std::vector<std::thread> pool;
    for (std::size_t i = 0; i < threads; ++i) pool.emplace_back([&] { work(queue); });
    for (std::size_t begin = 0; begin < open.size() && !stopped(); begin += kRefreshAtOnce) {
      const std::size_t count = std::min(kRefreshAtOnce, open.size() - begin);
      refresh(std::span(open).subspan(begin, count), queue);
    }
    queue.close();
    for (std::thread& thread : pool) thread.join();
  }

  // Shows projects to the API, and hands those that have something to do to the threads.
  void refresh(std::span<Task* const> tasks, Queue& queue) {
    std::vector<Task*> asked;
    std::vector<model::Project> projects;
    for (Task* task : tasks) {
      try {
        task->api_failure.reset();
        model::Project project = stores_.projects.project(task->project_id);
        if (!is_known_by_api(project)) {
          queue.push(*task);
          continue;
        }
        if (tasks.size() == 1) view_.update(task->outcome.project, {sync::Phase::kStatistics, 0, 0, 0, {}});
        asked.push_back(task);
        projects.push_back(std::move(project));
      } catch (...) {
        fail(*task);
      }
    }
    if (!asked.empty()) ask_api(asked, projects, queue);
  }

  [[nodiscard]] bool is_known_by_api(const model::Project& project) const {
    return remote_.api != nullptr && remote_.api->has_graphql() && project.source_url.empty();
  }

  void ask_api(const std::vector<Task*>& tasks, const std::vector<model::Project>& projects, Queue& queue) {
    const github::client::Call call{github::ledger::Lane::kInteractive, patience(), &context_.signals.stopped(),
                                    nullptr};
    std::vector<sync::RefreshResult> results;
    try {
      results =
          sync::refresh_projects(stores_, *remote_.api, {.due = remote_.settings.due}, projects, context_.clock, call);
    } catch (...) {
      for (Task* task : tasks) fail(*task);
      return;
    }
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      try {
        if (take_refreshed(*tasks[i], results[i])) queue.push(*tasks[i]);
      } catch (...) {
        fail(*tasks[i]);
      }
    }
  }

  // Whether there is something to sync; otherwise the task has ended.
  bool take_refreshed(Task& task, const sync::RefreshResult& result) {
    if (result.now_id != task.project_id) task.created = false;
    task.project_id = result.now_id;
    task.outcome.report.api += result.spent;
    const model::Project project = stores_.projects.project(task.project_id);
    task.outcome.project = project.full_name();
    if (result.failure && !sync::leaves_git_to_do(*result.failure)) {
      task.outcome.failure = result.failure;
      end(task);
      return false;
    }
    task.api_failure = result.failure;
    const bool idle = !result.failure && project.generation > 0 && !arguments_.audit && !arguments_.enrich &&
                      !any(model::without(project.work, model::Work::kEnrich));
    if (!idle) return true;
    task.outcome.report.total = project.counts.value_or(model::ProjectCounts{});
    task.outcome.report.total_pulls = stores_.pulls.count_pull_requests(project.id).total();
    end(task);
    return false;
  }

  void work(Queue& queue) {
    while (Task* task = queue.pop()) {
      if (stopped()) return;
      sync(*task);
    }
  }

  void sync(Task& task) {
    const std::string& name = task.outcome.project;
    const sync::SyncOptions options{.lane = github::ledger::Lane::kInteractive,
                                    .max_wait = patience(),
                                    .refs = task.api_failure.has_value() || arguments_.audit,
                                    .audit = arguments_.audit,
                                    .enrich = arguments_.enrich,
                                    .api_failure = task.api_failure};
    task.outcome.failure.reset();
    try {
      sync::sync_project(
          stores_, remote_.settings, task.project_id, options, machine_clock(),
          [&](const sync::Progress& progress) { view_.update(name, progress); }, context_.signals.stopped(),
          task.outcome.report);
    } catch (...) {
      return fail(task);
    }
    end(task);
  }

  // Inside a catch block. What only lacks budget is taken up again, unless the user does not want to wait.
  void fail(Task& task) {
    task.outcome.failure = current_failure();
    const bool come_back = task.outcome.failure->code == ErrorCode::kRateLimited && task.outcome.failure->retry_after &&
                           arguments_.wait && !stopped();
    if (!come_back) return end(task);
    const std::lock_guard lock(mutex_);
    out_of_budget_.push_back(&task);
  }

  void end(Task& task) {
    if (task.outcome.failure && task.created) remove_unpublished(task.project_id);
    report(task);
  }

  [[nodiscard]] std::chrono::milliseconds patience() const { return arguments_.wait ? kPatience : kImpatience; }

  void wait_out(const std::vector<Task*>& open) {
    std::chrono::seconds delay = std::chrono::hours{24};
    for (const Task* task : open) delay = std::min(delay, task->outcome.failure->retry_after.value_or(delay));
    const std::string name = open.size() == 1 ? open.front()->outcome.project : fmt::format("{} projects", open.size());
    for (auto left = std::max(delay, std::chrono::seconds{1}); left.count() > 0 && !stopped();
         left -= std::chrono::seconds{1}) {
      const std::string message = fmt::format("the remote, which asked for {} s more", left.count());
      // Repeated only where the line is rewritten in place.
      if (left == delay || isatty(STDERR_FILENO) == 1) view_.update(name, {sync::Phase::kWaiting, 0, 0, 0, message});
      std::this_thread::sleep_for(std::chrono::seconds{1});
    }
    view_.forget(name);
  }

  // A project enters the store with its first success: a mistyped name leaves nothing behind.
  void remove_unpublished(const std::string& project_id) noexcept {
    try {
      const sync::SyncSettings& settings = remote_.settings;
      auto taken =
          stores_.projects.acquire_lease(project_id, settings.holder, context_.clock(), settings.lease_ttl, {});
      const auto* lease = std::get_if<storage::Lease>(&taken);
      if (lease == nullptr) return;
      if (stores_.projects.project(project_id).generation == 0) {
        stores_.projects.remove_project(*lease);
      } else {
        stores_.projects.release_lease(*lease);
      }
    } catch (const std::exception&) {
      // The store does not take it; the project stays, pending.
    }
  }

  void report(const Task& task) {
    const std::lock_guard lock(mutex_);
    const SyncOutcome& outcome = task.outcome;
    if (outcome.failure) exit_codes_.insert(traits(outcome.failure->code).exit_code);
    any_well_ = any_well_ || !outcome.failure;
    view_.finish(outcome.project, to_text(outcome));
    if (arguments_.json) write_report(outcome);
  }

  // Projects are synced although nobody reads the reports any more; the exit code tells.
  void write_report(const SyncOutcome& outcome) {
    try {
      print_result("{}\n", to_json(outcome));
      flush_results();
    } catch (const Error& e) {
      exit_codes_.insert(traits(e.code()).exit_code);
      print_message("cpsg: {}\n", e.what());
    }
  }

  const CommandContext& context_;
  const storage::Stores stores_;
  const SyncArguments& arguments_;
  Remote remote_;
  ProgressView view_;
  std::vector<std::unique_ptr<Task>> tasks_;
  std::mutex mutex_;
  std::vector<Task*> out_of_budget_;
  std::set<int> exit_codes_;
  bool any_well_ = false;
};

}  // namespace

model::TargetRules rules_for(const Config& config, const SyncArguments& arguments, bool from_list) {
  return {.git_url = config.github_git_url, .allow_file = !from_list, .as = arguments.as.value_or("")};
}

int run_sync_jobs(const CommandContext& context, const storage::Stores& stores, const SyncArguments& arguments,
                  std::vector<SyncJob> jobs) {
  return SyncRun(context, stores, arguments, std::move(jobs)).run();
}

}  // namespace cpsg::server
