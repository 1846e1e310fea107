// A number for some days, packed: the newest day first, then for each day how long before, all as varints.
//
//   append_series(bytes, {{.day = monday, .value = 3}, {.day = friday, .value = -1}});
//   sum_of(bytes, monday, friday);  // 2
//
// Days without a number are left out: they count as 0. Reading stops at the first day that is too old, so a short
// window costs little. Pure functions; the bytes are always those that append_series() made.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cpsg/base/varint.h"
#include "cpsg/fleet/window.h"

namespace cpsg::fleet {

struct DayValue {
  Day day{};
  std::int64_t value = 0;
};

// Days ascend, each once.
void append_series(std::vector<std::uint8_t>& bytes, std::span<const DayValue> values);

// The days of a packed series, the newest first.
class SeriesReader {
 public:
  explicit SeriesReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  // False at the end.
  bool next(DayValue& value) {
    std::uint64_t before = 0;
    std::uint64_t number = 0;
    if (!read_varint(bytes_, before) || !read_varint(bytes_, number)) return false;
    day_ = first_ ? unzigzag(before) : day_ - static_cast<std::int64_t>(before);
    first_ = false;
    value = {Day(std::chrono::days(day_)), unzigzag(number)};
    return true;
  }

 private:
  std::span<const std::uint8_t> bytes_;
  std::int64_t day_ = 0;
  bool first_ = true;
};

// Of the days from `first` to `last`, both included.
[[nodiscard]] std::int64_t sum_of(std::span<const std::uint8_t> bytes, Day first, Day last);

}  // namespace cpsg::fleet
