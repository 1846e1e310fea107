#include "cpsg/storage/sqlite/etags.h"

#include "cpsg/storage/observation_order.h"

namespace cpsg::storage::sqlite {

std::optional<std::string> find_etag(Connection& connection, std::string_view key) {
  Query query(connection, "SELECT etag FROM etags WHERE key = ?");
  if (!query.bind(key).step()) return std::nullopt;
  return std::string(query.text(0));
}

void put_etag(Connection& connection, std::string_view key, std::string_view etag, UnixTime now) {
  constexpr std::chrono::days kKept{30};
  Query(connection, "DELETE FROM etags WHERE stored_at < ?").bind(UnixTime(now - kKept)).run();
  Query(connection,
        "INSERT INTO etags VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET etag = ?2, stored_at = ?3"
        " WHERE stored_at <= ?3 OR stored_at > ?4")
      .bind(key, etag, now, UnixTime(now + kClockErrorMax))
      .run();
}

}  // namespace cpsg::storage::sqlite
