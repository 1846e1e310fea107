#include "cpsg/sync/worker.h"

#include <algorithm>
#include <map>

#include "cpsg/base/counted.h"
#include "cpsg/base/error.h"
#include "cpsg/base/log.h"
#include "cpsg/sync/clear_removed.h"
#include "cpsg/sync/privacy_policy.h"
#include "cpsg/sync/sync_records.h"

namespace cpsg::sync {
namespace {

constexpr std::size_t kRefreshAtOnce = 1'000;  // ten queries of probes
constexpr std::size_t kGitJobsMax = 10'000;

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

void log_failure(const std::string& name, const Failure& failure) {
  log::warning("{}: {}: {}", name, traits(failure.code).name, failure.message);
}

// For the log, which must not fail: those that can be read.
std::map<std::string, model::Project> read_known(storage::Projects& projects, const std::vector<std::string>& ids) {
  std::map<std::string, model::Project> known;
  if (ids.empty()) return known;
  try {
    for (model::Project& project : projects.projects(ids)) {
      std::string id = project.id;
      known.emplace(std::move(id), std::move(project));
    }
  } catch (const std::exception&) {
    // The ids have to do.
  }
  return known;
}

std::string name_in(const std::map<std::string, model::Project>& known, const std::string& project_id) {
  const auto found = known.find(project_id);
  return found == known.end() ? "project " + project_id : found->second.full_name();
}

}  // namespace

Worker::Worker(const storage::Stores& stores, const SyncSettings& settings, WaitableClock& clock, WorkerOptions options)
    : stores_(stores),
      settings_(settings),
      clock_(clock),
      unix_time_([&clock] { return clock.unix_time(); }),
      options_(std::move(options)),
      budgets_(settings_.api, stores_.status_history) {
  settings_.http.cancelled = &stop_;
  settings_.lease_wait = std::chrono::seconds{0};  // whoever holds the lease does this work for us
}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  budgets_.finish(clock_.unix_time());
}

WorkerLoad Worker::load() {
  const std::lock_guard lock(mutex_);
  return {.busy = running_.size(), .total = options_.parallel};
}

void Worker::start() {
  threads_.emplace_back([this] { refresh_until_stopped(); });
  threads_.emplace_back([this] { clear_until_stopped(); });
  for (std::size_t i = 0; i < options_.parallel; ++i) threads_.emplace_back([this] { sync_until_stopped(); });
}

void Worker::wake() {
  {
    const std::lock_guard lock(mutex_);
    ++wakes_;
  }
  changed_.notify_all();
}

std::uint64_t Worker::wakes() {
  const std::lock_guard lock(mutex_);
  return wakes_;
}

// Until the poll interval is over, or wake() is called, also if that was after `wakes_before` was read.
void Worker::pause(std::uint64_t wakes_before) {
  std::unique_lock lock(mutex_);
  clock_.wait_until(lock, changed_, clock_.now() + options_.poll_interval, {},
                    [&] { return stop_ || wakes_ != wakes_before; });
}

// Whether the store is under our privacy policy. Says once that it is not.
bool Worker::may_write() {
  try {
    require_policy(stores_, settings_.privacy);
    refused_ = false;
    return true;
  } catch (const std::exception& e) {
    if (!refused_.exchange(true)) log::warning("nothing is synced: {}", e.what());
    return false;
  }
}

// ---- refreshing ----

bool Worker::refreshes() const { return settings_.api != nullptr && settings_.api->has_graphql(); }

void Worker::make_due(const model::Project& project, UnixTime now) {
  try {
    stores_.projects.add_work(project.id, model::Work::kProbe, now, project.priority);
  } catch (const Error& e) {
    if (e.code() != ErrorCode::kNotFound) throw;  // it was removed a moment ago
  }
}

// Makes projects due whose next sync lies farther ahead than any rule puts it: the machine's clock was wrong when that
// time was written.
void Worker::pull_in_far_times() {
  constexpr std::size_t kPage = 500;
  const UnixTime now = clock_.unix_time();
  for (std::string after; !stop_;) {
    const std::vector<model::Project> page = stores_.projects.list_projects(after, kPage);
    for (const model::Project& project : page) {
      const std::optional<UnixTime>& next = project.status.next_sync_at;
      if (next && schedule::too_far_ahead(settings_.due, *next, now)) make_due(project, now);
    }
    if (page.size() < kPage) return;
    after = page.back().full_name();
  }
}

void Worker::refresh_until_stopped() {
  try {
    pull_in_far_times();
  } catch (const std::exception& e) {
    log::warning("cannot check the times of the next syncs: {}", e.what());
  }
  while (!stop_) {
    const std::uint64_t before = wakes();
    const bool writes = may_write();
    if (writes) budgets_.sample(clock_.unix_time());
    if (writes && advance_batches_and_refresh()) {
      wake();
    } else {
      pause(before);
    }
  }
}

