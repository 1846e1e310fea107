#include "cpsg/storage/sqlite/schema.h"

#include <fmt/format.h>

#include <array>

#include "cpsg/base/error.h"
#include "cpsg/base/log.h"
#include "cpsg/storage/sqlite/migrated_data.h"
#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {
namespace {

constexpr std::int64_t kApplicationId = 0x63707367;  // "cpsg"

// Number n brings a database of version n to version n + 1.
const std::array<const char*, 5> kMigrations{kSchemaVersion1, kSchemaVersion2, kSchemaVersion3, kSchemaVersion4,
                                             kSchemaVersion5};

constexpr std::size_t kVersionOfBoundedMessages = 5;

std::int64_t single_integer(Connection& connection, std::string_view sql) {
  Query query(connection, sql);
  query.step();
  return query.integer(0);
}

// The version of our schema that the database has; 0 for a new one.
std::int64_t schema_version(Connection& connection) {
  const std::int64_t application = single_integer(connection, "PRAGMA application_id");
  const std::int64_t version = single_integer(connection, "PRAGMA user_version");
  const std::int64_t objects = single_integer(connection, "SELECT count(*) FROM sqlite_schema");
  const bool is_new = application == 0 && version == 0 && objects == 0;
  if (application != kApplicationId && !is_new) {
    throw Error(ErrorCode::kStoreCorrupt,
                fmt::format("{} is a database of another program: name another file", connection.path().string()));
  }
  if (version > static_cast<std::int64_t>(kMigrations.size())) {
    throw Error(ErrorCode::kStoreNewer,
                fmt::format("{} has schema version {}, written by a newer cpsg (this one knows {}): run that one",
                            connection.path().string(), version, kMigrations.size()));
  }
  return version;
}

}  // namespace

bool is_new_database(Connection& connection) {
  const Transaction snapshot(connection, Transaction::Kind::kRead);
  return schema_version(connection) == 0;
}

void prepare_schema(Connection& connection) {
  {
    const Transaction snapshot(connection, Transaction::Kind::kRead);
    if (schema_version(connection) == static_cast<std::int64_t>(kMigrations.size())) return;
  }
  Transaction transaction(connection, Transaction::Kind::kWrite);
  // Read again: another process may have done it since.
  const auto before = static_cast<std::size_t>(schema_version(connection));
  if (before > 0 && before < kMigrations.size()) {
    log::info("{} is migrated from schema version {} to {}", connection.path().string(), before, kMigrations.size());
  }
  for (std::size_t version = before; version < kMigrations.size(); ++version) connection.execute(kMigrations[version]);
  if (before > 0 && before < kVersionOfBoundedMessages) cut_long_messages(connection);
  connection.execute(fmt::format("PRAGMA application_id = {}", kApplicationId).c_str());
  connection.execute(fmt::format("PRAGMA user_version = {}", kMigrations.size()).c_str());
  transaction.commit();
}

}  // namespace cpsg::storage::sqlite
