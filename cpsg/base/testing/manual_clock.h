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

  [[nodiscard]] Instant now() const override {
    const std::scoped_lock lock(mutex_);
    return now_;
  }
  [[nodiscard]] UnixTime unix_time() const override {
    const std::scoped_lock lock(mutex_);
    return unix_start_ + std::chrono::floor<std::chrono::seconds>(now_ - kInstantStart);
  }

  // Moves both times on, and wakes the threads whose deadline has come. The caller holds none of the mutexes that
  // others wait with.
  void advance(Instant::duration by) {
    assert(by >= Instant::duration::zero());
    {
      const std::scoped_lock lock(mutex_);
      now_ += by;
    }
    while (!wake_due()) std::this_thread::yield();
  }

  // The time of day jumps, as when somebody sets the machine's clock; now() and deadlines stay.
  void set_unix_time(UnixTime time) {
    const std::scoped_lock lock(mutex_);
    unix_start_ = time - std::chrono::floor<std::chrono::seconds>(now_ - kInstantStart);
  }

  // Blocks until at least `count` threads wait for a later time. False if they do not within ten seconds.
  [[nodiscard]] bool wait_for_waiters(std::size_t count) const {
    constexpr std::chrono::seconds kPatience{10};
    std::unique_lock lock(mutex_);
    return arrived_.wait_for(lock, kPatience, [&] { return count_waiters() >= count; });
  }

  [[nodiscard]] std::size_t waiters() const {
    const std::scoped_lock lock(mutex_);
    return count_waiters();
  }

  // The earliest deadline that a thread waits for. Nothing if none does; Instant::max() if none of them has one.
  [[nodiscard]] std::optional<Instant> next_deadline() const {
    const std::scoped_lock lock(mutex_);
    std::optional<Instant> next;
    for (const Waiter& waiter : waiters_) {
      if (waiter.deadline > now_) next = std::min(next.value_or(Instant::max()), waiter.deadline);
    }
    return next;
  }

 private:
  static constexpr Instant kInstantStart = Instant(std::chrono::hours(1'000));

  struct Waiter {
    std::mutex* mutex;  // held by its thread until it waits on `changed`
    std::condition_variable* changed;
    Instant deadline;
    bool woken = false;
  };

  WaitResult wait(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, Instant deadline,
                  CancelFlags cancelled) override {
    constexpr std::chrono::milliseconds kCancelCheck{2};
    std::unique_lock own(mutex_);
    if (cancelled.any()) return WaitResult::kCancelled;
    if (now_ >= deadline) return WaitResult::kDeadline;
    const auto self = waiters_.insert(waiters_.end(), Waiter{lock.mutex(), &changed, deadline});
    arrived_.notify_all();
    while (true) {
      own.unlock();
      bool notified = true;
      if (cancelled.empty()) {
        changed.wait(lock);
      } else {
        notified = changed.wait_for(lock, kCancelCheck) == std::cv_status::no_timeout;
      }
      own.lock();
      if (notified || cancelled.any() || now_ >= deadline) break;
    }
    waiters_.erase(self);
    if (cancelled.any()) return WaitResult::kCancelled;
    return now_ >= deadline ? WaitResult::kDeadline : WaitResult::kNotified;
  }

  // Notifies those whose deadline has come. False if one of them has yet to begin its wait: its mutex is taken then.
  // Nobody leaves meanwhile, because leaving takes `mutex_`; trying alone keeps the two mutexes from waiting for each
  // other.
  bool wake_due() {
    const std::scoped_lock own(mutex_);
    bool complete = true;
    for (Waiter& waiter : waiters_) {
      if (waiter.woken || waiter.deadline > now_) continue;
      const std::unique_lock lock(*waiter.mutex, std::try_to_lock);
      if (lock.owns_lock()) {
        waiter.changed->notify_all();
        waiter.woken = true;
      } else {
        complete = false;
      }
    }
    return complete;
  }

  [[nodiscard]] std::size_t count_waiters() const {
    return static_cast<std::size_t>(std::count_if(waiters_.begin(), waiters_.end(),
                                                  [this](const Waiter& waiter) { return waiter.deadline > now_; }));
  }

  mutable std::mutex mutex_;
  mutable std::condition_variable arrived_;
  std::list<Waiter> waiters_;
  Instant now_ = kInstantStart;
  UnixTime unix_start_;
};

}  // namespace cpsg
