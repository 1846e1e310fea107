#include "cpsg/github/ledger/git_lane.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <utility>

#include "cpsg/base/error.h"

namespace cpsg::github::ledger {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kLongestWait{std::chrono::hours(24 * 365)};
constexpr seconds kLongestBlock{30 * 24 * 3600};  // no answer can put git off for longer
constexpr milliseconds kOthersRecheck{100};       // while other processes are inside

}  // namespace

GitLaneRules halved(const GitLaneRules& rules) {
  GitLaneRules half = rules;
  half.concurrent_max = std::max(1U, rules.concurrent_max / 2);
  half.requests_per_second = rules.requests_per_second / 2;
  return half;
}

class GitLane::Impl {
 public:
  Impl(const GitLaneRules& rules, WaitableClock& clock, coordination::BudgetSource* source, std::string key)
      : rules_(rules),
        clock_(clock),
        source_(source),
        key_(std::move(key)),
        interval_(std::chrono::duration_cast<Instant::duration>(
            std::chrono::duration<double>(1 / rules.requests_per_second))) {
    assert(rules.concurrent_max > 0 && rules.requests_per_second > 0);
  }

  void enter(milliseconds max_wait, const std::atomic<bool>* cancelled) {
    const WaitBounds bounds = wait_bounds(max_wait, cancelled);
    std::unique_lock lock(mutex_);
    const std::uint64_t number = next_number_++;
    waiting_.push_back(number);
    try {
      while (true) {
        wait_out_back_off(lock, bounds);
        if (number == waiting_.front() && inside_ < rules_.concurrent_max) {
          if (go_inside(lock)) break;
          wait_until(lock, bounds, now() + kOthersRecheck);
        } else {
          wait_until(lock, bounds, Instant::max());
        }
      }
    } catch (...) {
      leave_line(number);
      lock.unlock();
      share(0);
      throw;
    }
    leave_line(number);
  }

  void leave() {
    {
      const std::scoped_lock lock(mutex_);
      assert(inside_ > 0);
      --inside_;
      changed_.notify_all();
    }
    share(0);
  }

  void pace(milliseconds max_wait, const std::atomic<bool>* cancelled) {
    const WaitBounds bounds = wait_bounds(max_wait, cancelled);
    std::unique_lock lock(mutex_);
    while (true) {
      wait_out_back_off(lock, bounds);
      const Instant send_at = reserve_send(lock);
      while (now() < send_at && now() >= blocked_until_) wait_until(lock, bounds, send_at);
      follow_others(lock);
      // A back-off that began meanwhile voids the time: otherwise all who waited would send at once when it ends.
      if (now() >= blocked_until_) break;
    }
  }

  void refused(std::optional<seconds> retry_after) {
    note_refusal(retry_after);
    share(0);
  }

  void answered() {
    const std::scoped_lock lock(mutex_);
    if (now() >= blocked_until_) refusals_ = 0;
  }

 private:
  struct WaitBounds {
    Instant deadline;
    CancelFlags cancelled;
  };

  void note_refusal(std::optional<seconds> retry_after) {
    const std::scoped_lock lock(mutex_);
    // During a back-off nothing is sent: what is refused then was sent before it, and counts as one refusal with the
    // first.
    const bool another = now() >= blocked_until_;
    if (another && !retry_after) {
      ++refusals_;
      refused_at_ = now();
    }
    const seconds wait = retry_after ? std::clamp(*retry_after, seconds(0), kLongestBlock) : back_off();
    blocked_until_ = std::max(blocked_until_, now() + wait);
    changed_.notify_all();
  }

  // One more inside, if the other processes leave a place.
  bool go_inside(std::unique_lock<std::mutex>& lock) {
    if (source_ == nullptr) {
      ++inside_;
      return true;
    }
    lock.unlock();
    const bool inside = share(1);
    lock.lock();
    return inside;
  }

  // Tells the others how many are inside and what was refused, learns what they were refused, and asks for places:
  // those that are granted are inside then. One at a time, so that the others see the steps in their order.
  bool share(std::uint32_t more) {
    if (source_ == nullptr) return false;
    const std::scoped_lock one_at_a_time(sharing_);
    coordination::DrawRequest request;
    {
      const std::scoped_lock lock(mutex_);
      request.in_flight.places = inside_;
      request.waits = !waiting_.empty();
      request.facts.blocked_until = blocked_until_;
      request.facts.refused_at = refused_at_;
      request.facts.refusals = refusals_;
    }
    request.wanted.places = request.least.places = request.in_flight.places + more;
    const auto slice = source_->draw(key_, {.places = rules_.concurrent_max}, request, now());
    const std::scoped_lock lock(mutex_);
    if (slice) follow(request.facts, *slice);
    const bool granted = !slice || slice->amounts.places >= request.least.places;
    if (granted) inside_ += more;
    return granted;
  }

