// The end of a period that a client or a user gives: it is part of the period, and a date alone is its whole day.
//
//   last_moment("2026-01-31", *parse_time("2026-01-31"));  // 2026-01-31T23:59:59Z
//
// A pure function.
#pragma once

#include <string_view>

#include "cpsg/base/clock.h"

namespace cpsg::model {

// `time` is what parse_time() reads `text` as.
[[nodiscard]] UnixTime last_moment(std::string_view text, UnixTime time);

}  // namespace cpsg::model
