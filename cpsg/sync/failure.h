// What the end of a sync does to a project's status, and failures on their way there.
#pragma once

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/model/project.h"

namespace cpsg::sync {

// The status after `failure`. Where a retry helps it comes after 30 s, doubling to an hour, and never inside the
// remote's Retry-After; where it doesn't, after a day. Being told to wait is no failure: the next try comes when the
// time is over, and the count of failures stays. A cancelled sync leaves `before` as it was, due at once; so does
// trouble of our own database, which is not the project's, but the next try waits a little.
[[nodiscard]] model::ProjectStatus status_after_failure(const model::ProjectStatus& before, const Failure& failure,
                                                        UnixTime now);

[[nodiscard]] model::ProjectStatus status_after_success(const model::ProjectStatus& before, UnixTime next_sync_at,
                                                        UnixTime now);

// Whether a failure of one of several things that were asked for is that one's own; otherwise the rest fares no better.
[[nodiscard]] bool concerns_one_alone(const Failure& failure);

// The exception that current_failure() would read as `failure`.
[[nodiscard]] Error error_of(const Failure& failure);

}  // namespace cpsg::sync
