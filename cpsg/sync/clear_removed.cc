#include "cpsg/sync/clear_removed.h"

#include <algorithm>

namespace cpsg::sync {
namespace {

// After a step, which takes about ten milliseconds, others have at least as long for themselves.
constexpr std::chrono::milliseconds kPause{10};
// Between two looks at what has to wait: each may keep writers waiting for a quarter of a second, so it grows.
constexpr std::chrono::milliseconds kWait{100};
constexpr std::chrono::milliseconds kLongestWait{1'000};

}  // namespace

bool clear_removed(storage::Maintenance& maintenance, WaitableClock& clock, CancelFlags cancelled) {
  while (true) {
    const storage::Clearing left = maintenance.clear_removed(clock.unix_time());
    if (left != storage::Clearing::kMore) return left == storage::Clearing::kWaiting;
    if (!clock.sleep_until(clock.now() + kPause, cancelled)) return true;
  }
}

bool clear_until_gone(storage::Maintenance& maintenance, std::uint64_t removal, WaitableClock& clock,
                      std::chrono::seconds max_wait, CancelFlags cancelled) {
  const Instant give_up_at = clock.now() + max_wait;
  std::chrono::milliseconds wait = kWait;
  while (!maintenance.is_cleared(removal)) {
    if (clock.now() >= give_up_at) return false;
    const bool more = maintenance.clear_removed(clock.unix_time()) == storage::Clearing::kMore;
    if (!clock.sleep_until(clock.now() + (more ? kPause : wait), cancelled)) return false;
    if (!more) wait = std::min(2 * wait, kLongestWait);
  }
  return true;
}

}  // namespace cpsg::sync
