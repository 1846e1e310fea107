#include "cpsg/storage/sqlite/api_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "cpsg/base/error.h"
#include "cpsg/storage/api_keys.h"

namespace cpsg::storage::sqlite {
namespace {

constexpr int kKeyColumns = 7;

const std::string kIsLive = "revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?1)";

std::int64_t day_number(std::chrono::sys_days day) { return day.time_since_epoch().count(); }

void forget_ended(Connection& connection, UnixTime now) {
  const UnixTime oldest = now - kEndedKeysKept;
  Query(connection, "DELETE FROM api_keys WHERE coalesce(revoked_at, expires_at) < ?").bind(oldest).run();
}

}  // namespace

const std::string& key_columns() {
  static const std::string columns = "k.id, k.name, k.scope, k.created_at, k.expires_at, k.revoked_at, k.last_used_day";
  return columns;
}

model::ApiKey read_key(const Query& query, int first_column) {
  const auto scope = model::key_scope_from_name(query.text(first_column + 2));
  if (!scope) throw Error(ErrorCode::kStoreCorrupt, "the stored scope of a key is none that is known");
  model::ApiKey key{.id = std::string(query.text(first_column)),
                    .name = std::string(query.text(first_column + 1)),
                    .scope = *scope,
                    .created_at = query.time(first_column + 3),
                    .expires_at = query.time_or_null(first_column + 4),
                    .revoked_at = query.time_or_null(first_column + 5),
                    .last_used_on = std::nullopt};
  if (const auto day = query.integer_or_null(first_column + 6)) {
    key.last_used_on = std::chrono::sys_days(std::chrono::days(*day));
  }
  return key;
}

bool is_digest(const Query& query, int column, const Sha256Digest& digest) {
  const auto stored = query.blob(column);
  Sha256Digest other{};
  if (stored.size() != other.size()) return false;
  std::copy(stored.begin(), stored.end(), other.begin());
  return equal_in_constant_time(other, digest);
}

void create_key(Connection& connection, const model::ApiKey& key, const Sha256Digest& digest, UnixTime now) {
  forget_ended(connection, now);
  static const std::string same_name = "SELECT 1 FROM api_keys WHERE " + kIsLive + " AND name = ?2";
  if (Query(connection, same_name).bind(now, key.name).step()) {
    throw Error(ErrorCode::kConflict,
                fmt::format("there is a live key with the name {}; cpsg keys revoke ends it", key.name));
  }
  static const std::string live = "SELECT count(*) FROM api_keys WHERE " + kIsLive;
  Query count(connection, live);
  count.bind(now).step();
  if (static_cast<std::size_t>(count.integer(0)) >= kLiveKeysMax) {
    throw Error(ErrorCode::kConflict, fmt::format("there are {} live keys: revoke some", kLiveKeysMax));
  }
  Query(connection, "INSERT INTO api_keys (id, name, scope, digest, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?)")
      .bind(key.id, key.name, model::name(key.scope), Blob{digest}, key.created_at, key.expires_at)
      .run();
}

std::optional<model::ApiKey> find_key(Connection& connection, const Sha256Digest& digest) {
  static const std::string sql = "SELECT " + key_columns() + ", k.digest FROM api_keys k WHERE k.digest = ?";
  Query query(connection, sql);
  if (!query.bind(Blob{digest}).step() || !is_digest(query, kKeyColumns, digest)) return std::nullopt;
  return read_key(query, 0);
}

std::vector<model::ApiKey> list_keys(Connection& connection) {
  static const std::string sql = "SELECT " + key_columns() + " FROM api_keys k ORDER BY k.created_at, k.id";
  Query query(connection, sql);
  std::vector<model::ApiKey> keys;
  while (query.step()) keys.push_back(read_key(query, 0));
  return keys;
}

bool revoke_key(Connection& connection, std::string_view key_id, UnixTime now) {
  Query(connection, "UPDATE api_keys SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL").bind(key_id, now).run();
  const bool revoked = connection.changes() > 0;
  Query(connection, "DELETE FROM sessions WHERE key_id = ?").bind(key_id).run();
  return revoked;
}

void record_key_use(Connection& connection, std::string_view key_id, std::chrono::sys_days day) {
  Query(connection,
        "UPDATE api_keys SET last_used_day = ?2 WHERE id = ?1 AND (last_used_day IS NULL OR last_used_day < ?2)")
      .bind(key_id, day_number(day))
      .run();
}

}  // namespace cpsg::storage::sqlite
