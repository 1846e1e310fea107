// A project's numbers by day, week or month: of each the last day that was observed, and before the first observation
// the stars as GitHub's star history tells them.
//
//   const DaysQuery query{.interval = DayInterval::kWeek, .first = first, .end = end, .today = today, .limit = 100};
//   const auto days = stores.daily_history.days(std::array{range_of(query, project_id)});
//   const std::vector<model::HistoryDay> rows = history_days(days.front(), query);
//
// Days are UTC's, weeks begin on Monday. A day, week or month of which nothing is known has no row. Stars before the
// first observation are counted back from the first count: its stars without those that were given since. An observed
// day always wins. Pure functions, safe to call from any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/model/history_day.h"
#include "cpsg/storage/daily_history.h"

namespace cpsg::history {

enum class DayInterval : std::uint8_t { kDay, kWeek, kMonth };
[[nodiscard]] std::optional<DayInterval> day_interval_from_name(std::string_view name);

// The first day of the day, week or month that `day` lies in, and the first one after it.
[[nodiscard]] std::chrono::sys_days interval_begin(std::chrono::sys_days day, DayInterval interval);
[[nodiscard]] std::chrono::sys_days interval_end(std::chrono::sys_days day, DayInterval interval);

struct DaysQuery {
  DayInterval interval = DayInterval::kDay;
  std::chrono::sys_days first{};  // days from here ...
  std::chrono::sys_days end{};    // ... to before this one count; a row whose last days do not is partial
  std::chrono::sys_days today{};  // what it lies in is not over yet
  std::size_t limit = 0;          // of rows
};

// What is to be read for it: enough for limit + 1 rows, so that one knows whether more follow.
[[nodiscard]] storage::DayRange range_of(const DaysQuery& query, std::string project_id);
// Ascending, at most limit + 1, of which the last one only says that more follow. `days` is what the store has of that
// range.
[[nodiscard]] std::vector<model::HistoryDay> history_days(const storage::ProjectDays& days, const DaysQuery& query);

}  // namespace cpsg::history
