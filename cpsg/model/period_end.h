// The end of a period that a client or a user gives. A moment is no part of the period that it ends, so that two
// periods of which one begins where the other ends share nothing; a date alone ends it with its whole day.
//
//   period_end("2026-01-31", *parse_time("2026-01-31"));  // 2026-02-01T00:00:00Z, the first moment after it
//
// A pure function.
#pragma once

#include <string_view>

#include "cpsg/base/clock.h"

namespace cpsg::model {

// `time` is what parse_time() reads `text` as.
[[nodiscard]] UnixTime period_end(std::string_view text, UnixTime time);

}  // namespace cpsg::model
