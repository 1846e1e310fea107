#include "cpsg/github/ledger/primary_window.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace cpsg::github::ledger {
namespace {

using std::chrono::seconds;

constexpr seconds kAfterReset{1};  // GitHub gives the reset in whole seconds
constexpr seconds kRefusedWithoutReset{60};
constexpr seconds kLongestWindow{24 * 3600};
constexpr seconds kResetsDiffer{1};           // GitHub's servers may not agree to the second
constexpr std::uint32_t kUsualLimit = 5'000;  // until a response says another one
// Requests without an answer count as spent, but when they are many, the network is down and GitHub never saw them.
constexpr std::uint32_t kUnreportedLeast = 20;
constexpr std::uint32_t kUnreportedPartOfLimit = 10;

}  // namespace

Instant PrimaryWindow::end() const { return reset_ + kAfterReset; }

std::uint32_t PrimaryWindow::floor_of(std::uint32_t limit) const {
  if (limit == 0) return 0;
  const double points = std::ceil(floor_fraction_ * limit);
  return static_cast<std::uint32_t>(std::clamp(points, 0.0, static_cast<double>(limit - 1)));
}

std::int64_t PrimaryWindow::above_floor() const {
  const std::uint64_t most = std::max(kUnreportedLeast, limit_ / kUnreportedPartOfLimit);
  return static_cast<std::int64_t>(remaining_) - static_cast<std::int64_t>(std::min(unreported_, most)) - floor();
}

std::int64_t PrimaryWindow::headroom_points(double share, Instant now) const {
  if (length_.count() == 0 || now >= reset_) return 0;
  const double to_come = std::min(1.0, std::chrono::duration<double>(reset_ - now) / length_);
  return static_cast<std::int64_t>(share * (limit_ - floor()) * to_come);
}

std::optional<Wait> PrimaryWindow::required_wait(std::uint32_t points, double headroom, Instant now) const {
  if (now < closed_until_) return Wait{closed_until_, LimitReason::kPrimary};
  if (!known(now)) {
    if (learner_) return Wait{now + kRecheckInterval, LimitReason::kConcurrency};
    return std::nullopt;
  }
  const std::int64_t spare = above_floor() - points;
  if (spare < 0) return Wait{end(), LimitReason::kPrimary};
  const std::int64_t kept = headroom_points(headroom, now);
  if (kept > spare) {
    // Headroom is cut to whole points, so it is enough that it falls below spare + 1.
    const double to_come = static_cast<double>(spare + 1) / (headroom * (limit_ - floor()));
    const auto before_reset = std::chrono::duration_cast<Instant::duration>(to_come * length_);
    return Wait{std::max(now, reset_ - before_reset) + std::chrono::milliseconds(1), LimitReason::kPrimary};
  }
  if (kept + reserved_ > spare) return Wait{now + kRecheckInterval, LimitReason::kConcurrency};
  return std::nullopt;
}

void PrimaryWindow::reserve(Ticket ticket, std::uint32_t points, Instant now) {
  if (!known(now)) {
    assert(!learner_);
    learner_ = ticket;
  }
  reserved_ += points;
}

void PrimaryWindow::settle(const Sent& sent, const Settlement& settlement, Instant now) {
  assert(reserved_ >= sent.points);
  reserved_ -= sent.points;
  if (learner_ == sent.ticket) learner_.reset();
  const bool refused = settlement.kind == Settlement::Kind::kPrimaryLimit;
  if (!settlement.window) {
    unreported_ += std::max(sent.points, settlement.points);
    unreported_at_ = now;
    if (refused) closed_until_ = std::max(closed_until_, now + kRefusedWithoutReset);
    return;
  }
  if (sent.at > unreported_at_) unreported_ = 0;
  if (take(*settlement.window, sent.at, now) && refused) {
    remaining_ = 0;
    closed_until_ = std::max(closed_until_, end());
  }
}

bool PrimaryWindow::take(const WindowReport& report, Instant sent_at, Instant now) {
  const seconds resets_in = std::clamp(report.resets_in, seconds(0), kLongestWindow);
  // GitHub wrote its date at some moment since the request was sent, cut to whole seconds.
  const Instant earliest = sent_at + resets_in - seconds(1);
  const Instant latest = now + resets_in;
  const bool later = earliest > reset_ + kResetsDiffer;
  const bool earlier = latest + kResetsDiffer < reset_earliest_;
  // An earlier reset is the last window's, unless the request was sent when this one was known already: then GitHub has
  // begun anew.
  const bool another = !ever_known_ || sent_at >= end() || later || (earlier && sent_at > learned_at_);
  if (!another && (earlier || now >= end())) return false;
  if (another) {
    ever_known_ = true;
    remaining_ = report.remaining;
    reset_earliest_ = earliest;
    reset_ = latest;
    learned_at_ = now;
    length_ = std::max(length_, resets_in);
  } else {
    remaining_ = std::min(remaining_, report.remaining);
    reset_earliest_ = std::max(reset_earliest_, earliest);
    reset_ = std::min(reset_, latest);
  }
  limit_ = report.limit;
  return true;
}

std::uint32_t PrimaryWindow::available(double headroom, Instant now) const {
  if (now < closed_until_) return 0;
  std::int64_t points = 0;
  if (known(now)) {
    points = above_floor() - headroom_points(headroom, now);
  } else {
    const std::uint32_t limit = ever_known_ ? limit_ : kUsualLimit;
    const std::uint32_t usable = limit - floor_of(limit);
    points = usable - static_cast<std::int64_t>(headroom * usable);
  }
  return static_cast<std::uint32_t>(std::max<std::int64_t>(0, points - reserved_));
}

}  // namespace cpsg::github::ledger
