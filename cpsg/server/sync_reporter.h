// Says how the projects of a `cpsg sync` are getting on and what each came to, and keeps the exit code of the whole.
//
//   SyncReporter reporter(projects, arguments.json, standard_streams(), machine_clock());
//   reporter.report({.project = "pallets/flask", .report = report});
//   return reporter.exit_code();
//
// Threads: all functions may be called from several threads at once.
#pragma once

#include <mutex>
#include <set>
#include <string>

#include "cpsg/base/waitable_clock.h"
#include "cpsg/server/output.h"
#include "cpsg/server/progress_view.h"
#include "cpsg/server/sync_outcome.h"

namespace cpsg::server {

class SyncReporter {
 public:
  // `json`: each outcome also becomes a line of JSON among the results. The clock outlives the reporter.
  SyncReporter(std::size_t projects, bool json, const Streams& streams, const WaitableClock& clock);

  [[nodiscard]] ProgressView& progress() { return view_; }

  // The project has ended. A result that cannot be written fails the whole, and stops nothing.
  void report(const SyncOutcome& outcome);

  [[nodiscard]] bool any_succeeded() const;
  // 0 if all went well; that of the failures if they agree; 10 if they do not.
  [[nodiscard]] int exit_code() const;

 private:
  void write_json(const SyncOutcome& outcome);

  const bool json_;
  const Streams streams_;
  ProgressView view_;
  mutable std::mutex mutex_;
  std::set<int> exit_codes_;  // of the failures
  bool any_succeeded_ = false;
};

}  // namespace cpsg::server
