#include "cpsg/github/ledger/git_lane.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

#include "cpsg/base/error.h"

namespace cpsg::github::ledger {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kSlice{50};  // after which a waiter looks whether it was cancelled
constexpr milliseconds kLongestWait{std::chrono::hours(24 * 365)};
constexpr seconds kLongestBlock{30 * 24 * 3600};  // no answer can put git off for longer

Instant now() { return std::chrono::steady_clock::now(); }

}  // namespace

GitLaneRules halved(const GitLaneRules& rules) {
  GitLaneRules half = rules;
  half.concurrent_max = std::max(1U, rules.concurrent_max / 2);
  half.requests_per_second = rules.requests_per_second / 2;
  return half;
}

class GitLane::Impl {
 public:
  explicit Impl(const GitLaneRules& rules)
      : rules_(rules),
        interval_(std::chrono::duration_cast<Instant::duration>(
            std::chrono::duration<double>(1 / rules.requests_per_second))) {
    assert(rules.concurrent_max > 0 && rules.requests_per_second > 0);
  }

  void enter(milliseconds max_wait, const std::atomic<bool>* cancelled) {
    const Patience patience(max_wait, cancelled);
    std::unique_lock lock(mutex_);
    const std::uint64_t number = next_number_++;
    waiting_.push_back(number);
    try {
      while (true) {
        wait_out_back_off(lock, patience);
        if (number == waiting_.front() && inside_ < rules_.concurrent_max) break;
        wait(lock, patience, kSlice);
      }
    } catch (...) {
      leave_line(number);
      throw;
    }
    ++inside_;
    leave_line(number);
  }

  void leave() {
    const std::scoped_lock lock(mutex_);
    assert(inside_ > 0);
    --inside_;
    changed_.notify_all();
  }

  void pace(milliseconds max_wait, const std::atomic<bool>* cancelled) {
    const Patience patience(max_wait, cancelled);
    std::unique_lock lock(mutex_);
    while (true) {
      wait_out_back_off(lock, patience);
      const Instant turn = std::max(now(), next_turn_);
      next_turn_ = turn + interval_;
      while (now() < turn && now() >= blocked_until_) wait(lock, patience, turn - now());
      // Whoever was caught by a back-off takes a new turn after it, or all of them would go at once.
      if (now() >= blocked_until_) break;
    }
  }

  void refused(std::optional<seconds> retry_after) {
    const std::scoped_lock lock(mutex_);
    // During a back-off nobody asks: what is refused then was sent before it, and counts as one refusal with the first.
    const bool another = now() >= blocked_until_;
    if (another && !retry_after) ++refusals_;
    const seconds wait = retry_after ? std::clamp(*retry_after, seconds(0), kLongestBlock) : back_off();
    blocked_until_ = std::max(blocked_until_, now() + wait);
    changed_.notify_all();
  }

  void answered() {
    const std::scoped_lock lock(mutex_);
    if (now() >= blocked_until_) refusals_ = 0;
  }

 private:
  struct Patience {
    Patience(milliseconds max_wait, const std::atomic<bool>* is_cancelled)
        : deadline(now() + std::clamp(max_wait, milliseconds(0), kLongestWait)), cancelled(is_cancelled) {}
    void check_cancelled() const {
      if (cancelled != nullptr && *cancelled) throw Error(ErrorCode::kCancelled, "stopped while waiting for git");
    }
    Instant deadline;
    const std::atomic<bool>* cancelled;
  };

  void wait(std::unique_lock<std::mutex>& lock, const Patience& patience, Instant::duration most) {
    changed_.wait_for(lock, std::min(most, Instant::duration(kSlice)));
    patience.check_cancelled();
  }

  void wait_out_back_off(std::unique_lock<std::mutex>& lock, const Patience& patience) {
    patience.check_cancelled();
    while (now() < blocked_until_) {
      const auto left = blocked_until_ - now();
      if (blocked_until_ > patience.deadline) {
        const seconds retry_after = std::max(seconds(1), std::chrono::ceil<seconds>(left));
        throw Error(ErrorCode::kRateLimited, "the remote asks git to wait", retry_after);
      }
      wait(lock, patience, left);
    }
  }

  [[nodiscard]] seconds back_off() const {
    seconds wait = rules_.first_backoff;
    for (int i = 1; i < refusals_ && wait < rules_.longest_backoff; ++i) wait *= 2;
    return std::min(wait, rules_.longest_backoff);
  }

  void leave_line(std::uint64_t number) {
    waiting_.erase(std::find(waiting_.begin(), waiting_.end(), number));
    changed_.notify_all();
  }

  const GitLaneRules rules_;
  const Instant::duration interval_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint32_t inside_ = 0;
  std::uint64_t next_number_ = 0;
  std::deque<std::uint64_t> waiting_;  // to enter, in the order in which they came
  Instant next_turn_ = Instant::min();
  Instant blocked_until_ = Instant::min();
  int refusals_ = 0;  // in a row, that named no time
};

GitLane::GitLane(const GitLaneRules& rules) : impl_(std::make_unique<Impl>(rules)) {}
GitLane::~GitLane() = default;

GitLane::Place::Place(Place&& other) noexcept : lane_(std::exchange(other.lane_, nullptr)) {}
GitLane::Place::~Place() {
  if (lane_ != nullptr) lane_->impl_->leave();
}

GitLane::Place GitLane::enter(milliseconds max_wait, const std::atomic<bool>* cancelled) {
  impl_->enter(max_wait, cancelled);
  return Place(this);
}
void GitLane::pace(milliseconds max_wait, const std::atomic<bool>* cancelled) { impl_->pace(max_wait, cancelled); }
void GitLane::refused(std::optional<seconds> retry_after) { impl_->refused(retry_after); }
void GitLane::answered() { impl_->answered(); }

}  // namespace cpsg::github::ledger
