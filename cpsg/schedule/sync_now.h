// Whether a sync begins that somebody asks for by hand.
//
//   if (const auto failure = why_no_sync_now(project, now)) throw error_of(*failure);
//
// Pure functions.
#pragma once

#include <chrono>
#include <optional>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/model/project.h"
#include "cpsg/model/work.h"

namespace cpsg::schedule {

// Between two times that somebody asks for one of the same project.
inline constexpr std::chrono::seconds kSyncAskInterval{60};

// What is done for it: the branches are listed whatever the probe says, and with `audit` all is compared.
[[nodiscard]] model::Work work_of_sync_now(bool audit);

// Nothing: it begins. kConflict for a project that is gone or blocked, which no sync brings back. kTooManyRequests with
// a time to retry after where one was asked for within kSyncAskInterval, and where the project waits for the budget:
// asking sooner would only take from what other projects wait for. A time of the future, which a wrong clock left, does
// not count.
[[nodiscard]] std::optional<Failure> why_no_sync_now(const model::Project& project, UnixTime now);

}  // namespace cpsg::schedule
