// A number for some days, packed: the newest day as a varint, then a byte for each day that has a number, the newest
// first. Its lower four bits are by how many days it lies before the one ahead of it, the upper four the number (as
// zigzag). Where all bits of a part are set, a varint tells the rest of it.
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
  static constexpr unsigned kBeforeBits = 4;
  static constexpr std::uint8_t kBeforeRest = 15;
  static constexpr std::uint8_t kNumberRest = 15;

  explicit SeriesReader(std::span<const std::uint8_t> bytes) {
    std::uint64_t newest = 0;
    if (read_varint(bytes, newest)) day_ = unzigzag(newest);
    at_ = bytes.data();
    end_ = at_ + bytes.size();
  }

  // False at the end.
  bool next(DayValue& value) {
    if (at_ == end_) return false;
    const std::uint8_t byte = *at_++;
    const std::uint64_t before = whole(byte & kBeforeRest, kBeforeRest);
    const std::uint64_t number = whole(byte >> kBeforeBits, kNumberRest);
    day_ -= static_cast<std::int64_t>(before);
    value = {Day(std::chrono::days(day_)), unzigzag(number)};
    return true;
  }

 private:
  // With the rest of that part, where it has one.
  std::uint64_t whole(std::uint64_t part, std::uint64_t if_cut) {
    if (part != if_cut || at_ == end_) return part;
    if (*at_ < 0x80) return part + *at_++;
    std::span<const std::uint8_t> bytes(at_, end_);
    std::uint64_t rest = 0;
    if (!read_varint(bytes, rest)) return part;
    at_ = bytes.data();
    return part + rest;
  }

  const std::uint8_t* at_ = nullptr;
  const std::uint8_t* end_ = nullptr;
  std::int64_t day_ = 0;
};

// Of the days from `first` to `last`, both included.
[[nodiscard]] std::int64_t sum_of(std::span<const std::uint8_t> bytes, Day first, Day last);

}  // namespace cpsg::fleet
