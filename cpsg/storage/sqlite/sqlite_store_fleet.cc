#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/fleet.h"
#include "cpsg/storage/sqlite/sqlite_store.h"

namespace cpsg::storage::sqlite {

// ---- FleetReader ----

std::vector<FleetRow> SqliteStore::fleet_rows(std::span<const std::string> project_ids, std::chrono::sys_days first) {
  return database_->read([&](Connection& c) { return sqlite::fleet_rows(c, project_ids, first); });
}

std::vector<FleetRow> SqliteStore::fleet_page(std::string_view after, std::size_t limit, std::chrono::sys_days first) {
  return database_->read([&](Connection& c) { return sqlite::fleet_page(c, after, limit, first); });
}

}  // namespace cpsg::storage::sqlite
