// A thread that does one thing every few moments, for as long as the object lives.
//
//   const RepeatingThread thread(machine_clock(), 10s, "cannot read the cards", [&] { cards.keep_current(); });
//
// The first turn begins at once, each other one `interval` after the end of the one before. What a turn throws is
// logged as a warning that begins with `failure`, the first time of failures in a row; the next turn comes all the
// same.
//
// Threads: `turn` is called on the thread alone, one call at a time. The destructor waits for a turn under way.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "cpsg/base/waitable_clock.h"

namespace cpsg {

class RepeatingThread {
 public:
  // The clock, and what `turn` refers to, outlive this.
  RepeatingThread(WaitableClock& clock, Instant::duration interval, std::string failure, std::function<void()> turn);
  ~RepeatingThread();
  RepeatingThread(const RepeatingThread&) = delete;
  RepeatingThread& operator=(const RepeatingThread&) = delete;

 private:
  void run();
  void take_turn();

  WaitableClock& clock_;
  const Instant::duration interval_;
  const std::string failure_;
  const std::function<void()> turn_;
  bool failed_ = false;  // the last time
  std::mutex mutex_;
  std::condition_variable stopping_;
  bool stop_ = false;
  std::thread thread_;  // the last member: it uses the others
};

}  // namespace cpsg
