#include "cpsg/model/time_text.h"

#include <chrono>

#include "cpsg/model/civil_text.h"

namespace cpsg::model {

TimeText time_text(const GitTime& time) {
  TimeText text;
  const std::chrono::seconds local{time.epoch_s + std::int64_t{time.offset_minutes} * 60};
  write_civil(UnixTime{local}, text.chars.data());
  write_offset(time.offset_minutes, text.chars.data() + kCivilSize);
  text.size = kCivilSize + kOffsetSize;
  return text;
}

TimeText time_text(UnixTime time) {
  TimeText text;
  write_civil(time, text.chars.data());
  text.chars[kCivilSize] = 'Z';
  text.size = kCivilSize + 1;
  return text;
}

}  // namespace cpsg::model
