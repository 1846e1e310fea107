// One row of a project's history by day, week or month, as readers get it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "cpsg/model/statistics.h"

namespace cpsg::model {

enum class DaySource : std::uint8_t {
  kObserved,           // by us, on that day
  kGithubStarHistory,  // before the project was followed: stars alone
};
[[nodiscard]] constexpr std::string_view name(DaySource source) {
  return source == DaySource::kObserved ? "observed" : "github_star_history";
}

struct HistoryDay {
  std::chrono::sys_days first{};  // of the day, week or month
  DailySnapshot last;             // of the last of its days that is known
  DaySource source = DaySource::kObserved;
  bool partial = false;  // it is not over yet, or the time that was asked for ends before it does

  friend bool operator==(const HistoryDay&, const HistoryDay&) = default;
};

}  // namespace cpsg::model
