// Brings all that is stored to the present rules for people and messages: the use case of `cpsg privacy apply`.
//
//   const AppliedPrivacy applied = apply_privacy(stores, settings, clock, on_project, cancelled);
//
// The store's policy changes first, so that nobody writes under the old one any more; a sync that is under way is
// waited for. Then each project is brought to it, one after the other: from stored data where that is enough, else by
// fetching its history again by git. That costs no points, but for one request where branches moved and there is an
// API: it tells whether the name is the repository's still. Last, what was replaced is overwritten. It can be
// interrupted at any moment and called again: it goes on with the projects that are left, as does every sync of one of
// them.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "cpsg/base/error.h"
#include "cpsg/base/waitable_clock.h"
#include "cpsg/storage/stores.h"
#include "cpsg/sync/settings.h"

namespace cpsg::sync {

struct AppliedPrivacy {
  std::uint64_t projects = 0;     // all that are stored
  std::uint64_t changed = 0;      // of those, whose history or titles changed
  std::uint64_t read_titles = 0;  // whose titles of pull requests are to be read again with their next sync
  std::uint64_t failed = 0;
  std::uint64_t git_bytes = 0;
  bool erased = true;  // false: somebody's long read keeps the last of what was replaced in the log
};

// Called after each project that was changed or failed.
using OnPrivacyApplied = std::function<void(std::string_view full_name, const std::optional<Failure>& failure)>;

// Blocks. A failure is its project's alone. Throws Error(kCancelled), and the store's errors.
[[nodiscard]] AppliedPrivacy apply_privacy(const storage::Stores& stores, const SyncSettings& settings,
                                           WaitableClock& clock, const OnPrivacyApplied& on_project,
                                           const std::atomic<bool>& cancelled);

}  // namespace cpsg::sync
