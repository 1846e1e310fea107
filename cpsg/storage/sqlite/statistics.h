// Rows of the tables `statistics` (the last observation of a project) and `project_history` (the last one of each day).
#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "cpsg/storage/observations.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/keys.h"

namespace cpsg::storage::sqlite {

// Replaces the statistics and the snapshot of their day, which takes the published counts of this moment. The project's
// revision grows if readers see a difference.
void write_statistics(Connection& connection, ProjectNo project_no, const model::Statistics& statistics, UnixTime now);

// Gives the snapshot of that moment's day, where there is one, the published counts of this moment.
void update_snapshot_counts(Connection& connection, ProjectNo project_no, UnixTime now);

[[nodiscard]] std::vector<model::DailySnapshot> daily_snapshots(Connection& connection, std::string_view project_id,
                                                                std::chrono::sys_days first, std::size_t limit);
// The days from `first` to before `end`.
[[nodiscard]] std::vector<model::DailySnapshot> daily_snapshots(Connection& connection, ProjectNo project_no,
                                                                std::chrono::sys_days first, std::chrono::sys_days end,
                                                                std::size_t limit);

}  // namespace cpsg::storage::sqlite
