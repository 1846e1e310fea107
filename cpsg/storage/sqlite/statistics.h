// Rows of the tables `statistics` (the last observation of a project) and `project_history` (the last one of each day).
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/keys.h"
#include "cpsg/storage/store.h"

namespace cpsg::storage::sqlite {

// The columns that read_statistics() reads, of a table that goes by the name `s`.
inline constexpr std::string_view kStatisticsColumns =
    "s.observed_at, s.description, s.homepage, s.topics, s.license, s.visibility, s.archived, s.fork, s.empty,"
    " s.default_branch, s.language, s.languages, s.stars, s.forks, s.watchers, s.open_issues, s.closed_issues,"
    " s.size_kb, s.releases, s.tags, s.branches, s.pulls_open, s.pulls_closed, s.pulls_merged, s.created_at,"
    " s.updated_at, s.pushed_at";
// Nothing where the row is missing in an outer join.
[[nodiscard]] std::optional<model::Statistics> read_statistics(const Query& query, int column);

// Replaces the statistics and the snapshot of their day, which takes the published counts of this moment. The project's
// revision grows if readers see a difference.
void write_statistics(Connection& connection, ProjectNo project_no, const model::Statistics& statistics);

// Gives the snapshot of that moment's day, where there is one, the published counts of this moment.
void update_snapshot_counts(Connection& connection, ProjectNo project_no, UnixTime now);

[[nodiscard]] std::vector<model::DailySnapshot> history(Connection& connection, std::string_view project_id,
                                                        std::chrono::sys_days first, std::size_t limit);

}  // namespace cpsg::storage::sqlite
