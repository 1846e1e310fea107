#include "cpsg/storage/sqlite/observations.h"

#include <string>

#include "cpsg/storage/sqlite/columns.h"
#include "cpsg/storage/sqlite/project_row.h"
#include "cpsg/storage/sqlite/statistics.h"
#include "cpsg/storage/sqlite/work.h"

namespace cpsg::storage::sqlite {
namespace {

std::optional<model::ProbeMark> find_mark(Connection& connection, ProjectNo project_no) {
  static const std::string sql = "SELECT " + column_list<model::ProbeMark>() + " FROM probe_marks WHERE project_no = ?";
  Query query(connection, sql);
  if (!query.bind(project_no).step()) return std::nullopt;
  return ColumnReader(query, 0).read<model::ProbeMark>();
}

void write_mark(Connection& connection, ProjectNo project_no, const model::ProbeMark& mark) {
  static const std::string sql = replace_statement<model::ProbeMark>("probe_marks", "project_no");
  run_with_columns(connection, sql, mark, project_no);
}

void write_changed(Connection& connection, ProjectNo project_no, UnixTime changed_at) {
  Query(connection,
        "INSERT INTO api_progress (project_no, changed_at) VALUES (?, ?)"
        " ON CONFLICT DO UPDATE SET changed_at = excluded.changed_at")
      .bind(project_no, changed_at)
      .run();
}

// When the project is due next: at once if work for a sync is set; else at `next_sync_at`. That may be later than it
// was only if `may_put_off` and no work but enrichment is set.
void write_next_sync(Connection& connection, ProjectNo project_no, std::optional<UnixTime> next_sync_at,
                     bool may_put_off, UnixTime now) {
  constexpr model::Work kSyncs = model::Work::kRefs | model::Work::kPulls | model::Work::kAudit;
  Query(connection,
        "UPDATE projects SET next_sync_at = CASE"
        " WHEN work & ?2 != 0 THEN min(coalesce(next_sync_at, ?3), ?3)"
        " WHEN ?5 AND work & ~?6 = 0 THEN coalesce(?4, next_sync_at)"
        " ELSE coalesce(min(next_sync_at, ?4), ?4, next_sync_at) END"
        " WHERE project_no = ?1")
      .bind(project_no, static_cast<int>(kSyncs), now, next_sync_at, may_put_off,
            static_cast<int>(model::Work::kEnrich))
      .run();
}

void record_one(Connection& connection, ProjectNo project_no, const Refreshed& refreshed, UnixTime now) {
  if (refreshed.mark) write_mark(connection, project_no, *refreshed.mark);
  if (refreshed.changed_at) write_changed(connection, project_no, *refreshed.changed_at);
  if (refreshed.statistics) write_statistics(connection, project_no, *refreshed.statistics);
  // Added before the rest is cleared, so that a priority lasts from a probe to the sync that follows from it.
  const bool no_work_was_added = read_work_version(connection, project_no) == refreshed.work_version;
  mark_work(connection, project_no, refreshed.add, now);
  if (no_work_was_added) clear_work(connection, project_no, refreshed.done);
  if (refreshed.confirmed) write_success(connection, project_no, now);
  write_next_sync(connection, project_no, refreshed.next_sync_at, no_work_was_added, now);
}

ApiProgress read_progress(Connection& connection, ProjectNo project_no) {
  Query query(connection,
              "SELECT a.changed_at, s.observed_at, a.refs_at, a.audited_at FROM projects p"
              " LEFT JOIN api_progress a ON a.project_no = p.project_no"
              " LEFT JOIN statistics s ON s.project_no = p.project_no WHERE p.project_no = ?");
  query.bind(project_no).step();
  return {.mark = find_mark(connection, project_no),
          .changed_at = query.time_or_null(0),
          .statistics_at = query.time_or_null(1),
          .refs_at = query.time_or_null(2),
          .audited_at = query.time_or_null(3)};
}

}  // namespace

ApiProgress api_progress(Connection& connection, std::string_view project_id) {
  return read_progress(connection, find_bounds(connection, project_id).project_no);
}

Observations::ProgressById progress(Connection& connection, std::span<const std::string> project_ids) {
  Observations::ProgressById found;
  Query find(connection, "SELECT project_no FROM projects WHERE id = ?");
  for (const std::string& id : project_ids) {
    if (find.find(id)) found.try_emplace(id, read_progress(connection, find.integer(0)));
  }
  return found;
}

void record_refreshed(Connection& connection, std::span<const Refreshed> refreshed, UnixTime now) {
  Query find(connection, "SELECT project_no FROM projects WHERE id = ?");
  for (const Refreshed& each : refreshed) {
    if (find.find(each.project_id)) record_one(connection, find.integer(0), each, now);
  }
}

void record_refs_listed(Connection& connection, ProjectNo project_no, UnixTime now) {
  Query(connection,
        "INSERT INTO api_progress (project_no, refs_at) VALUES (?, ?)"
        " ON CONFLICT DO UPDATE SET refs_at = excluded.refs_at")
      .bind(project_no, now)
      .run();
}

void record_audit(Connection& connection, ProjectNo project_no, const model::Coverage& coverage, UnixTime now) {
  Query(connection,
        "INSERT INTO api_progress (project_no, audited_at) VALUES (?, ?)"
        " ON CONFLICT DO UPDATE SET audited_at = excluded.audited_at")
      .bind(project_no, now)
      .run();
  static const std::string columns = column_list<model::Coverage>();
  static const std::string sql = "UPDATE projects SET revision = revision + 1, " +
                                 column_assignments<model::Coverage>(2) + " WHERE project_no = ?1 AND (" + columns +
                                 ") IS NOT (?2, ?3, ?4)";
  run_with_columns(connection, sql, coverage, project_no);
}

}  // namespace cpsg::storage::sqlite
