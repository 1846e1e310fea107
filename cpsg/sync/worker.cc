#include "cpsg/sync/worker.h"

#include <algorithm>

#include "cpsg/base/error.h"
#include "cpsg/base/log.h"
#include "cpsg/sync/refresh.h"

namespace cpsg::sync {
namespace {

constexpr std::size_t kRefreshAtOnce = 1'000;  // ten probes
constexpr std::size_t kHandedOverMax = 10'000;

github::ledger::Lane lane_of(model::Priority priority) {
  switch (priority) {
    case model::Priority::kInteractive:
      return github::ledger::Lane::kInteractive;
    case model::Priority::kWebhook:
      return github::ledger::Lane::kWebhook;
    case model::Priority::kRefresh:
      return github::ledger::Lane::kRefresh;
    case model::Priority::kBackfill:
      return github::ledger::Lane::kBackfill;
  }
  return github::ledger::Lane::kRefresh;
}

}  // namespace

Worker::Worker(const storage::Stores& stores, const SyncSettings& settings, const Clock& clock, WorkerOptions options)
    : stores_(stores), settings_(settings), clock_(clock), options_(std::move(options)) {
  settings_.http.cancelled = &stop_;
  settings_.lease_wait = std::chrono::seconds{0};  // whoever holds it does our work
}

bool Worker::refreshes() const { return settings_.api != nullptr && settings_.api->has_graphql(); }

void Worker::start() {
  threads_.emplace_back([this] { refresh_until_stopped(); });
  for (std::size_t i = 0; i < options_.parallel; ++i) threads_.emplace_back([this] { sync_until_stopped(); });
}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Worker::wake() {
  {
    const std::lock_guard lock(mutex_);
    ++wakes_;
  }
  changed_.notify_all();
}

// Times that a clock which ran far ahead has left behind: nobody would look at those projects for ages.
void Worker::mend_times() {
  constexpr std::size_t kPage = 500;
  const UnixTime now = clock_();
  for (std::string after; !stop_;) {
    const std::vector<model::Project> page = stores_.projects.list_projects(after, kPage);
    for (const model::Project& project : page) {
      const std::optional<UnixTime>& next = project.status.next_sync_at;
      if (next && schedule::beyond_reason(settings_.due, *next, now))
        stores_.projects.add_work(project.id, model::Work::kProbe, now, project.priority);
    }
    if (page.size() < kPage) return;
    after = page.back().full_name();
  }
}

void Worker::refresh_until_stopped() {
  try {
    mend_times();
  } catch (const std::exception& e) {
    log::warning("cannot look for wrong times: {}", e.what());
  }
  while (!stop_) {
    bool busy = false;
    try {
      busy = schedule::advance_batches(stores_, options_.batches, clock_());
      busy = refresh_some() || busy;
    } catch (const std::exception& e) {
      if (!stop_) log::warning("cannot see what is due: {}", e.what());
      busy = false;
    }
    if (busy) {
      wake();
    } else {
      pause();
    }
  }
}

bool Worker::refresh_some() {
  if (!refreshes()) return false;
  std::vector<model::Project> due = stores_.projects.due_projects(clock_(), storage::Due::kRefresh, kRefreshAtOnce);
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(due, [&](const model::Project& project) { return running_.contains(project.id); });
  }
  if (due.empty()) return false;
  // Projects come by priority; those of the first one go alone, so that nobody waits for those after.
  const model::Priority first = due.front().priority;
  std::erase_if(due, [&](const model::Project& project) { return project.priority != first; });
  hand_over(due);
  return true;
}

void Worker::hand_over(const std::vector<model::Project>& projects) {
  const github::client::Call call{lane_of(projects.front().priority), options_.max_wait, &stop_, nullptr};
  const std::vector<RefreshResult> results =
      refresh_projects(stores_, *settings_.api, {.due = settings_.due}, projects, clock_, call);
  for (const std::string& warning : settings_.api->accounts().warnings(clock_())) log::warning("{}", warning);
  const std::lock_guard lock(mutex_);
  for (const RefreshResult& result : results) {
    if (!result.failure) continue;
    log::warning("{}: {}: {}", name_of(result.now_id), traits(result.failure->code).name, result.failure->message);
    if (!leaves_git_to_do(*result.failure) || handed_over_.size() >= kHandedOverMax) continue;
    handed_over_.push_back({result.now_id, {.refs = true, .api_failure = result.failure}});
  }
}

void Worker::sync_until_stopped() {
  while (!stop_) {
    std::optional<Job> job;
    try {
      job = claim();
      if (!job) job = claim_enrichment();
    } catch (const std::exception& e) {
      log::warning("cannot read what is due: {}", e.what());
    }
    if (!job) {
      pause();
      continue;
    }
    const bool well = sync_one(*job);
    finish(job->project_id);
    // Where the store could not record the failure, the project is still due: don't spin on it.
    if (!well) pause();
  }
}

std::optional<Worker::Job> Worker::claim() {
  const std::lock_guard lock(mutex_);
  while (!handed_over_.empty()) {
    Job job = std::move(handed_over_.front());
    handed_over_.pop_front();
    if (running_.insert(job.project_id).second) return job;
  }
  const storage::Due due = refreshes() ? storage::Due::kSync : storage::Due::kAny;
  for (const model::Project& project : stores_.projects.due_projects(clock_(), due, running_.size() + 1)) {
    if (!running_.insert(project.id).second) continue;
    return Job{project.id, {.lane = lane_of(project.priority), .max_wait = options_.max_wait}};
  }
  return std::nullopt;
}

std::optional<Worker::Job> Worker::claim_enrichment() {
  if (!refreshes() || !options_.enrich_hours.contains(clock_())) return std::nullopt;
  const std::lock_guard lock(mutex_);
  for (const model::Project& project :
       stores_.projects.projects_with_work(model::Work::kEnrich, clock_(), running_.size() + 1)) {
    if (!running_.insert(project.id).second) continue;
    return Job{project.id, {.lane = github::ledger::Lane::kEnrich}};
  }
  return std::nullopt;
}

void Worker::finish(const std::string& project_id) {
  const std::lock_guard lock(mutex_);
  running_.erase(project_id);
  if (running_.empty() && options_.on_idle) options_.on_idle();
}

// For the log, which must not fail.
std::string Worker::name_of(const std::string& project_id) const {
  try {
    return stores_.projects.project(project_id).full_name();
  } catch (const std::exception&) {
    return "project " + project_id;
  }
}

bool Worker::sync_one(const Job& job) {
  const auto quiet = [](const Progress&) {};
  SyncReport report;
  try {
    sync_project(stores_, settings_, job.project_id, job.options, clock_, quiet, stop_, report);
    log::info("{}: {} new commits, {} new branches, {} new pull requests in {:.2f} s, {} git requests, {} points",
              name_of(job.project_id), report.new_commits, report.new_branches, report.new_pulls, report.seconds,
              report.git_requests, report.api.graphql_points);
    return true;
  } catch (...) {
    const Failure failure = current_failure();
    // Out of budget for what can wait is no news.
    if (job.options.lane == github::ledger::Lane::kEnrich && failure.code == ErrorCode::kRateLimited) return false;
    log::warning("{}: {}: {}", name_of(job.project_id), traits(failure.code).name, failure.message);
    return false;
  }
}

void Worker::pause() {
  std::unique_lock lock(mutex_);
  const std::uint64_t seen = wakes_;
  changed_.wait_for(lock, options_.poll_interval, [&] { return stop_ || wakes_ != seen; });
}

}  // namespace cpsg::sync
