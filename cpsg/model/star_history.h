// How the stars of a project grew before it was followed, as GitHub tells it: by day, without names.
//
//   StarPage page{.first = week, .end = week + days(7), .gained = {{week + days(2), 5}}};
//
// Counted are the stars that were still there when GitHub was asked, on the days when they were given. Plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace cpsg::model {

struct StarDay {
  std::chrono::sys_days day{};
  std::int64_t gained = 0;

  friend bool operator==(const StarDay&, const StarDay&) = default;
};

// The days from `first` to before `end`. Those that are not in `gained` gained nothing.
struct StarPage {
  std::chrono::sys_days first{};
  std::chrono::sys_days end{};
  std::vector<StarDay> gained;  // ascending, each day once

  friend bool operator==(const StarPage&, const StarPage&) = default;
};

}  // namespace cpsg::model
