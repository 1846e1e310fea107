#include "cpsg/storage/sqlite/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cpsg/base/error.h"
#include "cpsg/base/log.h"
#include "cpsg/storage/sqlite/failure.h"
#include "cpsg/storage/sqlite/migrated_data.h"
#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {
namespace {

constexpr std::int64_t kApplicationId = 0x63707367;  // "cpsg"

// Number n brings a database of version n to version n + 1.
const std::array<const char*, kSchemaVersion> kMigrations{kSchemaVersion1, kSchemaVersion2, kSchemaVersion3,
                                                          kSchemaVersion4, kSchemaVersion5, kSchemaVersion6,
                                                          kSchemaVersion7};

constexpr std::size_t kVersionOfBoundedMessages = 5;

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
    throw_newer_schema(connection.path(), version);
  }
  return version;
}

// Earlier versions freed pages without overwriting them.
void overwrite_free_pages(Connection& connection) {
  constexpr std::int64_t kPortionBytes = std::int64_t{64} << 20;
  std::int64_t left_bytes =
      single_integer(connection, "PRAGMA freelist_count") * single_integer(connection, "PRAGMA page_size");
  if (left_bytes == 0) return;
  connection.execute("CREATE TABLE free_space (bytes BLOB)");
  for (; left_bytes > 0; left_bytes -= kPortionBytes) {
    Query(connection, "INSERT INTO free_space VALUES (zeroblob(?))").bind(std::min(left_bytes, kPortionBytes)).run();
  }
  connection.execute("DROP TABLE free_space");
}

}  // namespace

bool is_new_database(Connection& connection) {
  const Transaction snapshot(connection, Transaction::Kind::kRead);
  return schema_version(connection) == 0;
}

bool is_older_database(Connection& connection) {
  const Transaction snapshot(connection, Transaction::Kind::kRead);
  const std::int64_t version = schema_version(connection);
  return version > 0 && version < kSchemaVersion;
}

void require_known_schema(Connection& connection) {
  const std::int64_t version = single_integer(connection, "PRAGMA user_version");
  if (version > kSchemaVersion) throw_newer_schema(connection.path(), version);
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
  if (before > 0) overwrite_free_pages(connection);
  connection.execute(fmt::format("PRAGMA application_id = {}", kApplicationId).c_str());
  connection.execute(fmt::format("PRAGMA user_version = {}", kMigrations.size()).c_str());
  transaction.commit();
}

}  // namespace cpsg::storage::sqlite
