// The days of projects: those that were observed, and the stars before them.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <vector>

#include "cpsg/storage/daily_history.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/keys.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] std::vector<ProjectDays> project_days(Connection& connection, std::span<const DayRange> ranges);
// ProjectDays::before of a range from that day on; pages of GitHub's that end before `told_from` are left out.
[[nodiscard]] std::optional<StarsBefore> stars_before(Connection& connection, ProjectNo project_no,
                                                      std::chrono::sys_days range_first,
                                                      std::chrono::sys_days told_from);

}  // namespace cpsg::storage::sqlite
