// Clears what removed projects have left in the store, a step at a time, so that other writers hardly notice.
//
//   while (!stop && clear_removed(maintenance, clock, {&stop})) pause();
//   const bool gone = clear_until_gone(maintenance, removal, clock, 75s, {&stop});
//
// Any process may do it at any time, several at once too; one that is killed is followed by the next. Threads: any.
#pragma once

#include <chrono>
#include <cstdint>

#include "cpsg/base/waitable_clock.h"
#include "cpsg/storage/maintenance.h"

namespace cpsg::sync {

// Until nothing can be cleared at the moment, or it is cancelled. Returns whether something is left. Throws the store's
// errors.
bool clear_removed(storage::Maintenance& maintenance, WaitableClock& clock, CancelFlags cancelled);

// Until nothing is left of this removal, not even with a sync of the project that still runs somewhere. Returns false
// if `max_wait` was over before that, or it was cancelled; then it goes on with whoever calls next.
[[nodiscard]] bool clear_until_gone(storage::Maintenance& maintenance, std::uint64_t removal, WaitableClock& clock,
                                    std::chrono::seconds max_wait, CancelFlags cancelled);

}  // namespace cpsg::sync
