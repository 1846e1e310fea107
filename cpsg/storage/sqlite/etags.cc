#include "cpsg/storage/sqlite/etags.h"

#include "cpsg/storage/observation_order.h"

namespace cpsg::storage::sqlite {

std::optional<std::string> find_etag(Connection& connection, std::string_view key) {
  Query query(connection, "SELECT etag FROM etags WHERE key = ?");
  if (!query.bind(key).step()) return std::nullopt;
  return std::string(query.text(0));
}

void put_etag(Connection& connection, std::string_view project_id, std::string_view key, std::string_view etag,
              UnixTime now) {
  constexpr std::chrono::days kKept{30};
  Query(connection, "DELETE FROM etags WHERE stored_at < ?").bind(UnixTime(now - kKept)).run();
  Query(connection,
        "INSERT INTO etags (key, etag, stored_at, project_no)"
        " SELECT ?2, ?3, ?4, project_no FROM projects WHERE id = ?1"
        " ON CONFLICT DO UPDATE SET etag = ?3, stored_at = ?4, project_no = excluded.project_no"
        " WHERE stored_at <= ?4 OR stored_at > ?5")
      .bind(project_id, key, etag, now, UnixTime(now + kClockErrorMax))
      .run();
}

}  // namespace cpsg::storage::sqlite
