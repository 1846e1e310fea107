// `cpsg sync`: several projects at a time, a report for each as it ends.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include "cpsg/base/ascii.h"
#include "cpsg/model/target.h"
#include "cpsg/server/command.h"
#include "cpsg/server/output.h"
#include "cpsg/server/progress_view.h"
#include "cpsg/server/sync_outcome.h"

namespace cpsg::server {
namespace {

constexpr int kExitSeveralKinds = 10;
constexpr std::size_t kListMaxBytes = std::size_t{16} << 20;

struct Job {
  std::string given;  // as the user wrote it
  bool from_list = false;
  std::string project_id;  // of a stored project; empty: to be added from `given`
};

std::vector<Job> read_list(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw Error(ErrorCode::kUsage, fmt::format("cannot read the list {}", path));
  std::vector<Job> jobs;
  std::size_t size_bytes = 0;
  for (std::string line; std::getline(file, line);) {
    size_bytes += line.size() + 1;
    if (size_bytes > kListMaxBytes) throw Error(ErrorCode::kUsage, fmt::format("the list {} is too long", path));
    line.resize(std::min(line.find('#'), line.size()));
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string::npos) continue;
    jobs.push_back({line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1), true, {}});
  }
  if (file.bad()) throw Error(ErrorCode::kUsage, fmt::format("cannot read the list {}", path));
  return jobs;
}

std::vector<Job> stored_projects(storage::Store& store) {
  constexpr std::size_t kPage = 500;
  std::vector<Job> jobs;
  for (std::string after;;) {
    const std::vector<model::Project> page = store.list_projects(after, kPage);
    for (const model::Project& project : page) jobs.push_back({project.full_name(), false, project.id});
    if (page.size() < kPage) return jobs;
    after = page.back().full_name();
  }
}

std::vector<Job> collect_jobs(storage::Store& store, const SyncArguments& arguments) {
  std::vector<Job> jobs;
  for (const std::string& target : arguments.targets) jobs.push_back({target, false, {}});
  if (arguments.list_file) {
    for (Job& job : read_list(*arguments.list_file)) jobs.push_back(std::move(job));
  } else if (jobs.empty()) {
    jobs = stored_projects(store);
    if (jobs.empty())
      throw Error(ErrorCode::kUsage, "nothing to sync yet: name a repository, as in cpsg sync owner/name");
  }
  if (arguments.as && jobs.size() != 1) throw Error(ErrorCode::kUsage, "--as takes exactly one target");
  return jobs;
}

model::TargetRules rules_for(const Config& config, const SyncArguments& arguments, const Job& job) {
  return {.git_url = config.github_git_url, .allow_file = !job.from_list, .as = arguments.as.value_or("")};
}

// Leaves out what names a project again, in whatever spelling. Targets that name none are kept: they fail on their own.
std::vector<Job> without_repeats(std::vector<Job> jobs, const Config& config, const SyncArguments& arguments) {
  std::set<std::string> seen;
  std::erase_if(jobs, [&](const Job& job) {
    try {
      const model::Target target = model::parse_target(job.given, rules_for(config, arguments, job));
      return !seen.insert(ascii_lower(target.owner + "/" + target.name + "\n" + target.source_url)).second;
    } catch (const Error&) {
      return false;
    }
  });
  return jobs;
}

// What a target is called before it has a name: as it was written, less what may be a password.
std::string shown(std::string target) {
  const std::size_t scheme_end = target.find("://");
  if (scheme_end == std::string::npos) return target;
  const std::size_t begin = scheme_end + 3;
  const std::size_t at = target.substr(0, target.find('/', begin)).rfind('@');
  if (at != std::string::npos && at >= begin) target.erase(begin, at + 1 - begin);
  return target;
}

// Several threads take jobs from one list.
class SyncRun {
 public:
  SyncRun(const CommandContext& context, storage::Store& store, const SyncArguments& arguments, std::vector<Job> jobs)
      : context_(context),
        store_(store),
        arguments_(arguments),
        settings_(sync_settings(context.config())),
        jobs_(std::move(jobs)),
        view_(jobs_.size(), isatty(STDERR_FILENO) == 1) {
    settings_.http.cancelled = &context.signals.stopped();
    if (!arguments.wait) settings_.lease_wait = std::chrono::seconds{0};
  }

