// The digits of a calendar time, written to a place of the caller's; for git_time.cc and time_text.cc.
//
//   char text[25];
//   write_civil(local, text);        // "2026-11-24T13:36:31", of a time that is shifted to its zone already
//   write_offset(60, text + 19);     // "+01:00"
//
// By hand, since pages of lists hold many times: several times as fast as a general formatter. Pure functions.
#pragma once

#include <cstddef>

#include "cpsg/base/clock.h"

namespace cpsg::model {

inline constexpr std::size_t kCivilSize = 19;
inline constexpr std::size_t kOffsetSize = 6;

// Of a year from 1 to 9999.
void write_civil(UnixTime local, char* out);
// Minutes east of UTC, less than 100 hours.
void write_offset(int minutes, char* out);

}  // namespace cpsg::model
