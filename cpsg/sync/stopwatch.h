// Adds the time that a sync takes to its report, however it ends.
//
//   const Stopwatch stopwatch(clock, report);
//
// One thread uses an object. What it is given outlives it.
#pragma once

#include <chrono>

#include "cpsg/base/waitable_clock.h"
#include "cpsg/sync/settings.h"

namespace cpsg::sync {

class Stopwatch {
 public:
  Stopwatch(const WaitableClock& clock, SyncReport& report) : clock_(clock), report_(report) {}
  ~Stopwatch() { report_.seconds += std::chrono::duration<double>(clock_.now() - started_at_).count(); }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  const WaitableClock& clock_;
  SyncReport& report_;
  const Instant started_at_ = clock_.now();
};

}  // namespace cpsg::sync
