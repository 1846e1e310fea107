#include "cpsg/storage/sqlite/observations.h"

#include <string>

#include "cpsg/storage/observation_order.h"
#include "cpsg/storage/sqlite/columns.h"
#include "cpsg/storage/sqlite/etags.h"
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

std::optional<UnixTime> mark_time(Connection& connection, ProjectNo project_no) {
  Query query(connection, "SELECT observed_at FROM probe_marks WHERE project_no = ?");
  if (!query.bind(project_no).step()) return std::nullopt;
  return query.time_or_null(0);
}

void write_mark(Connection& connection, ProjectNo project_no, const model::ProbeMark& mark, UnixTime observed_at,
                UnixTime now) {
  if (!replaces_stored(observed_at, mark_time(connection, project_no), now)) return;
  static const std::string sql = replace_statement<model::ProbeMark>("probe_marks", "project_no, observed_at");
  run_with_columns(connection, sql, mark, project_no, observed_at);
}

// The statements of one column of api_progress.
struct ProgressTime {
  std::string_view select;
  std::string_view write;
};
constexpr ProgressTime kChangedAt{"SELECT changed_at FROM api_progress WHERE project_no = ?",
                                  "INSERT INTO api_progress (project_no, changed_at) VALUES (?, ?)"
                                  " ON CONFLICT DO UPDATE SET changed_at = excluded.changed_at"};
constexpr ProgressTime kRefsAt{"SELECT refs_at FROM api_progress WHERE project_no = ?",
                               "INSERT INTO api_progress (project_no, refs_at) VALUES (?, ?)"
                               " ON CONFLICT DO UPDATE SET refs_at = excluded.refs_at"};
constexpr ProgressTime kAuditedAt{"SELECT audited_at FROM api_progress WHERE project_no = ?",
                                  "INSERT INTO api_progress (project_no, audited_at) VALUES (?, ?)"
                                  " ON CONFLICT DO UPDATE SET audited_at = excluded.audited_at"};

// False, and nothing is written, if a later time is stored.
bool write_time(Connection& connection, ProjectNo project_no, const ProgressTime& column, UnixTime time, UnixTime now) {
  {
    Query stored(connection, column.select);
    if (stored.bind(project_no).step() && !replaces_stored(time, stored.time_or_null(0), now)) return false;
  }
  Query(connection, column.write).bind(project_no, time).run();
  return true;
}

// Whether the project is still the one of which that was seen.
bool is_of(Connection& connection, ProjectNo project_no, const Refreshed& refreshed) {
  if (refreshed.incarnation && *refreshed.incarnation != static_cast<std::uint64_t>(project_no)) return false;
  if (!refreshed.github_id) return true;
  Query query(connection, "SELECT github_id FROM projects WHERE project_no = ?");
  query.bind(project_no).step();
  return query.integer_or_null(0) == refreshed.github_id;
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

void write_pull_coverage(Connection& connection, ProjectNo project_no, double coverage) {
  Query(connection,
        "UPDATE projects SET pull_coverage = ?2, revision = revision + 1 WHERE project_no = ?1"
        " AND pull_coverage IS NOT ?2")
      .bind(project_no, coverage)
      .run();
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

void record_refreshed(Connection& connection, ProjectNo project_no, const Refreshed& refreshed, UnixTime now) {
  if (!is_of(connection, project_no, refreshed)) return;
  const UnixTime observed_at = refreshed.observed_at.value_or(now);
  if (refreshed.mark) write_mark(connection, project_no, *refreshed.mark, observed_at, now);
  if (refreshed.changed_at) write_time(connection, project_no, kChangedAt, *refreshed.changed_at, now);
  if (refreshed.statistics) write_statistics(connection, project_no, *refreshed.statistics, now);
  if (refreshed.pull_coverage) write_pull_coverage(connection, project_no, *refreshed.pull_coverage);
  if (refreshed.etag) write_etag(connection, project_no, *refreshed.etag, observed_at, now);
  // Added before the rest is cleared, so that a priority lasts from a probe to the sync that follows from it.
  const bool no_work_was_added = read_work_version(connection, project_no) == refreshed.work_version;
  mark_work(connection, project_no, refreshed.add, now);
  if (no_work_was_added) clear_work(connection, project_no, refreshed.done);
  if (refreshed.confirmed && no_work_was_added) write_success(connection, project_no, now);
  write_next_sync(connection, project_no, refreshed.next_sync_at, no_work_was_added, now);
}

void record_refreshed(Connection& connection, std::span<const Refreshed> refreshed, UnixTime now) {
  Query find(connection, "SELECT project_no FROM projects WHERE id = ?");
  for (const Refreshed& each : refreshed) {
    if (find.find(each.project_id)) record_refreshed(connection, find.integer(0), each, now);
  }
}

void record_refs_listed(Connection& connection, ProjectNo project_no, UnixTime now) {
  write_time(connection, project_no, kRefsAt, now, now);
}

void record_audit(Connection& connection, ProjectNo project_no, const model::Coverage& coverage, UnixTime now) {
  if (!write_time(connection, project_no, kAuditedAt, now, now)) return;
  static const std::string columns = column_list<model::Coverage>();
  static const std::string sql = "UPDATE projects SET revision = revision + 1, " +
                                 column_assignments<model::Coverage>(2) + " WHERE project_no = ?1 AND (" + columns +
                                 ") IS NOT (?2, ?3, ?4)";
  run_with_columns(connection, sql, coverage, project_no);
}

}  // namespace cpsg::storage::sqlite
