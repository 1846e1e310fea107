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

// Whether the API refused our tokens what others may see, so that git, and REST without a token, are worth asking.
[[nodiscard]] bool is_refusal_of_token(const Failure& failure);

// Whether a failure of a refresh is one of the API or of our tokens and says nothing about the project, so that git
// should still be asked.
[[nodiscard]] bool leaves_git_to_do(const Failure& failure);

// The exception that current_failure() would read as `failure`.
[[nodiscard]] Error error_of(const Failure& failure);

}  // namespace cpsg::sync
