#include "cpsg/github/ledger/account_slice.h"

#include <algorithm>
#include <utility>

namespace cpsg::github::ledger {
namespace {

using coordination::Amounts;
using coordination::kResources;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kRenewEvery{5};  // while it is used; far less than its life
constexpr seconds kAlone{5};       // until the source is asked again
constexpr seconds kMinute{60};
constexpr seconds kAskAgain{1};  // at the latest, for others may give back something
// What is drawn beyond the next request, so that not each of them needs a draw.
constexpr std::uint32_t kPointsAhead = 50;
constexpr milliseconds kServerTimeAhead{4'000};

template <typename T>
T subtract(T from, T what) {
  return from - std::min(from, what);
}

void subtract_from(Amounts& amounts, const Amounts& consumed) {
  for (std::size_t i = 0; i < kResources; ++i) {
    amounts.window_points[i] = subtract(amounts.window_points[i], consumed.window_points[i]);
    amounts.minute_points[i] = subtract(amounts.minute_points[i], consumed.minute_points[i]);
    amounts.server_time[i] = subtract(amounts.server_time[i], consumed.server_time[i]);
  }
}

Amounts sum(const Amounts& one, const Amounts& other) {
  Amounts all = one;
  for (std::size_t i = 0; i < kResources; ++i) {
    all.window_points[i] += other.window_points[i];
    all.minute_points[i] += other.minute_points[i];
    all.server_time[i] += other.server_time[i];
  }
  all.places += other.places;
  return all;
}

bool covers(const Amounts& right, const Amounts& needed) {
  for (std::size_t i = 0; i < kResources; ++i) {
    if (needed.window_points[i] > right.window_points[i]) return false;
    if (needed.minute_points[i] > right.minute_points[i] || needed.server_time[i] > right.server_time[i]) return false;
  }
  return needed.places <= right.places;
}

// More of what the next request needs; what is held of the rest is kept.
Amounts with_more_ahead(Amounts least, const Amounts& more, const Amounts& held) {
  for (std::size_t i = 0; i < kResources; ++i) {
    const bool needs_time = more.server_time[i] > milliseconds(0);
    if (more.window_points[i] > 0) least.window_points[i] += kPointsAhead;
    if (more.minute_points[i] > 0) least.minute_points[i] += kPointsAhead;
    if (needs_time) least.server_time[i] += std::max(kServerTimeAhead, more.server_time[i]);
    if (more.places > 0 && more.minute_points[i] == 0) {
      least.window_points[i] = std::max(least.window_points[i], held.window_points[i]);
      least.minute_points[i] = std::max(least.minute_points[i], held.minute_points[i]);
      least.server_time[i] = std::max(least.server_time[i], held.server_time[i]);
    }
  }
  return least;
}

}  // namespace

std::optional<Wait> AccountSlice::required_wait(const Amounts& committed, const Amounts& more, Resource resource,
                                                bool unknown_window, Instant now) const {
  if (drawing_) return Wait{now + kRecheckInterval, LimitReason::kConcurrency};
  if (now < alone_until_) return std::nullopt;
  const auto index = static_cast<std::size_t>(resource);
  const bool may_begin = !unknown_window || may_learn_[index];
  const bool fresh = now < renew_at_ && revision_ == latest_revision_ && !report_soon_;
  if (fresh && may_begin && covers(amounts_, sum(committed, more))) return std::nullopt;
  if (now < short_[index].ask_again_at) return short_[index].wait;
  return Wait{now, LimitReason::kSlice};
}

void AccountSlice::consume(const Amounts& amounts, Instant now) {
  subtract_from(amounts_, amounts);
  if (drawing_) consumed_ = sum(consumed_, amounts);
  const auto step = now.time_since_epoch() / coordination::kUseStep;
  if (used_.empty() || used_.back().at.time_since_epoch() / coordination::kUseStep != step)
    used_.push_back({.at = now});
  for (std::size_t i = 0; i < kResources; ++i) {
    used_.back().minute_points[i] += amounts.minute_points[i];
    used_.back().server_time[i] += amounts.server_time[i];
  }
}

coordination::DrawRequest AccountSlice::begin_draw(const Amounts& committed, const std::optional<Amounts>& more,
                                                   std::uint32_t places_ahead, Instant now) {
  coordination::DrawRequest request;
  request.in_flight = committed;
  request.least = more ? sum(committed, *more) : committed;
  request.wanted = more ? with_more_ahead(request.least, *more, amounts_) : committed;
  if (more) request.wanted.places += places_ahead;
  std::erase_if(used_,
                [&](const coordination::Used& used) { return used.at + kMinute + coordination::kUseStep < now; });
  request.used = std::exchange(used_, {});
  consumed_ = {};
  drawing_ = true;
  report_soon_ = false;
  may_learn_ = {};
  return request;
}

void AccountSlice::finish_draw(const coordination::DrawRequest& request,
                               const std::optional<coordination::Slice>& slice, Resource resource, Instant now) {
  drawing_ = false;
  if (!slice) {
    used_.insert(used_.begin(), request.used.begin(), request.used.end());
    alone_until_ = now + kAlone;
    return;
  }
  amounts_ = slice->amounts;
  subtract_from(amounts_, consumed_);
  may_learn_ = slice->may_learn;
  renew_at_ = std::min(slice->ends_at, now + kRenewEvery);
  alone_until_ = Instant::min();
  revision_ = latest_revision_ = slice->revision;
  holds_ = slice->shortage || !(slice->amounts == Amounts{}) || may_learn_[0] || may_learn_[1];
  Short& is_short = short_[static_cast<std::size_t>(resource)];
  is_short = {};
  if (!slice->shortage) return;
  const LimitReason reason = slice->shortage->of_the_minute ? LimitReason::kMinute : LimitReason::kConcurrency;
  is_short = {std::min(slice->shortage->until, now + kAskAgain), {slice->shortage->until, reason}};
}

}  // namespace cpsg::github::ledger
