// Of the port PullRequests, what reads over many rows.
#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/project_row.h"
#include "cpsg/storage/sqlite/pull_lists.h"
#include "cpsg/storage/sqlite/sqlite_store.h"

namespace cpsg::storage::sqlite {

PullPage SqliteStore::list_pulls(std::string_view project_id, const PullQuery& query) {
  return database_->read(
      [&](Connection& c) { return sqlite::list_pulls(c, find_bounds(c, project_id).project_no, query); });
}

std::optional<std::int64_t> SqliteStore::count_pulls(std::string_view project_id, const PullFilter& filter) {
  return database_->read(
      [&](Connection& c) { return sqlite::count_pulls(c, find_bounds(c, project_id).project_no, filter); });
}

PullFactsSet SqliteStore::pull_facts(std::string_view project_id) {
  return database_->read([&](Connection& c) { return sqlite::pull_facts(c, project_id); });
}

SqliteStore::MergedPullsById SqliteStore::merged_since(std::span<const std::string> project_ids, UnixTime since) {
  return database_->read([&](Connection& c) { return sqlite::merged_since(c, project_ids, since); });
}

}  // namespace cpsg::storage::sqlite
