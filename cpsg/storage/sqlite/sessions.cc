#include "cpsg/storage/sqlite/sessions.h"

#include <string>

#include "cpsg/storage/sqlite/api_keys.h"

namespace cpsg::storage::sqlite {

bool open_session(Connection& connection, const Sha256Digest& digest, const model::Session& session, UnixTime now) {
  static const std::string sql = "SELECT " + key_columns() + " FROM api_keys k WHERE k.id = ?";
  {
    Query key(connection, sql);
    if (!key.bind(session.key_id).step()) return false;
    if (model::state_of(read_key(key, 0), now) != model::KeyState::kLive) return false;
  }
  Query(connection, "DELETE FROM sessions WHERE ends_at <= ?").bind(now).run();
  Query(connection,
        "DELETE FROM sessions WHERE digest IN"
        " (SELECT digest FROM sessions WHERE key_id = ? ORDER BY ends_at DESC, digest LIMIT -1 OFFSET ?)")
      .bind(session.key_id, kSessionsOfKeyMax - 1)
      .run();
  Query(connection, "INSERT INTO sessions (digest, key_id, ends_at) VALUES (?, ?, ?)")
      .bind(Blob{digest}, session.key_id, session.ends_at)
      .run();
  return true;
}

std::optional<OpenSession> find_session(Connection& connection, const Sha256Digest& digest) {
  static const std::string sql = "SELECT s.digest, s.key_id, s.ends_at, " + key_columns() +
                                 " FROM sessions s JOIN api_keys k ON k.id = s.key_id WHERE s.digest = ?";
  Query query(connection, sql);
  if (!query.bind(Blob{digest}).step() || !is_digest(query, 0, digest)) return std::nullopt;
  return OpenSession{.session = {.key_id = std::string(query.text(1)), .ends_at = query.time(2)},
                     .key = read_key(query, 3)};
}

void close_session(Connection& connection, const Sha256Digest& digest) {
  Query(connection, "DELETE FROM sessions WHERE digest = ?").bind(Blob{digest}).run();
}

}  // namespace cpsg::storage::sqlite
