#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/saved_lists.h"
#include "cpsg/storage/sqlite/sqlite_store.h"

namespace cpsg::storage::sqlite {

// ---- SavedLists ----

std::vector<model::SavedList> SqliteStore::lists(std::string_view after, std::size_t limit) {
  return database_->read([&](Connection& c) { return saved_lists(c, after, limit); });
}

std::optional<model::SavedList> SqliteStore::list(std::string_view name) {
  return database_->read([&](Connection& c) { return saved_list(c, name); });
}

SavedLists::Put SqliteStore::put_list(const model::SavedList& list, UnixTime now, const Check& check) {
  return database_->write([&](Connection& c) { return put_saved_list(c, list, now, check); });
}

bool SqliteStore::remove_list(std::string_view name, const Check& check) {
  return database_->write([&](Connection& c) { return remove_saved_list(c, name, check); });
}

}  // namespace cpsg::storage::sqlite
