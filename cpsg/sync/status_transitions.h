// How a project's status changes when a sync or a refresh of it ends.
//
//   projects.change_status(id, work_version, [&](const model::ProjectStatus& stored) {
//     return status_after_failure(stored, failure, now);
//   });
//
// Pure functions, safe to call from any thread. `now` is the time of the end; times are whole seconds of UTC.
#pragma once

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/model/project.h"

namespace cpsg::sync {

// Where a retry helps, it comes after 30 s, doubling with every failure in a row to an hour, and never before the
// remote's Retry-After; where it does not help, after a day. kRateLimited with a Retry-After is no failure: the next
// try comes when that time is over, and the count of failures stays. kCancelled leaves `before` as it was, due at once.
// kBusy and the store's errors leave it too, because they are trouble of this process, but the next try comes after
// 30 s.
[[nodiscard]] model::ProjectStatus status_after_failure(const model::ProjectStatus& before, const Failure& failure,
                                                        UnixTime now);

// State ok, synced at `now`, without failures; `since` stays if the state was ok before.
[[nodiscard]] model::ProjectStatus status_after_success(const model::ProjectStatus& before, UnixTime next_sync_at,
                                                        UnixTime now);

}  // namespace cpsg::sync
