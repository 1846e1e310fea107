#include "cpsg/storage/sqlite/settings.h"

namespace cpsg::storage::sqlite {

std::optional<std::string> setting(Connection& connection, std::string_view name) {
  Query query(connection, "SELECT value FROM settings WHERE name = ?");
  query.bind(name);
  if (!query.step()) return std::nullopt;
  return std::string(query.text(0));
}

void put_setting(Connection& connection, std::string_view name, std::string_view value) {
  Query(connection, "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
      .bind(name, value)
      .run();
}

}  // namespace cpsg::storage::sqlite
