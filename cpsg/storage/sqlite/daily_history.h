// The days of projects: those that were observed, and the stars before them.
#pragma once

#include <span>
#include <vector>

#include "cpsg/storage/daily_history.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] std::vector<ProjectDays> project_days(Connection& connection, std::span<const DayRange> ranges);

}  // namespace cpsg::storage::sqlite
