#include "cpsg/server/sync_reporter.h"

#include <fmt/format.h>

#include <csignal>

#include "cpsg/base/error.h"

namespace cpsg::server {
namespace {

constexpr int kExitSeveralKinds = 10;
constexpr int kExitBrokenPipe = 128 + SIGPIPE;

}  // namespace

SyncReporter::SyncReporter(std::size_t projects, bool json, const Streams& streams, const WaitableClock& clock)
    : json_(json), streams_(streams), view_(projects, streams, clock) {}

void SyncReporter::report(const SyncOutcome& outcome) {
  const std::lock_guard lock(mutex_);
  if (outcome.failure) exit_codes_.insert(traits(outcome.failure->code).exit_code);
  any_succeeded_ = any_succeeded_ || !outcome.failure;
  view_.finish(outcome.project, to_text(outcome));
  if (json_) write_json(outcome);
}

bool SyncReporter::any_succeeded() const {
  const std::lock_guard lock(mutex_);
  return any_succeeded_;
}

int SyncReporter::exit_code() const {
  const std::lock_guard lock(mutex_);
  if (exit_codes_.empty()) return 0;
  return exit_codes_.size() == 1 ? *exit_codes_.begin() : kExitSeveralKinds;
}

// The other projects are synced even if nobody reads the results any more; the exit code says that some were not
// written.
void SyncReporter::write_json(const SyncOutcome& outcome) {
  try {
    streams_.result(to_json(outcome) + "\n");
  } catch (const BrokenPipe&) {
    exit_codes_.insert(kExitBrokenPipe);
  } catch (const Error& e) {
    exit_codes_.insert(traits(e.code()).exit_code);
    streams_.message(fmt::format("cpsg: {}\n", e.what()));
  }
}

}  // namespace cpsg::server