// Whether there was anything to do, so that there may be more, and work for the syncing threads.
bool Worker::advance_batches_and_refresh() {
  const UnixTime began = clock_.unix_time();
  if (outages_.rests(Service::kStore, began)) return false;
  try {
    make_one_due_in_outage();
    const bool released =
        schedule::advance_batches(stores_.projects, stores_.batches, options_.batches, clock_.unix_time());
    return refresh_due() || released;
  } catch (...) {
    const Failure failure = current_failure();
    if (stop_) return false;
    if (concerns_store(failure.code)) outages_.failed(Service::kStore, failure, began, clock_.unix_time());
    log::warning("cannot see what is due: {}", failure.message);
    return false;
  }
}

// Whether anything was due.
bool Worker::refresh_due() {
  if (!refreshes()) return false;
  const UnixTime now = clock_.unix_time();
  if (outages_.rests(Service::kApi, now) && outages_.rests(Service::kGit, now)) return false;
  std::vector<model::Project> due = stores_.projects.due_projects(now, storage::Due::kRefresh, kRefreshAtOnce);
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(due, [&](const model::Project& project) {
      return running_.contains(project.id) || queued_ids_.contains(project.id);
    });
  }
  if (due.empty()) return false;
  // Projects come by priority. Those of the first one go alone, so that they need not wait for the rest.
  const model::Priority first = due.front().priority;
  std::erase_if(due, [&](const model::Project& project) { return project.priority != first; });
  const Turn turn = outages_.turn(Service::kApi, now);
  if (turn == Turn::kRest) return leave_to_git(due);
  if (turn == Turn::kTry || outages_.turn(Service::kStore, now) == Turn::kTry) due.resize(1);
  refresh(due);
  return true;
}

// While the API cannot be used at all. Whether any was added to those that git is asked about.
bool Worker::leave_to_git(const std::vector<model::Project>& projects) {
  const std::optional<Failure> failure = outages_.failure(Service::kApi);
  const std::lock_guard lock(mutex_);
  bool added = false;
  for (const model::Project& project : projects) {
    if (!failure || git_jobs_.size() >= kGitJobsMax || !queued_ids_.insert(project.id).second) continue;
    git_jobs_.push_back({project.id, {.api_failure = failure}});
    added = true;
  }
  return added;
}

void Worker::refresh(const std::vector<model::Project>& projects) {
  const UnixTime began = clock_.unix_time();
  const github::client::Call call{lane_of(projects.front().priority), options_.max_wait, &stop_, nullptr};
  const RecordedRefresh recorded(stores_.sync_log, clock_);
  const std::vector<RefreshResult> results =
      refresh_projects(stores_, *settings_.api, {.due = settings_.due}, projects, unix_time_, call);
  recorded.ended(results);
  for (const std::string& warning : settings_.api->accounts().warnings(clock_.unix_time())) {
    log::warning("{}", warning);
  }
  take_over_failures(results);
  learn_from_refresh(results, began);
}

// Logs them, and lets the syncing threads ask git about the projects for which only the API failed.
void Worker::take_over_failures(const std::vector<RefreshResult>& results) {
  std::vector<std::string> failed;
  for (const RefreshResult& result : results) {
    if (result.failure) failed.push_back(result.now_id);
  }
  const std::map<std::string, model::Project> known = read_known(stores_.projects, failed);
  const std::lock_guard lock(mutex_);
  for (const RefreshResult& result : results) {
    if (!result.failure) continue;
    // What is no one project's is logged once.
    if (!is_outage(result.failure->code, Asked::kApi)) log_failure(name_in(known, result.now_id), *result.failure);
    const auto project = known.find(result.now_id);
    if (project == known.end() || !result.leaves_git) continue;
    if (git_jobs_.size() >= kGitJobsMax || !queued_ids_.insert(result.now_id).second) continue;
    git_jobs_.push_back({result.now_id, {.api_failure = result.failure}});
  }
}

// ---- clearing ----

// What removed projects have left, also those that other processes removed, or that a process that died left behind.
void Worker::clear_until_stopped() {
  while (!stop_) {
    const std::uint64_t before = wakes();
    try {
      clear_removed(stores_.maintenance, clock_, {&stop_});
    } catch (const std::exception& e) {
      if (!stop_) log::warning("cannot clear what removed projects left: {}", e.what());
    }
    pause(before);
  }
}

// ---- syncing ----

void Worker::sync_until_stopped() {
  while (!stop_) {
    const std::uint64_t before = wakes();
    const std::optional<Job> job = may_write() ? next_job() : std::nullopt;
    if (!job) {
      pause(before);
      continue;
    }
    const bool well = sync_one(*job);
    finish(job->project_id);
    make_due_if_over(*job);
    // If the store could not record the failure, the project is still due: do not try again without a pause.
    if (!well) pause(wakes());
  }
}

