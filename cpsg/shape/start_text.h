// How the begin of a period is written: in the zone that was asked for, with `Z` where that is UTC.
//
//   start_text({1'735'599'600, 60});  // "2024-12-31T00:00:00+01:00"
//
// A pure function.
#pragma once

#include <chrono>
#include <string>

#include "cpsg/base/clock.h"
#include "cpsg/model/git_time.h"

namespace cpsg::shape {

[[nodiscard]] inline std::string start_text(const model::GitTime& start) {
  if (start.offset_minutes != 0) return model::format_git_time(start);
  return model::format_utc(UnixTime(std::chrono::seconds(start.epoch_s)));
}

}  // namespace cpsg::shape
