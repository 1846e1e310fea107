#include "cpsg/fleet/cards.h"

#include <malloc.h>

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "cpsg/base/error.h"

namespace cpsg::fleet {
namespace {

constexpr std::chrono::seconds kRetryAfter{2};

bool is_good(const Snapshot* snapshot, Day today) {
  return snapshot != nullptr && (today == snapshot->day || today == snapshot->day + std::chrono::days(1));
}

std::int64_t first_lease_end(const Snapshot& snapshot, UnixTime now) {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  for (const Entry& entry : snapshot.entries) {
    const bool alive = entry.syncing_until.has_value() && *entry.syncing_until > now.time_since_epoch().count();
    if (alive) first = std::min(first, *entry.syncing_until);
  }
  return first;
}

}  // namespace

std::shared_ptr<const Snapshot> Cards::snapshot() const {
  const std::lock_guard lock(mutex_);
  return snapshot_;
}

// A lease that was to end by now may have been prolonged, which nobody is told of.
bool Cards::stands(std::optional<std::uint64_t> mark, UnixTime now) const {
  const std::lock_guard lock(mutex_);
  return mark && mark == mark_ && now.time_since_epoch().count() < lease_end_;
}

void Cards::publish(std::shared_ptr<const Snapshot> snapshot, std::optional<std::uint64_t> mark, UnixTime now) {
  const std::int64_t lease_end = snapshot ? first_lease_end(*snapshot, now) : 0;
  const std::lock_guard lock(mutex_);
  snapshot_ = std::move(snapshot);
  mark_ = mark;
  lease_end_ = lease_end;
}

std::shared_ptr<const Snapshot> Cards::current() {
  while (true) {
    if (!is_good(snapshot().get(), day_of(time_()))) fill_or_wait();
    follow();
    auto found = snapshot();
    if (is_good(found.get(), day_of(time_()))) return found;
  }
}

void Cards::keep_current() {
  const auto known = snapshot();
  if (!known || known->day != day_of(time_())) fill_or_wait();
  follow();
}

void Cards::fill_or_wait() {
  {
    std::unique_lock turn(fill_mutex_);
    if (filling_) {
      const auto refuse = [] {
        throw Error(ErrorCode::kOverloaded, "all projects are being read; this is over in a few seconds", kRetryAfter);
      };
      if (waiting_) refuse();  // the threads that answer requests are few, and others need them
      waiting_ = true;
      const auto ended = [&] { return !filling_; };
      const auto result = clock_.wait_until(turn, filled_, clock_.now() + kFillWait, {}, ended);
      waiting_ = false;
      if (result == WaitResult::kNotified) return;
      refuse();
    }
    filling_ = true;
  }
  const auto end = [&] {
    {
      const std::lock_guard turn(fill_mutex_);
      filling_ = false;
    }
    filled_.notify_all();
  };
  try {
    fill();
  } catch (...) {
    end();
    throw;
  }
  end();
}

void Cards::fill() {
  read_and_publish();
  // The rows that cards are made of lie between cards in this thread's heap, and are larger than these. A heap gives
  // back by itself only what is free at its end. So it is with the cards of the day before.
  ::malloc_trim(0);
}

void Cards::read_and_publish() {
  const UnixTime began_at = time_();
  Snapshot read = reader_.read_all(began_at);
  const std::lock_guard turn(follow_mutex_);
  const auto mark = stores_.changes.current(clock_.now());
  const UnixTime now = time_();
  if (const auto known = snapshot()) {
    // All that it knows of the time before is right only if it knows of all changes that the other one has.
    if (const auto known_now = advanced(*known, now)) keep_positions(read, *known_now);
  }
  if (auto next = advanced(read, now)) publish(std::move(next), mark, now);
}

void Cards::follow() {
  const UnixTime at = time_();
  if (stands(stores_.changes.current(clock_.now()), at)) return;
  const std::lock_guard turn(follow_mutex_);
  const auto mark = stores_.changes.current(clock_.now());
  const UnixTime now = time_();
  const auto known = snapshot();
  if (!known || stands(mark, now)) return;
  publish(advanced(*known, now), mark, now);
}

std::shared_ptr<const Snapshot> Cards::advanced(const Snapshot& from, UnixTime now) const {
  const auto changes = reader_.changes_after(from.position, now);
  if (!changes) return nullptr;
  std::vector<std::string> ids;
  ids.reserve(changes->positions.size());
  for (const auto& [id, position] : changes->positions) ids.push_back(id);
  for (const Entry& entry : from.entries) {
    const bool ended = entry.syncing_until.has_value() && *entry.syncing_until <= now.time_since_epoch().count();
    if (!ended) continue;
    std::string id(entry.card->text(Card::kId));
    if (!changes->positions.contains(id)) ids.push_back(std::move(id));
  }
  return std::make_shared<const Snapshot>(
      changed_snapshot(from, *changes, reader_.read(ids, from, now), now - kRemovalsToldFor, kRemovalsMax));
}

}  // namespace cpsg::fleet
