// A clock that can also be waited on, so that time is a parameter where something sleeps or waits.
//
//   clock.sleep_until(clock.now() + 250ms, &stopped);             // false as soon as `stopped` is true
//   clock.wait_until(lock, changed, deadline, &stopped, [&] { return ready; });
//
// Programs use machine_clock(); tests use base/testing/manual_clock.h, whose time stands still until they move it. All
// functions are safe to call from several threads at once.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "cpsg/base/clock.h"

namespace cpsg {

// Up to two flags that end a wait: that of one call and that of the whole client, say. A null one is never set. The
// flags outlive the wait. Nobody is notified when one is set: a wait sees it within 50 ms.
class CancelFlags {
 public:
  CancelFlags() = default;
  CancelFlags(const std::atomic<bool>* one, const std::atomic<bool>* other = nullptr) : one_(one), other_(other) {}

  [[nodiscard]] bool any() const noexcept { return is_set(one_) || is_set(other_); }
  [[nodiscard]] bool empty() const noexcept { return one_ == nullptr && other_ == nullptr; }

 private:
  static bool is_set(const std::atomic<bool>* flag) noexcept { return flag != nullptr && flag->load(); }

  const std::atomic<bool>* one_ = nullptr;
  const std::atomic<bool>* other_ = nullptr;
};

enum class WaitResult : std::uint8_t {
  kNotified,   // or woken without a reason, as with any condition variable, and every 50 ms with flags: look again
  kDeadline,   // now() is the deadline or later
  kCancelled,  // one of the flags is set
};

class WaitableClock {
 public:
  WaitableClock() = default;
  virtual ~WaitableClock() = default;
  WaitableClock(const WaitableClock&) = delete;
  WaitableClock& operator=(const WaitableClock&) = delete;

  // Never goes back, and does not jump when the machine's clock is set: for deadlines and durations.
  [[nodiscard]] virtual Instant now() const = 0;
  // The time of day, in whole seconds of UTC: for what is stored, shown or compared with a remote's times.
  [[nodiscard]] virtual UnixTime unix_time() const = 0;

  // Waits once. `lock` is held before and after, and released meanwhile. Instant::max() is no deadline. Returns without
  // waiting if a flag is set or the deadline has come; a flag counts before the deadline.
  WaitResult wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, Instant deadline,
                        CancelFlags cancelled = {}) {
    return wait(lock, changed, deadline, cancelled);
  }

  // Waits until `done()`, which is called with `lock` held, is true: then, and only then, the result is kNotified.
  template <typename Done>
  WaitResult wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, Instant deadline,
                        CancelFlags cancelled, const Done& done) {
    while (!done()) {
      const WaitResult result = wait(lock, changed, deadline, cancelled);
      if (result != WaitResult::kNotified) return done() ? WaitResult::kNotified : result;
    }
    return WaitResult::kNotified;
  }

  // False if a flag was set before the deadline came.
  bool sleep_until(Instant deadline, CancelFlags cancelled = {});

 private:
  virtual WaitResult wait(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, Instant deadline,
                          CancelFlags cancelled) = 0;
};

// The clocks of this machine. Valid for the life of the process.
[[nodiscard]] WaitableClock& machine_clock();

// The clock's time of day alone, for what takes a Clock. The clock outlives it.
[[nodiscard]] inline Clock time_of_day(const WaitableClock& clock) {
  return [&clock] { return clock.unix_time(); };
}

}  // namespace cpsg
