#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/leases.h"
#include "cpsg/storage/sqlite/projects.h"
#include "cpsg/storage/sqlite/sqlite_store.h"
#include "cpsg/storage/sqlite/work.h"

namespace cpsg::storage::sqlite {

// ---- Projects: what is due ----

std::vector<model::Project> SqliteStore::due_projects(UnixTime now, Due due, std::size_t limit) {
  return database_->read([&](Connection& c) { return sqlite::due_projects(c, now, due, limit); });
}

std::vector<model::Project> SqliteStore::projects_with_work(model::Work work, UnixTime now, std::size_t limit) {
  return database_->read([&](Connection& c) { return sqlite::projects_with_work(c, work, now, limit); });
}

void SqliteStore::put_off_work(const Lease& lease, UnixTime until) {
  database_->write([&](Connection& c) { sqlite::put_off_work(c, require_lease(c, lease).project_no, until); });
}

void SqliteStore::add_work(std::string_view project_id, model::Work work, UnixTime due_at, model::Priority priority) {
  database_->write([&](Connection& c) { sqlite::add_work(c, project_id, work, due_at, priority); });
}

void SqliteStore::ask_for_sync(std::string_view project_id, model::Work work, UnixTime now, const ProjectCheck& check) {
  database_->write([&](Connection& c) {
    if (check) check(get_project(c, project_id));
    sqlite::ask_for_sync(c, project_id, work, now);
  });
}

std::size_t SqliteStore::make_due(std::span<const ErrorCode> codes, UnixTime since, UnixTime now, std::size_t limit) {
  return database_->write([&](Connection& c) { return sqlite::make_due(c, codes, since, now, limit); });
}

void SqliteStore::finish_work(const Lease& lease, model::Work done, std::uint64_t work_version) {
  database_->write(
      [&](Connection& c) { sqlite::finish_work(c, require_lease(c, lease).project_no, done, work_version); });
}

}  // namespace cpsg::storage::sqlite
