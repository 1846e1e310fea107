// What is told of people, of those who count as contributors, and of the times of commits.
#include "cpsg/storage/sqlite/commits.h"
#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/people.h"
#include "cpsg/storage/sqlite/rollups.h"
#include "cpsg/storage/sqlite/sqlite_store.h"

namespace cpsg::storage::sqlite {

std::vector<std::uint64_t> SqliteStore::contributor_keys(const CommitView& view) {
  return database_->read([&](Connection& c) { return sqlite::contributor_keys(c, bounds_of(c, view)); });
}

std::vector<model::Person> SqliteStore::people(const CommitView& view, std::span<const std::uint32_t> numbers) {
  return database_->read([&](Connection& c) { return people_of(c, bounds_of(c, view).history_no, numbers); });
}

std::vector<std::uint32_t> SqliteStore::people_matching(std::string_view project_id,
                                                        std::span<const std::string> texts) {
  return database_->read([&](Connection& c) { return sqlite::people_matching(c, project_id, texts); });
}

void SqliteStore::read_author_offsets(const CommitView& view, const OffsetSink& sink) {
  database_->read([&](Connection& c) { sqlite::read_author_offsets(c, view, sink); });
}

std::vector<StagedContributor> SqliteStore::contributors_named_by(std::string_view project_id,
                                                                  std::span<const std::uint32_t> people) {
  return database_->read(
      [&](Connection& c) { return sqlite::contributors_named_by(c, find_bounds(c, project_id).history_no, people); });
}

std::vector<std::pair<PersonKey, std::uint32_t>> SqliteStore::person_keys(std::string_view project_id) {
  return database_->read([&](Connection& c) { return sqlite::person_keys(c, project_id); });
}

std::vector<std::optional<model::GitTime>> SqliteStore::committer_times(std::string_view project_id,
                                                                        std::span<const std::uint32_t> rows) {
  return database_->read([&](Connection& c) { return sqlite::committer_times(c, project_id, rows); });
}

}  // namespace cpsg::storage::sqlite
