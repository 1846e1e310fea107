// Whether a request is refused because those before it wait too long for a thread: before the wait grows, and not for a
// short burst.
//
//   QueueWait queue;
//   LoadShedding shedding({.target = 100ms, .lasting = 500ms});
//   if (shedding.refuses(queue.longest(now), now)) return answer_503();
//   queue.enter(now);  // and queue.begin() on the thread that takes it
//
// As CoDel does for packets (RFC 8289): not the length of the queue counts, which says little where some requests take
// a hundred times as long as others, but how long its first one has stood there, and for how long that was too much.
// After a time of refusing, a wait that comes back is refused at once, so that a lasting overload keeps the wait about
// at the target.
//
// No clock and no I/O. Threads: begin() from any thread; everything else from one.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>

namespace cpsg::http {

using SteadyTime = std::chrono::steady_clock::time_point;

// How long the requests that were handed to the pool, and that no thread has taken yet, have waited.
class QueueWait {
 public:
  void enter(SteadyTime now) { waiting_.push_back(now); }
  // A thread has taken the first one.
  void begin() { begun_.fetch_add(1, std::memory_order_relaxed); }

  // Of the first one; zero where none waits.
  [[nodiscard]] std::chrono::steady_clock::duration longest(SteadyTime now) {
    for (const std::uint64_t begun = begun_.load(std::memory_order_relaxed); left_ < begun; ++left_) {
      waiting_.pop_front();
    }
    return waiting_.empty() ? std::chrono::steady_clock::duration::zero() : now - waiting_.front();
  }

 private:
  std::deque<SteadyTime> waiting_;
  std::uint64_t left_ = 0;  // how many are no longer in `waiting_`
  std::atomic<std::uint64_t> begun_ = 0;
};

struct SheddingRules {
  std::chrono::milliseconds target{100};   // a wait up to this is fine
  std::chrono::milliseconds lasting{500};  // a longer one is, too, if it ends within this time
};

class LoadShedding {
 public:
  explicit LoadShedding(SheddingRules rules) : rules_(rules) {}

  // `wait` is that of the first request of the queue as another one comes.
  [[nodiscard]] bool refuses(std::chrono::steady_clock::duration wait, SteadyTime now) {
    if (wait <= rules_.target) {
      above_since_ = kNone;
      return false;
    }
    if (above_since_ == kNone) above_since_ = now;
    const bool was_refusing = refused_at_ != kNone && now - refused_at_ < rules_.lasting;
    if (!was_refusing && now - above_since_ < rules_.lasting) return false;
    refused_at_ = now;
    return true;
  }

 private:
  static constexpr SteadyTime kNone = SteadyTime::min();
  const SheddingRules rules_;
  SteadyTime above_since_ = kNone;
  SteadyTime refused_at_ = kNone;
};

}  // namespace cpsg::http
