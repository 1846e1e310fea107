// For tests: a clock whose time stands still until the test moves it, so that no test sleeps.
//
//   std::thread renewer([&] { keep_alive(clock); });
//   ASSERT_TRUE(clock.wait_for_waiters(1));             // it waits now
//   EXPECT_EQ(*clock.next_deadline() - clock.now(), 20s);
//   clock.advance(20s);                                 // and goes on
//
// Safe to call from several threads. Only a wait on this clock is counted and woken. A thread that was notified by
// others counts as waiting until it runs again.
#pragma once

#include <algorithm>
#include <cassert>
#include <condition_variable>
#include <cstddef>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

#include "cpsg/base/waitable_clock.h"

namespace cpsg {

class ManualClock final : public WaitableClock {
 public:
  static constexpr UnixTime kStart = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

  explicit ManualClock(UnixTime start = kStart) : unix_start_(start) {}
  // Nobody may be waiting.
  ~ManualClock() override { assert(waiters_.empty()); }

  [[nodiscard]] Instant now() const override;
  [[nodiscard]] UnixTime unix_time() const override;

  // Moves both times on, and wakes the threads whose deadline has come. The caller holds none of the mutexes that
  // others wait with.
  void advance(Instant::duration by);

  // The time of day jumps, as when somebody sets the machine's clock; now() and deadlines stay.
  void set_unix_time(UnixTime time);

  // Blocks until at least `count` threads wait for a later time. False if they do not within ten seconds.
  [[nodiscard]] bool wait_for_waiters(std::size_t count) const;

  [[nodiscard]] std::size_t waiters() const;

  // The earliest deadline that a thread waits for. Nothing if none does; Instant::max() if none of them has one.
  [[nodiscard]] std::optional<Instant> next_deadline() const;

 private:
  static constexpr Instant kInstantStart = Instant(std::chrono::hours(1'000));

  struct Waiter {
    std::mutex* mutex;  // held by its thread until it waits on `changed`
    std::condition_variable* changed;
    Instant deadline;
    bool woken = false;
  };

  WaitResult wait(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, Instant deadline,
                  CancelFlags cancelled) override;

  // Notifies those whose deadline has come. False if one of them has yet to begin its wait: its mutex is taken then.
  // Nobody leaves meanwhile, because leaving takes `mutex_`; trying alone keeps the two mutexes from waiting for each
  // other.
  bool wake_due();

  [[nodiscard]] std::size_t count_waiters() const;

  mutable std::mutex mutex_;
  mutable std::condition_variable arrived_;
  std::list<Waiter> waiters_;
  Instant now_ = kInstantStart;
  UnixTime unix_start_;
};

}  // namespace cpsg