std::optional<Worker::Job> Worker::next_job() {
  try {
    std::optional<Job> job = claim_job();
    return job ? std::move(job) : claim_enrichment();
  } catch (const std::exception& e) {
    log::warning("cannot read what is due: {}", e.what());
    return std::nullopt;
  }
}

// A project that is due and that none of our threads syncs; it counts as running until finish().
std::optional<Worker::Job> Worker::claim_job() {
  const UnixTime now = clock_.unix_time();
  if (outages_.rests(Service::kStore, now)) return std::nullopt;
  const std::lock_guard lock(mutex_);
  while (!git_jobs_.empty() && !outages_.rests(Service::kGit, now)) {
    Job job = std::move(git_jobs_.front());
    git_jobs_.pop_front();
    queued_ids_.erase(job.project_id);
    if (!prepare(job, false) || !running_.insert(job.project_id).second) continue;
    return job;
  }
  const bool remotes_rest = all_remotes_rest(now);
  const storage::Due due = refreshes() ? storage::Due::kSync : storage::Due::kAny;
  const std::size_t most = remotes_rest ? kRefreshAtOnce : running_.size() + 1;
  for (const model::Project& project : stores_.projects.due_projects(now, due, most)) {
    const bool local = !project.source_url.empty();
    if (running_.contains(project.id) || (remotes_rest && !local)) continue;
    Job job{project.id, {.lane = lane_of(project.priority), .max_wait = options_.max_wait}};
    if (!prepare(job, local)) continue;
    running_.insert(project.id);
    return job;
  }
  return std::nullopt;
}

// The same for a project with commits to enrich, in the hours for that.
std::optional<Worker::Job> Worker::claim_enrichment() {
  const UnixTime now = clock_.unix_time();
  if (!refreshes() || !options_.enrich_hours.contains(now)) return std::nullopt;
  if (outages_.failure(Service::kApi) || outages_.failure(Service::kStore)) return std::nullopt;
  const std::lock_guard lock(mutex_);
  for (const model::Project& project :
       stores_.projects.projects_with_work(model::Work::kEnrich, now, running_.size() + 1)) {
    if (!running_.insert(project.id).second) continue;
    return Job{project.id, {.lane = github::ledger::Lane::kEnrich}};
  }
  return std::nullopt;
}

// False if it failed.
bool Worker::sync_one(const Job& job) {
  const UnixTime began = clock_.unix_time();
  const auto on_progress = [&](const Progress& progress) {
    if (options_.on_progress) options_.on_progress(job.project_id, progress);
  };
  SyncReport report;
  try {
    sync_project(stores_, settings_, job.project_id, job.options, clock_, on_progress, stop_, report);
    log::info("{}: {}, {}, {} in {:.2f} s, {}, {}", name_of(job.project_id),
              counted(report.new_commits, "new commit", "new commits"),
              counted(report.new_branches, "new branch", "new branches"),
              counted(report.new_pulls, "new pull request", "new pull requests"), report.seconds,
              counted(report.git_requests, "git request", "git requests"),
              counted(report.api.graphql_points, "point", "points"));
    learn_from_sync(report, std::nullopt, began);
    tell_end(job, report, std::nullopt);
    return true;
  } catch (...) {
    const Failure failure = current_failure();
    if (!is_expected(job, failure)) log_failure(name_of(job.project_id), failure);
    learn_from_sync(report, failure, began);
    tell_end(job, report, failure);
    return false;
  }
}

void Worker::tell_end(const Job& job, const SyncReport& report, const std::optional<Failure>& failure) const {
  if (options_.on_sync_end) options_.on_sync_end(job.project_id, report, failure);
}

// That the spare budget for enrichment is used up is no news, nor what the job was told before it began, nor that a
// sync ends whose project was removed.
bool Worker::is_expected(const Job& job, const Failure& failure) const {
  const auto was_told = [&](const std::optional<Failure>& told) { return told && told->message == failure.message; };
  if (job.options.lane == github::ledger::Lane::kEnrich && failure.code == ErrorCode::kRateLimited) return true;
  return was_told(job.options.api_failure) || was_told(job.options.git_failure) || was_removed(job, failure);
}

// Somebody removed the project while it was synced. One of the same id may be there again, with leases of its own.
bool Worker::was_removed(const Job& job, const Failure& failure) const {
  const bool refused = failure.code == ErrorCode::kNotFound || failure.code == ErrorCode::kBusy;
  try {
    return refused && stores_.projects.projects({&job.project_id, 1}).empty();
  } catch (const std::exception&) {
    return false;
  }
}

void Worker::finish(const std::string& project_id) {
  const std::lock_guard lock(mutex_);
  running_.erase(project_id);
  if (running_.empty() && options_.on_idle) options_.on_idle();
}

std::string Worker::name_of(const std::string& project_id) const {
  return name_in(read_known(stores_.projects, {project_id}), project_id);
}

}  // namespace cpsg::sync
