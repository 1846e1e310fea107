#include "cpsg/fleet/series.h"

#include <cassert>

namespace cpsg::fleet {

void append_series(std::vector<std::uint8_t>& bytes, std::span<const DayValue> values) {
  std::int64_t later = 0;
  for (auto value = values.rbegin(); value != values.rend(); ++value) {
    const std::int64_t day = value->day.time_since_epoch().count();
    const bool newest = value == values.rbegin();
    assert(newest || day < later);
    append_varint(bytes, newest ? zigzag(day) : static_cast<std::uint64_t>(later - day));
    append_varint(bytes, zigzag(value->value));
    later = day;
  }
}

std::int64_t sum_of(std::span<const std::uint8_t> bytes, Day first, Day last) {
  std::int64_t sum = 0;
  SeriesReader reader(bytes);
  for (DayValue each; reader.next(each) && each.day >= first;) {
    if (each.day <= last) sum += each.value;
  }
  return sum;
}

}  // namespace cpsg::fleet
