#include "cpsg/github/ledger/primary_window.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace cpsg::github::ledger {
namespace {

using std::chrono::seconds;

using coordination::kResetsDiffer;

constexpr seconds kRefusedWithoutReset{60};
constexpr seconds kFirstWaitAfterPastReset{60};  // doubles
constexpr seconds kLongestWaitAfterPastReset{15 * 60};
constexpr seconds kWindowWithPastReset{60};
constexpr std::uint32_t kUsualLimit = 5'000;  // until a response says another one
constexpr std::uint32_t kUnlimited = 1'000'000;
// Requests without an answer count as spent, but when they are many, the network is down and GitHub never saw them.
constexpr std::uint32_t kUnreportedLeast = 20;
constexpr std::uint32_t kUnreportedPartOfLimit = 10;

seconds wait_after_past_reset(int times) {
  seconds wait = kFirstWaitAfterPastReset;
  for (int i = 1; i < times && wait < kLongestWaitAfterPastReset; ++i) wait *= 2;
  return std::min(wait, kLongestWaitAfterPastReset);
}

// What a report can mean at most.
WindowReport bounded(const WindowReport& report) {
  const bool past = report.resets_in < seconds(0) && report.remaining > 0;
  return {report.limit, std::min(report.remaining, report.limit),
          past ? kWindowWithPastReset : std::clamp(report.resets_in, seconds(0), kLongestWindow)};
}

}  // namespace

std::uint32_t PrimaryWindow::unreported() const {
  const std::uint64_t most = std::max(kUnreportedLeast, facts_.limit / kUnreportedPartOfLimit);
  return static_cast<std::uint32_t>(std::min(unreported_, most));
}

std::int64_t PrimaryWindow::above_floor() const {
  return static_cast<std::int64_t>(facts_.remaining) - unreported() - floor();
}

std::int64_t PrimaryWindow::headroom_points(double share, Instant now) const {
  if (facts_.length.count() == 0 || now >= facts_.reset) return 0;
  const double to_come = std::min(1.0, std::chrono::duration<double>(facts_.reset - now) / facts_.length);
  return static_cast<std::int64_t>(share * (facts_.limit - floor()) * to_come);
}

std::optional<Wait> PrimaryWindow::required_wait(std::uint32_t points, double headroom, Instant now) const {
  if (now < facts_.closed_until) return Wait{facts_.closed_until, LimitReason::kPrimary};
  if (facts_.unlimited) return std::nullopt;
  if (!known(now)) {
    if (learner_) return Wait{now + kRecheckInterval, LimitReason::kConcurrency};
    return std::nullopt;
  }
  const std::int64_t spare = above_floor() - points;
  if (spare < 0) return Wait{facts_.end(), LimitReason::kPrimary};
  const std::int64_t kept = headroom_points(headroom, now);
  if (kept > spare) {
    // Headroom is cut to whole points, so it is enough that it falls below spare + 1.
    const double to_come = static_cast<double>(spare + 1) / (headroom * (facts_.limit - floor()));
    const auto before_reset = std::chrono::duration_cast<Instant::duration>(to_come * facts_.length);
    return Wait{std::max(now, facts_.reset - before_reset) + std::chrono::milliseconds(1), LimitReason::kPrimary};
  }
  if (kept + reserved_ > spare) return Wait{now + kRecheckInterval, LimitReason::kConcurrency};
  return std::nullopt;
}

void PrimaryWindow::reserve(Ticket ticket, std::uint32_t points, Instant now) {
  if (!known(now) && !facts_.unlimited) {
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
    if (settlement.unlimited) {
      if (facts_.unlimited || known(now)) return;
      facts_.unlimited = true;
      facts_.learned_at = now;
      return;
    }
    unreported_ += std::max(sent.points, settlement.points);
    unreported_at_ = now;
    if (refused) close_until(now + kRefusedWithoutReset);
    return;
  }
  if (sent.at > unreported_at_) unreported_ = 0;
  const WindowReport& report = *settlement.window;
  const bool past = report.resets_in < seconds(0) || (refused && report.resets_in == seconds(0));
  const bool of_last_window = known(now) && sent.at < facts_.learned_at;
  if (report.remaining == 0 && past && !of_last_window) {
    // Requests that were under way together are refused together: that is one answer.
    if (sent.at >= facts_.closed_until) ++facts_.past_resets;
    facts_.unlimited = false;
    close_until(now + wait_after_past_reset(facts_.past_resets));
    return;
  }
  if (!take(bounded(report), sent.at, now)) return;
  if (sent.at >= facts_.closed_until) facts_.past_resets = 0;
  if (!refused) return;
  facts_.remaining = 0;
  close_until(facts_.end());
}

bool PrimaryWindow::take(const WindowReport& report, Instant sent_at, Instant now) {
  // GitHub wrote its date at some moment since the request was sent, cut to whole seconds.
  const Instant earliest = sent_at + report.resets_in - seconds(1);
  const Instant latest = now + report.resets_in;
  const bool later = earliest > facts_.reset + kResetsDiffer;
  const bool earlier = latest + kResetsDiffer < facts_.reset_earliest;
  // An earlier reset is the last window's, unless the request was sent when this one was known already: then GitHub has
  // begun anew.
  const bool another =
      !facts_.known || facts_.unlimited || sent_at >= facts_.end() || later || (earlier && sent_at > facts_.learned_at);
  if (!another && (earlier || now >= facts_.end())) return false;
  if (another) {
    facts_.known = true;
    facts_.unlimited = false;
    facts_.remaining = report.remaining;
    facts_.reset_earliest = earliest;
    facts_.reset = latest;
    facts_.learned_at = now;
    facts_.length = std::max(facts_.length, report.resets_in);
  } else {
    facts_.remaining = std::min(facts_.remaining, report.remaining);
    facts_.reset_earliest = std::max(facts_.reset_earliest, earliest);
    facts_.reset = std::min(facts_.reset, latest);
  }
  facts_.limit = report.limit;
  return true;
}

std::uint32_t PrimaryWindow::available(double headroom, Instant now) const {
  if (now < facts_.closed_until) return 0;
  if (facts_.unlimited) return kUnlimited;
  std::int64_t points = 0;
  if (known(now)) {
    points = above_floor() - headroom_points(headroom, now);
  } else {
    const std::uint32_t limit = facts_.known ? facts_.limit : kUsualLimit;
    const std::uint32_t usable = limit - coordination::floor_points(floor_fraction_, limit);
    points = usable - static_cast<std::int64_t>(headroom * usable);
  }
  return static_cast<std::uint32_t>(std::max<std::int64_t>(0, points - reserved_));
}

}  // namespace cpsg::github::ledger
