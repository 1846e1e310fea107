// Which of two observations of the same thing a store keeps: the one that was asked for later.
//
//   if (replaces_stored(mark.observed_at, stored_at, now)) write(mark);
//
// An answer may be long under way, and another process may have asked later and stored before. So what counts is when
// the question was asked, never when the answer is written. Of two in the same second, the one that is written later
// counts.
#pragma once

#include <chrono>
#include <optional>

#include "cpsg/base/clock.h"

namespace cpsg::storage {

// By how much the clocks of two machines may differ.
inline constexpr std::chrono::seconds kClockErrorMax{300};

// `stored_at` is the time of what is stored, if anything is. One that lies ahead of `now` by more than kClockErrorMax
// was written by a wrong clock and does not count; else nothing would be stored until that time has come.
[[nodiscard]] constexpr bool replaces_stored(UnixTime observed_at, std::optional<UnixTime> stored_at, UnixTime now) {
  return !stored_at || observed_at >= *stored_at || *stored_at > now + kClockErrorMax;
}

}  // namespace cpsg::storage
