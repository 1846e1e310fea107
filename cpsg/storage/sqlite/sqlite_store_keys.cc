#include "cpsg/storage/sqlite/api_keys.h"
#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/sessions.h"
#include "cpsg/storage/sqlite/sqlite_store.h"

namespace cpsg::storage::sqlite {

// ---- ApiKeys ----

void SqliteStore::create_key(const model::ApiKey& key, const Sha256Digest& digest, UnixTime now) {
  database_->write([&](Connection& c) { sqlite::create_key(c, key, digest, now); });
}

std::optional<model::ApiKey> SqliteStore::find_key(const Sha256Digest& digest) {
  return database_->read([&](Connection& c) { return sqlite::find_key(c, digest); });
}

std::vector<model::ApiKey> SqliteStore::keys() {
  return database_->read([](Connection& c) { return list_keys(c); });
}

bool SqliteStore::revoke_key(std::string_view key_id, UnixTime now) {
  return database_->write([&](Connection& c) { return sqlite::revoke_key(c, key_id, now); });
}

void SqliteStore::record_use(std::string_view key_id, std::chrono::sys_days day) {
  database_->write([&](Connection& c) { record_key_use(c, key_id, day); });
}

// ---- Sessions ----

bool SqliteStore::open_session(const Sha256Digest& digest, const model::Session& session, UnixTime now) {
  return database_->write([&](Connection& c) { return sqlite::open_session(c, digest, session, now); });
}

std::optional<OpenSession> SqliteStore::find_session(const Sha256Digest& digest) {
  return database_->read([&](Connection& c) { return sqlite::find_session(c, digest); });
}

void SqliteStore::close_session(const Sha256Digest& digest) {
  database_->write([&](Connection& c) { sqlite::close_session(c, digest); });
}

}  // namespace cpsg::storage::sqlite
