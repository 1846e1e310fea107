#include "cpsg/sync/worker.h"

#include "cpsg/base/error.h"
#include "cpsg/base/log.h"

namespace cpsg::sync {

Worker::Worker(storage::Store& store, const SyncSettings& settings, const Clock& clock, WorkerOptions options)
    : store_(store), settings_(settings), clock_(clock), options_(std::move(options)) {
  settings_.http.cancelled = &stop_;
  settings_.lease_wait = std::chrono::seconds{0};  // whoever holds it does our work
}

void Worker::start() {
  for (std::size_t i = 0; i < options_.parallel; ++i) threads_.emplace_back([this] { run(); });
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

void Worker::run() {
  while (!stop_) {
    std::optional<std::string> project_id;
    try {
      project_id = claim();
    } catch (const std::exception& e) {
      log::warning("cannot read what is due: {}", e.what());
    }
    if (!project_id) {
      pause();
      continue;
    }
    sync_one(*project_id);
    finish(*project_id);
  }
}

std::optional<std::string> Worker::claim() {
  const std::lock_guard lock(mutex_);
  for (const model::Project& project : store_.due_projects(clock_(), running_.size() + 1)) {
    if (running_.insert(project.id).second) return project.id;
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
    return store_.project(project_id).full_name();
  } catch (const std::exception&) {
    return "project " + project_id;
  }
}

void Worker::sync_one(const std::string& project_id) {
  const auto quiet = [](const Progress&) {};
  try {
    SyncReport report;
    sync_project(store_, settings_, project_id, clock_, quiet, stop_, report);
    log::info("{}: {} new commits, {} new branches in {:.2f} s, {} git requests", name_of(project_id),
              report.new_commits, report.new_branches, report.seconds, report.git_requests);
  } catch (...) {
    const Failure failure = current_failure();
    log::warning("{}: {}: {}", name_of(project_id), traits(failure.code).name, failure.message);
    // Where the store could not record the failure, the project is still due: don't spin on it.
    pause();
  }
}

void Worker::pause() {
  std::unique_lock lock(mutex_);
  const std::uint64_t seen = wakes_;
  changed_.wait_for(lock, options_.poll_interval, [&] { return stop_ || wakes_ != seen; });
}

}  // namespace cpsg::sync