  void follow(coordination::AccountFacts ours, const coordination::Slice& slice) {
    revision_ = slice.revision;
    coordination::merge(ours, slice.facts);
    blocked_until_ = std::max(blocked_until_, ours.blocked_until);
    if (ours.refused_at > refused_at_) {
      refused_at_ = ours.refused_at;
      refusals_ = ours.refusals;
    }
    changed_.notify_all();
  }

  // Learns a refusal of another process before the next request is sent.
  void follow_others(std::unique_lock<std::mutex>& lock) {
    if (source_ == nullptr) return;
    const std::uint64_t known = revision_;
    lock.unlock();
    if (source_->revision() != known) share(0);
    lock.lock();
  }

  Instant reserve_send(std::unique_lock<std::mutex>& lock) {
    std::optional<Instant> shared;
    if (source_ != nullptr) {
      lock.unlock();
      shared = source_->reserve_send(key_, interval_, now());
      lock.lock();
    }
    const Instant send_at = shared ? *shared : std::max(now(), next_send_at_);
    next_send_at_ = std::max(next_send_at_, send_at + interval_);
    return send_at;
  }

  [[nodiscard]] WaitBounds wait_bounds(milliseconds max_wait, const std::atomic<bool>* cancelled) const {
    return {now() + std::clamp(max_wait, milliseconds(0), kLongestWait), cancelled};
  }

  [[nodiscard]] Instant now() const { return clock_.now(); }

  void wait_until(std::unique_lock<std::mutex>& lock, const WaitBounds& bounds, Instant until) {
    if (clock_.wait_until(lock, changed_, until, bounds.cancelled) == WaitResult::kCancelled) throw_cancelled();
  }

  void wait_out_back_off(std::unique_lock<std::mutex>& lock, const WaitBounds& bounds) {
    if (bounds.cancelled.any()) throw_cancelled();
    follow_others(lock);
    while (now() < blocked_until_) {
      if (blocked_until_ > bounds.deadline) {
        const seconds retry_after = std::max(seconds(1), std::chrono::ceil<seconds>(blocked_until_ - now()));
        throw Error(ErrorCode::kRateLimited, "the remote asks git to wait", retry_after);
      }
      wait_until(lock, bounds, blocked_until_);
    }
  }

  [[noreturn]] static void throw_cancelled() { throw Error(ErrorCode::kCancelled, "stopped while waiting for git"); }

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
  WaitableClock& clock_;
  coordination::BudgetSource* const source_;  // may be null
  const std::string key_;
  const Instant::duration interval_;  // between two requests
  std::mutex sharing_;                // taken before mutex_
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint32_t inside_ = 0;
  std::uint64_t next_number_ = 0;
  std::deque<std::uint64_t> waiting_;  // to enter, in the order in which they came
  Instant next_send_at_ = Instant::min();
  Instant blocked_until_ = Instant::min();
  std::int32_t refusals_ = 0;  // in a row, that named no time
  Instant refused_at_ = Instant::min();
  std::uint64_t revision_ = 0;  // of what the others were last asked for
};

GitLane::GitLane(const GitLaneRules& rules, WaitableClock& clock)
    : impl_(std::make_unique<Impl>(rules, clock, nullptr, std::string())) {}
GitLane::GitLane(const GitLaneRules& rules, WaitableClock& clock, coordination::BudgetSource& source,
                 std::string_view egress)
    : impl_(std::make_unique<Impl>(rules, clock, &source, fmt::format("git {}", egress))) {}
GitLane::~GitLane() = default;

GitLane::Slot::Slot(Slot&& other) noexcept : lane_(std::exchange(other.lane_, nullptr)) {}
GitLane::Slot::~Slot() {
  if (lane_ != nullptr) lane_->impl_->leave();
}

GitLane::Slot GitLane::enter(milliseconds max_wait, const std::atomic<bool>* cancelled) {
  impl_->enter(max_wait, cancelled);
  return Slot(this);
}
void GitLane::pace(milliseconds max_wait, const std::atomic<bool>* cancelled) { impl_->pace(max_wait, cancelled); }
void GitLane::refused(std::optional<seconds> retry_after) { impl_->refused(retry_after); }
void GitLane::answered() { impl_->answered(); }

}  // namespace cpsg::github::ledger
