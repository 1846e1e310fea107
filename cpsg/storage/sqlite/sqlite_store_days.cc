#include "cpsg/storage/sqlite/daily_history.h"
#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/leases.h"
#include "cpsg/storage/sqlite/project_row.h"
#include "cpsg/storage/sqlite/releases.h"
#include "cpsg/storage/sqlite/sqlite_store.h"
#include "cpsg/storage/sqlite/star_history.h"

namespace cpsg::storage::sqlite {

// ---- DailyHistory ----

std::vector<ProjectDays> SqliteStore::days(std::span<const DayRange> ranges) {
  return database_->read([&](Connection& c) { return project_days(c, ranges); });
}

StarWalk SqliteStore::star_walk(std::string_view project_id) {
  return database_->read([&](Connection& c) { return find_star_walk(c, find_bounds(c, project_id).project_no); });
}

void SqliteStore::put_star_page(const Lease& lease, const model::StarPage& page, const StarWalk& walk) {
  database_->write([&](Connection& c) {
    const ProjectNo project_no = require_lease(c, lease).project_no;
    write_star_page(c, project_no, page);
    write_star_walk(c, project_no, walk);
    bump_revision(c, project_no);
  });
}

void SqliteStore::put_star_walk(const Lease& lease, const StarWalk& walk) {
  database_->write([&](Connection& c) { write_star_walk(c, require_lease(c, lease).project_no, walk); });
}

// ---- Releases ----

std::vector<model::Release> SqliteStore::releases(std::string_view project_id, const ReleaseQuery& query) {
  return database_->read([&](Connection& c) { return read_releases(c, find_bounds(c, project_id).project_no, query); });
}

ReleaseWalk SqliteStore::release_walk(std::string_view project_id) {
  return database_->read([&](Connection& c) { return find_release_walk(c, find_bounds(c, project_id).project_no); });
}

void SqliteStore::put_releases(const Lease& lease, std::span<const model::Release> releases,
                               std::optional<UnixTime> replaced_from, const ReleaseWalk& walk) {
  database_->write([&](Connection& c) {
    const ProjectNo project_no = require_lease(c, lease).project_no;
    if (sqlite::put_releases(c, project_no, releases, replaced_from)) bump_revision(c, project_no);
    write_release_walk(c, project_no, walk);
  });
}

void SqliteStore::put_release_walk(const Lease& lease, const ReleaseWalk& walk) {
  database_->write([&](Connection& c) { write_release_walk(c, require_lease(c, lease).project_no, walk); });
}

void SqliteStore::mark_releases_changed(std::string_view project_id) {
  database_->write([&](Connection& c) { sqlite::mark_releases_changed(c, find_bounds(c, project_id).project_no); });
}

}  // namespace cpsg::storage::sqlite