  // The exit code of the whole.
  int run() {
    const std::size_t threads = std::min(context_.config().sync_parallel, jobs_.size());
    std::vector<std::thread> pool;
    for (std::size_t i = 0; i < threads; ++i) pool.emplace_back([this] { work(); });
    for (std::thread& thread : pool) thread.join();
    if (context_.signals.stopped()) return traits(ErrorCode::kCancelled).exit_code;
    if (exit_codes_.empty()) return 0;
    return exit_codes_.size() == 1 ? *exit_codes_.begin() : kExitSeveralKinds;
  }

 private:
  void work() {
    for (std::size_t i = next_++; i < jobs_.size() && !context_.signals.stopped(); i = next_++) report(sync(jobs_[i]));
  }

  SyncOutcome sync(const Job& job) {
    SyncOutcome outcome;
    outcome.project = shown(job.given);
    try {
      const storage::Store::Added added = add(job);
      outcome.project = added.project.full_name();
      try {
        sync_patiently(added.project, outcome);
      } catch (...) {
        if (added.created) remove_unpublished(added.project.id);
        throw;
      }
    } catch (...) {
      outcome.failure = current_failure();
    }
    return outcome;
  }

  storage::Store::Added add(const Job& job) {
    if (!job.project_id.empty()) return {store_.project(job.project_id), false};
    const model::Target target = model::parse_target(job.given, rules_for(context_.config(), arguments_, job));
    if (target.source_url.empty()) {
      // A stored project goes by its name wherever it comes from.
      const std::optional<model::Project> known = store_.find_project(target.owner + "/" + target.name);
      if (known) return {*known, false};
    }
    return store_.add_project(target.owner, target.name, target.source_url, context_.clock());
  }

  // Syncs; when the remote asks to come back later, waits for that unless told not to.
  void sync_patiently(const model::Project& project, SyncOutcome& outcome) {
    constexpr int kAttempts = 5;
    const std::string& name = outcome.project;
    for (int attempt = 1;; ++attempt) {
      try {
        return sync::sync_project(
            store_, settings_, project.id, context_.clock,
            [&](const sync::Progress& progress) { view_.update(name, progress); }, context_.signals.stopped(),
            outcome.report);
      } catch (const Error& e) {
        const bool come_back = e.code() == ErrorCode::kRateLimited && e.retry_after() && arguments_.wait;
        if (!come_back || attempt == kAttempts) throw;
        wait_out(name, *e.retry_after());
      }
    }
  }

  void wait_out(const std::string& name, std::chrono::seconds delay) {
    for (auto left = delay; left.count() > 0; left -= std::chrono::seconds{1}) {
      if (context_.signals.stopped()) throw Error(ErrorCode::kCancelled, "stopped");
      const std::string message = fmt::format("the remote, which asked for {} s more", left.count());
      // Repeated only where the line is rewritten in place.
      if (left == delay || isatty(STDERR_FILENO) == 1) view_.update(name, {sync::Phase::kWaiting, 0, 0, 0, message});
      std::this_thread::sleep_for(std::chrono::seconds{1});
    }
  }

  // A project enters the store with its first success: a mistyped name leaves nothing behind.
  void remove_unpublished(const std::string& project_id) noexcept {
    try {
      auto taken = store_.acquire_lease(project_id, settings_.holder, context_.clock(), settings_.lease_ttl, {});
      const auto* lease = std::get_if<storage::Lease>(&taken);
      if (lease == nullptr) return;
      if (store_.project(project_id).generation == 0) {
        store_.remove_project(*lease);
      } else {
        store_.release_lease(*lease);
      }
    } catch (const std::exception&) {
      // The store does not take it; the project stays, pending.
    }
  }

  void report(const SyncOutcome& outcome) {
    const std::lock_guard lock(mutex_);
    if (outcome.failure) exit_codes_.insert(traits(outcome.failure->code).exit_code);
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
  storage::Store& store_;
  const SyncArguments& arguments_;
  sync::SyncSettings settings_;
  const std::vector<Job> jobs_;
  ProgressView view_;
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::set<int> exit_codes_;
};

}  // namespace

int run_sync(const CommandContext& context, const SyncArguments& arguments) {
  const std::unique_ptr<storage::Store> store = open_store(context.config());
  std::vector<Job> jobs = without_repeats(collect_jobs(*store, arguments), context.config(), arguments);
  return SyncRun(context, *store, arguments, std::move(jobs)).run();
}

}  // namespace cpsg::server
