// A moment as git records it: seconds since 1970 and the offset of the person's clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"

namespace cpsg::model {

struct GitTime {
  std::int64_t epoch_s = 0;         // git knows no times before 1970
  std::int16_t offset_minutes = 0;  // east of UTC is positive; always within (-24 h, 24 h)

  friend auto operator<=>(const GitTime&, const GitTime&) = default;
};

// The last second whose local year is 9999 at offset zero. A time whose local year is outside 0001-9999 is not stored.
inline constexpr std::int64_t kMaxEpochS = 253'402'300'799;

// `2026-11-24T13:36:31+01:00`, in the time's own offset; zero is `+00:00`.
[[nodiscard]] std::string format_git_time(const GitTime& time);
// `2026-11-24T12:36:31Z`.
[[nodiscard]] std::string format_utc(UnixTime time);
// RFC 3339 (`Z` or an offset), or a date alone (midnight UTC); nothing if it is neither.
[[nodiscard]] std::optional<UnixTime> parse_time(std::string_view text);

}  // namespace cpsg::model
