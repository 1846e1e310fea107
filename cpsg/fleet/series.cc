#include "cpsg/fleet/series.h"

#include <algorithm>
#include <cassert>

namespace cpsg::fleet {

void append_series(std::vector<std::uint8_t>& bytes, std::span<const DayValue> values) {
  if (values.empty()) return;
  Day later = values.back().day;
  append_varint(bytes, zigzag(later.time_since_epoch().count()));
  for (auto value = values.rbegin(); value != values.rend(); ++value) {
    assert(value == values.rbegin() || value->day < later);
    const auto before = static_cast<std::uint64_t>((later - value->day).count());
    const std::uint64_t number = zigzag(value->value);
    const std::uint64_t before_part = std::min<std::uint64_t>(before, SeriesReader::kBeforeRest);
    const std::uint64_t number_part = std::min<std::uint64_t>(number, SeriesReader::kNumberRest);
    bytes.push_back(static_cast<std::uint8_t>(number_part << SeriesReader::kBeforeBits | before_part));
    if (before_part == SeriesReader::kBeforeRest) append_varint(bytes, before - before_part);
    if (number_part == SeriesReader::kNumberRest) append_varint(bytes, number - number_part);
    later = value->day;
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
