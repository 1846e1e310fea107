#include "cpsg/storage/sqlite/work.h"

#include <array>
#include <iterator>
#include <string>

#include "cpsg/storage/sqlite/project_row.h"
#include "cpsg/storage/sqlite/projects.h"

namespace cpsg::storage::sqlite {
namespace {

constexpr std::array kPriorities{model::Priority::kInteractive, model::Priority::kWebhook, model::Priority::kRefresh,
                                 model::Priority::kBackfill};

}  // namespace

std::uint64_t read_work_version(Connection& connection, ProjectNo project_no) {
  Query query(connection, "SELECT work_version FROM projects WHERE project_no = ?");
  query.bind(project_no).step();
  return static_cast<std::uint64_t>(query.integer(0));
}

std::vector<model::Project> due_projects(Connection& connection, UnixTime now, Due due, std::size_t limit) {
  static const std::string no_live_lease = "(p.lease_holder IS NULL OR p.lease_expires_at <= ?1)";
  static const std::string any = select_project() + "WHERE p.priority = ?2 AND p.next_sync_at <= ?1 AND " +
                                 no_live_lease + " ORDER BY p.next_sync_at, p.id LIMIT ?3";
  static const std::string of_one_kind = select_project() +
                                         "WHERE p.due_for_sync = ?4 AND p.priority = ?2 AND p.next_sync_at <= ?1 AND " +
                                         no_live_lease + " ORDER BY p.next_sync_at, p.id LIMIT ?3";
  std::vector<model::Project> projects;
  // One priority after the other, since an index gives no order across several of them.
  for (const model::Priority priority : kPriorities) {
    if (projects.size() >= limit) break;
    const std::size_t missing = limit - projects.size();
    Query query(connection, due == Due::kAny ? any : of_one_kind);
    if (due == Due::kAny) {
      query.bind(now, static_cast<int>(priority), missing);
    } else {
      query.bind(now, static_cast<int>(priority), missing, due == Due::kSync);
    }
    auto more = read_projects(query);
    std::move(more.begin(), more.end(), std::back_inserter(projects));
  }
  return projects;
}

std::vector<model::Project> projects_with_work(Connection& connection, model::Work work, UnixTime now,
                                               std::size_t limit) {
  static const std::string sql = select_project() +
                                 "WHERE p.work_since IS NOT NULL AND p.node_id <> '' AND p.generation > 0"
                                 " AND p.state NOT IN ('no_access', 'sso_required', 'gone', 'blocked')"
                                 " AND (p.work & ?2) != 0 AND p.work_put_off_until <= ?1"
                                 " AND (p.lease_holder IS NULL OR p.lease_expires_at <= ?1)"
                                 " ORDER BY p.work_since, p.id LIMIT ?3";
  Query query(connection, sql);
  query.bind(now, static_cast<int>(work), limit);
  return read_projects(query);
}

void put_off_work(Connection& connection, ProjectNo project_no, UnixTime until) {
  Query(connection,
        "UPDATE projects SET work_put_off_until = ?2, work_since = CASE WHEN work_since IS NULL THEN NULL ELSE ?2 END"
        " WHERE project_no = ?1")
      .bind(project_no, until)
      .run();
}

void mark_work(Connection& connection, ProjectNo project_no, model::Work work, UnixTime now) {
  if (!any(work)) return;
  Query(connection,
        "UPDATE projects SET work = work | ?2, work_version = work_version + 1,"
        " work_since = coalesce(work_since, max(?3, work_put_off_until)) WHERE project_no = ?1")
      .bind(project_no, static_cast<int>(work), now)
      .run();
}

void add_work(Connection& connection, std::string_view project_id, model::Work work, UnixTime due_at,
              model::Priority priority) {
  const ProjectNo project_no = find_bounds(connection, project_id).project_no;
  mark_work(connection, project_no, work, due_at);
  Query(connection,
        "UPDATE projects SET next_sync_at = min(coalesce(next_sync_at, ?2), ?2), priority = min(priority, ?3)"
        " WHERE project_no = ?1")
      .bind(project_no, due_at, static_cast<int>(priority))
      .run();
}

void ask_for_sync(Connection& connection, std::string_view project_id, model::Work work, UnixTime now) {
  add_work(connection, project_id, work, now, model::Priority::kInteractive);
  Query(connection, "UPDATE projects SET sync_asked_at = ?2 WHERE id = ?1").bind(project_id, now).run();
}

std::size_t make_due(Connection& connection, std::span<const ErrorCode> codes, UnixTime since, UnixTime now,
                     std::size_t limit) {
  std::size_t changed = 0;
  for (const ErrorCode code : codes) {
    Query query(connection,
                "UPDATE projects SET next_sync_at = ?3, work_version = work_version + 1,"
                " work_put_off_until = min(work_put_off_until, ?3),"
                " work_since = CASE WHEN work_since IS NULL THEN NULL ELSE min(work_since, ?3) END"
                " WHERE project_no IN (SELECT project_no FROM projects"
                " WHERE code = ?1 AND coalesce(trouble_since, ?2) >= ?2 AND next_sync_at > ?3"
                " ORDER BY next_sync_at, id LIMIT ?4)");
    query.bind(traits(code).name, since, now, limit - changed).run();
    changed += static_cast<std::size_t>(connection.changes());
  }
  return changed;
}

void clear_work(Connection& connection, ProjectNo project_no, model::Work done) {
  Query(connection,
        "UPDATE projects SET work = work & ~?2,"
        " work_since = CASE WHEN work & ~?2 = 0 THEN NULL ELSE work_since END,"
        " priority = CASE WHEN work & ~?2 & ~?3 = 0 THEN ?4 ELSE priority END"
        " WHERE project_no = ?1")
      .bind(project_no, static_cast<int>(done), static_cast<int>(model::Work::kEnrich),
            static_cast<int>(model::Priority::kRefresh))
      .run();
}

void finish_work(Connection& connection, ProjectNo project_no, model::Work done, std::uint64_t work_version) {
  if (read_work_version(connection, project_no) == work_version) clear_work(connection, project_no, done);
}

}  // namespace cpsg::storage::sqlite
