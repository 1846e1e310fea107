// Axes: which numbers and which moments have a mark, and where on a line a value lies.
//
//   const ValueAxis axis = value_axis({.lowest = 3, .highest = 87, .unit = Unit::kCount});
//   axis.place(50);                                    // 0.5 of the way up
//   const std::vector<Mark> marks = time_marks(from_s, to_s, zone, 9);  // at most 9, at beginnings of months or years
//
// Values have 3 to 6 round marks. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cpsg/base/time_zone.h"

namespace cpsg::picture {

enum class Unit : std::uint8_t { kCount, kSeconds };
enum class Scale : std::uint8_t { kLinear, kLog };

struct Mark {
  double value = 0;
  std::string label;
};

struct ValueAxisQuery {
  double lowest = 0;
  double highest = 0;
  Unit unit = Unit::kCount;
  Scale scale = Scale::kLinear;
  // It may begin above zero where all values are near to each other: their range is less than a quarter of the highest.
  bool may_leave_zero = false;
};

struct ValueAxis {
  double begin = 0;
  double end = 1;
  Scale scale = Scale::kLinear;
  double unit_value = 1;  // on a logarithmic axis: zero lies at the beginning, half a decade below this value
  std::vector<Mark> marks;

  [[nodiscard]] bool begins_at_zero() const { return begin == 0; }
  // From 0 at the beginning to 1 at the end.
  [[nodiscard]] double place(double value) const;
};
[[nodiscard]] ValueAxis value_axis(const ValueAxisQuery& query);

// Marks between two moments (seconds since 1970), by the clocks of the zone.
[[nodiscard]] std::vector<Mark> time_marks(std::int64_t from_s, std::int64_t to_s, const TimeZone& zone,
                                           std::size_t most);
// Marks of ages, in seconds: "3 mo", "1 y".
[[nodiscard]] std::vector<Mark> age_marks(std::int64_t to_s, std::size_t most);

}  // namespace cpsg::picture
