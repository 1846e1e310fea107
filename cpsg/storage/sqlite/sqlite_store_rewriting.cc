// What SqliteStore does to rewrite what is stored under other rules for people and messages: each call with its
// transaction.
#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/leases.h"
#include "cpsg/storage/sqlite/people.h"
#include "cpsg/storage/sqlite/pull_requests.h"
#include "cpsg/storage/sqlite/removal.h"
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
  while (database_->write([](Connection& c) { return clear_some_replaced(c); })) {
  }
  // Read before the log is truncated: the pages of these alone are known to be gone from it.
  const std::vector<ProjectNo> cleared = database_->read([](Connection& c) { return replaced_without_rows(c); });
  if (!database_->truncate_log()) return false;
  if (!cleared.empty()) database_->write([&](Connection& c) { forget_replaced(c, cleared); });
  return true;
}

// ---- titles and labels of pull requests ----

void SqliteStore::replace_titles(const Lease& lease, std::span<const model::PullRequest> pulls) {
  database_->write([&](Connection& c) { sqlite::replace_titles(c, require_lease(c, lease), pulls); });
}

void SqliteStore::set_titles_masked(const Lease& lease, bool masked) {
  database_->write([&](Connection& c) { sqlite::set_titles_masked(c, require_lease(c, lease), masked); });
}

bool SqliteStore::titles_masked(std::string_view project_id) {
  return database_->read([&](Connection& c) { return sqlite::titles_masked(c, project_id); });
}

}  // namespace cpsg::storage::sqlite
