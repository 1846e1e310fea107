#include "cpsg/base/waitable_clock.h"

#include <algorithm>

namespace cpsg {
namespace {

class MachineClock final : public WaitableClock {
 public:
  [[nodiscard]] Instant now() const override { return Instant::clock::now(); }
  [[nodiscard]] UnixTime unix_time() const override { return system_clock()(); }

 private:
  WaitResult wait(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, Instant deadline,
                  CancelFlags cancelled) override {
    constexpr std::chrono::milliseconds kCancelCheck{50};
    while (true) {
      if (cancelled.any()) return WaitResult::kCancelled;
      const Instant at = now();
      if (at >= deadline) return WaitResult::kDeadline;
      const Instant until = cancelled.empty() ? deadline : std::min(deadline, at + kCancelCheck);
      if (changed.wait_until(lock, until) == std::cv_status::no_timeout) return WaitResult::kNotified;
    }
  }
};

}  // namespace

bool WaitableClock::sleep_until(Instant deadline, CancelFlags cancelled) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  return wait_until(lock, never, deadline, cancelled, [] { return false; }) == WaitResult::kDeadline;
}

WaitableClock& machine_clock() {
  static MachineClock clock;
  return clock;
}

}  // namespace cpsg
