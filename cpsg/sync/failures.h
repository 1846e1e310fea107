// What a failure of one answer means to the step that asked for many, and the way back from a Failure to an exception.
//
//   if (answer.failure && !concerns_one_alone(*answer.failure)) throw error_of(*answer.failure);
//
// Pure functions, safe to call from any thread.
#pragma once

#include "cpsg/base/error.h"

namespace cpsg::sync {

// Whether a failure of one of several things that were asked for is that one's own, so that the others are still worth
// asking for.
[[nodiscard]] bool concerns_one_alone(const Failure& failure);

// The exception that current_failure() would read as `failure`.
[[nodiscard]] Error error_of(const Failure& failure);

}  // namespace cpsg::sync
