#include "cpsg/storage/sqlite/statistics.h"

#include <optional>
#include <string>

#include "cpsg/storage/observation_order.h"
#include "cpsg/storage/sqlite/columns.h"
#include "cpsg/storage/sqlite/project_row.h"

namespace cpsg::storage::sqlite {
namespace {

std::optional<model::Statistics> find_statistics(Connection& connection, ProjectNo project_no) {
  static const std::string sql = "SELECT " + column_list<model::Statistics>() + " FROM statistics WHERE project_no = ?";
  Query query(connection, sql);
  if (!query.bind(project_no).step()) return std::nullopt;
  return ColumnReader(query, 0).read<model::Statistics>();
}

void replace_statistics(Connection& connection, ProjectNo project_no, const model::Statistics& statistics) {
  static const std::string sql = replace_statement<model::Statistics>("statistics", "project_no");
  run_with_columns(connection, sql, statistics, project_no);
}

std::int64_t day_number(std::chrono::sys_days day) { return day.time_since_epoch().count(); }

std::optional<model::ProjectCounts> find_counts(Connection& connection, ProjectNo project_no) {
  static const std::string sql =
      "SELECT " + column_list<model::ProjectCounts>() + " FROM projects WHERE project_no = ?";
  Query query(connection, sql);
  if (!query.bind(project_no).step()) return std::nullopt;
  return ColumnReader(query, 0).read_if_there<model::ProjectCounts>();
}

model::DailySnapshot make_snapshot(const model::Statistics& statistics,
                                   const std::optional<model::ProjectCounts>& counts) {
  model::DailySnapshot snapshot{.day = std::chrono::floor<std::chrono::days>(statistics.observed_at),
                                .stars = statistics.stars,
                                .forks = statistics.forks,
                                .watchers = statistics.watchers,
                                .open_issues = statistics.open_issues,
                                .closed_issues = statistics.closed_issues,
                                .pulls = statistics.pulls,
                                .size_kb = statistics.size_kb,
                                .releases = statistics.releases,
                                .tags = statistics.tags,
                                .commits = {},
                                .commits_all = {},
                                .branches = {},
                                .contributors = {}};
  if (counts) {
    snapshot.commits = counts->commits;
    snapshot.commits_all = counts->commits_all;
    snapshot.branches = counts->branches;
    snapshot.contributors = counts->contributors;
  }
  return snapshot;
}

// From the columns day, then those of a snapshot.
model::DailySnapshot read_snapshot(const Query& query) {
  auto snapshot = ColumnReader(query, 1).read<model::DailySnapshot>();
  snapshot.day = std::chrono::sys_days(std::chrono::days(query.integer(0)));
  return snapshot;
}

std::vector<model::DailySnapshot> read_history(Connection& connection, ProjectNo project_no,
                                               std::chrono::sys_days first, std::chrono::sys_days end,
                                               std::size_t limit) {
  static const std::string sql =
      "SELECT day, " + column_list<model::DailySnapshot>() +
      " FROM project_history WHERE project_no = ? AND day >= ? AND day < ? ORDER BY day LIMIT ?";
  Query query(connection, sql);
  query.bind(project_no, day_number(first), day_number(end), limit);
  std::vector<model::DailySnapshot> days;
  while (query.step()) days.push_back(read_snapshot(query));
  return days;
}

// When the snapshot of that day was observed, if that is known.
std::optional<UnixTime> snapshot_time(Connection& connection, ProjectNo project_no, std::chrono::sys_days day) {
  Query query(connection, "SELECT observed_at FROM project_history WHERE project_no = ? AND day = ?");
  if (!query.bind(project_no, day_number(day)).step()) return std::nullopt;
  return query.time_or_null(0);
}

// Whether the snapshot of that day is another one now.
bool replace_snapshot(Connection& connection, ProjectNo project_no, const model::Statistics& statistics, UnixTime now) {
  const model::DailySnapshot snapshot = make_snapshot(statistics, find_counts(connection, project_no));
  const UnixTime observed_at = statistics.observed_at;
  if (!replaces_stored(observed_at, snapshot_time(connection, project_no, snapshot.day), now)) return false;
  const auto stored = read_history(connection, project_no, snapshot.day, snapshot.day + std::chrono::days(1), 1);
  static const std::string sql =
      replace_statement<model::DailySnapshot>("project_history", "project_no, day, observed_at");
  run_with_columns(connection, sql, snapshot, project_no, day_number(snapshot.day), observed_at);
  return stored.empty() || stored.front() != snapshot;
}

// Whether other statistics are stored now, apart from the time of their observation.
bool replace_if_later(Connection& connection, ProjectNo project_no, const model::Statistics& statistics, UnixTime now) {
  std::optional<model::Statistics> before = find_statistics(connection, project_no);
  const auto stored_at = before ? std::optional(before->observed_at) : std::nullopt;
  if (!replaces_stored(statistics.observed_at, stored_at, now)) return false;
  if (before) before->observed_at = statistics.observed_at;
  replace_statistics(connection, project_no, statistics);
  return before != statistics;
}

}  // namespace

void write_statistics(Connection& connection, ProjectNo project_no, const model::Statistics& statistics, UnixTime now) {
  const bool other_statistics = replace_if_later(connection, project_no, statistics, now);
  const bool another_snapshot = replace_snapshot(connection, project_no, statistics, now);
  if (another_snapshot || other_statistics) bump_revision(connection, project_no);
}

void update_snapshot_counts(Connection& connection, ProjectNo project_no, UnixTime now) {
  Query(connection,
        "UPDATE project_history SET (commits, commits_all, branches, contributors) ="
        " (SELECT commits, commits_all, branches, contributors FROM projects WHERE project_no = ?1)"
        " WHERE project_no = ?1 AND day = ?2")
      .bind(project_no, day_number(std::chrono::floor<std::chrono::days>(now)))
      .run();
}

std::vector<model::DailySnapshot> daily_snapshots(Connection& connection, std::string_view project_id,
                                                  std::chrono::sys_days first, std::size_t limit) {
  return read_history(connection, find_bounds(connection, project_id).project_no, first, std::chrono::sys_days::max(),
                      limit);
}

std::vector<model::DailySnapshot> daily_snapshots(Connection& connection, ProjectNo project_no,
                                                  std::chrono::sys_days first, std::chrono::sys_days end,
                                                  std::size_t limit) {
  return read_history(connection, project_no, first, end, limit);
}

}  // namespace cpsg::storage::sqlite
