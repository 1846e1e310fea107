// What HistoryReader tells of people and their clocks.
#include "cpsg/storage/sqlite/commits.h"
#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/people.h"
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

}  // namespace cpsg::storage::sqlite
