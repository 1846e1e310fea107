// When something that is read from spare budget is asked for again after GitHub failed to give it.
//
//   if (!may_ask(walk.retry, now)) return comes_again(walk.retry);
//   walk.retry = after_failure(walk.retry, now);
//
// A failure costs only the thing itself: it is asked for three times more within an hour or so, then it rests for a
// day. What GitHub refuses rests at once: for a week where only our token may not have it, else for 30 days. Pure
// functions.
#pragma once

#include <optional>

#include "cpsg/base/clock.h"
#include "cpsg/storage/retry_state.h"

namespace cpsg::sync {

[[nodiscard]] storage::RetryState after_failure(const storage::RetryState& before, UnixTime now);
[[nodiscard]] storage::RetryState after_refusal_of_token(UnixTime now);
[[nodiscard]] storage::RetryState after_refusal(UnixTime now);
[[nodiscard]] bool may_ask(const storage::RetryState& retry, UnixTime now);
// When the project is to come again for its sake. Nothing while it rests: then it is asked for when the project is
// enriched for something else, which follows whenever its branches are listed, so once a day in any case.
[[nodiscard]] std::optional<UnixTime> comes_again(const storage::RetryState& retry);

}  // namespace cpsg::sync
