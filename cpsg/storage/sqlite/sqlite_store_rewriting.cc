// What SqliteStore does to rewrite a published history: each call with its transaction.
#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/leases.h"
#include "cpsg/storage/sqlite/people.h"
#include "cpsg/storage/sqlite/rewriting.h"
#include "cpsg/storage/sqlite/sqlite_store.h"

namespace cpsg::storage::sqlite {

std::optional<std::string> SqliteStore::history_policy(std::string_view project_id) {
  return database_->read([&](Connection& c) { return read_policy(c, find_bounds(c, project_id).project_no); });
}

std::vector<StagedPerson> SqliteStore::people_from(std::string_view project_id, std::uint32_t first,
                                                   std::size_t limit) {
  return database_->read([&](Connection& c) { return sqlite::people_from(c, project_id, first, limit); });
}

std::vector<CommitText> SqliteStore::commit_texts(std::string_view project_id, std::uint32_t first, std::size_t limit) {
  return database_->read([&](Connection& c) { return sqlite::commit_texts(c, project_id, first, limit); });
}

void SqliteStore::begin_rewrite(const Lease& lease) {
  database_->write([&](Connection& c) { sqlite::begin_rewrite(c, require_lease(c, lease)); });
}

void SqliteStore::stage_rewritten(const Lease& lease, std::span<const StagedPerson> people,
                                  std::span<const CommitText> commits) {
  database_->write([&](Connection& c) { sqlite::stage_rewritten(c, require_lease(c, lease), people, commits); });
}

void SqliteStore::publish_rewritten(const Lease& lease, const RewrittenHistory& rewritten) {
  database_->write([&](Connection& c) { sqlite::publish_rewritten(c, require_lease(c, lease), rewritten); });
}

bool SqliteStore::clear_replaced() {
  remove_leftovers();
  while (database_->write([](Connection& c) { return erase_some_free_pages(c); })) {
  }
  return database_->empty_log();
}

}  // namespace cpsg::storage::sqlite
