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
    if (cancelled.any()) return WaitResult::kCancelled;
    const Instant at = now();
    if (at >= deadline) return WaitResult::kDeadline;
    // A notification may come between the end of the wait and the lock. Nothing tells of it then, so the caller has to
    // look again whatever ended the wait: waiting on would miss it.
    (void)changed.wait_until(lock, cancelled.empty() ? deadline : std::min(deadline, at + kCancelCheck));
    if (cancelled.any()) return WaitResult::kCancelled;
    return now() >= deadline ? WaitResult::kDeadline : WaitResult::kNotified;
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
