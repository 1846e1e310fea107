#include "cpsg/storage/sqlite/project_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/columns.h"

namespace cpsg::storage::sqlite {

void throw_unknown_project(std::string_view project_id) {
  throw Error(ErrorCode::kNotFound, fmt::format("no project has the id {}", project_id));
}

Bounds find_bounds(Connection& connection, std::string_view project_id) {
  Query query(connection,
              "SELECT project_no, generation, row_bound, person_bound, coalesce(history_no, project_no),"
              " coalesce(rewritten_no, 0), rewritten_generation, revision FROM projects WHERE id = ?");
  if (!query.bind(project_id).step()) throw_unknown_project(project_id);
  return {.project_no = query.integer(0),
          .history_no = query.integer(4),
          .rewritten_no = query.integer(5),
          .rewritten_generation = static_cast<std::uint64_t>(query.integer(6)),
          .generation = static_cast<std::uint64_t>(query.integer(1)),
          .revision = static_cast<std::uint64_t>(query.integer(7)),
          .rows = static_cast<std::uint32_t>(query.integer(2)),
          .people = static_cast<std::uint32_t>(query.integer(3))};
}

void write_status(Connection& connection, ProjectNo project_no, const model::ProjectStatus& status) {
  assert(status.state != model::SyncState::kSyncing && "the lease says that");
  static const std::string sql =
      "UPDATE projects SET " + column_assignments<model::ProjectStatus>(2) + " WHERE project_no = ?1";
  run_with_columns(connection, sql, status, project_no);
}

void write_later_status(Connection& connection, ProjectNo project_no, model::ProjectStatus status,
                        std::uint64_t work_version) {
  {
    Query query(connection, "SELECT work_version, next_sync_at FROM projects WHERE project_no = ?");
    query.bind(project_no).step();
    const std::optional<UnixTime> due_at = query.time_or_null(1);
    const bool more_came = static_cast<std::uint64_t>(query.integer(0)) != work_version;
    if (more_came && due_at) status.next_sync_at = std::min(status.next_sync_at.value_or(*due_at), *due_at);
  }
  write_status(connection, project_no, status);
}

void write_success(Connection& connection, ProjectNo project_no, UnixTime now) {
  Query(connection,
        "UPDATE projects SET since = CASE WHEN state = ?2 THEN since ELSE ?3 END, state = ?2, reason = NULL,"
        " code = NULL, trouble_since = NULL, last_synced_at = ?3, failures = 0 WHERE project_no = ?1")
      .bind(project_no, model::name(model::SyncState::kOk), now)
      .run();
}

void bump_revision(Connection& connection, ProjectNo project_no) {
  Query(connection, "UPDATE projects SET revision = revision + 1 WHERE project_no = ?").bind(project_no).run();
}

void write_publication(Connection& connection, const Bounds& bounds, const model::ProjectCounts& counts) {
  static const std::string sql =
      "UPDATE projects SET revision = revision + 1, generation = ?2, row_bound = ?3, person_bound = ?4, " +
      column_assignments<model::ProjectCounts>(5) + " WHERE project_no = ?1";
  run_with_columns(connection, sql, counts, bounds.project_no, bounds.generation, bounds.rows, bounds.people);
}

}  // namespace cpsg::storage::sqlite
