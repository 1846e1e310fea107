#include "cpsg/base/testing/manual_clock.h"

#include <algorithm>
#include <thread>

namespace cpsg {

Instant ManualClock::now() const {
  const std::scoped_lock lock(mutex_);
  return now_;
}

UnixTime ManualClock::unix_time() const {
  const std::scoped_lock lock(mutex_);
  return unix_start_ + std::chrono::floor<std::chrono::seconds>(now_ - kInstantStart);
}

void ManualClock::advance(Instant::duration by) {
  assert(by >= Instant::duration::zero());
  {
    const std::scoped_lock lock(mutex_);
    now_ += by;
  }
  while (!wake_due()) std::this_thread::yield();
}

void ManualClock::set_unix_time(UnixTime time) {
  const std::scoped_lock lock(mutex_);
  unix_start_ = time - std::chrono::floor<std::chrono::seconds>(now_ - kInstantStart);
}

bool ManualClock::wait_for_waiters(std::size_t count) const {
  constexpr std::chrono::seconds kPatience{10};
  std::unique_lock lock(mutex_);
  return arrived_.wait_for(lock, kPatience, [&] { return count_waiters() >= count; });
}

std::size_t ManualClock::waiters() const {
  const std::scoped_lock lock(mutex_);
  return count_waiters();
}

std::optional<Instant> ManualClock::next_deadline() const {
  const std::scoped_lock lock(mutex_);
  std::optional<Instant> next;
  for (const Waiter& waiter : waiters_) {
    if (waiter.deadline > now_) next = std::min(next.value_or(Instant::max()), waiter.deadline);
  }
  return next;
}

WaitResult ManualClock::wait(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, Instant deadline,
                             CancelFlags cancelled) {
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

bool ManualClock::wake_due() {
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

std::size_t ManualClock::count_waiters() const {
  return static_cast<std::size_t>(
      std::count_if(waiters_.begin(), waiters_.end(), [this](const Waiter& waiter) { return waiter.deadline > now_; }));
}

}  // namespace cpsg
