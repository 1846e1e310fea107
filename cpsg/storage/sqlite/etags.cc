#include "cpsg/storage/sqlite/etags.h"

#include "cpsg/storage/observation_order.h"

namespace cpsg::storage::sqlite {

std::optional<std::string> find_etag(Connection& connection, std::string_view key) {
  Query query(connection, "SELECT etag FROM etags WHERE key = ?");
  if (!query.bind(key).step()) return std::nullopt;
  return std::string(query.text(0));
}

void write_etag(Connection& connection, ProjectNo project_no, const ReceivedEtag& received, UnixTime observed_at,
                UnixTime now) {
  constexpr std::chrono::days kKept{30};
  Query(connection, "DELETE FROM etags WHERE stored_at < ?").bind(UnixTime(now - kKept)).run();
  Query(connection,
        "INSERT INTO etags (key, etag, stored_at, project_no) VALUES (?2, ?3, ?4, ?1)"
        " ON CONFLICT DO UPDATE SET etag = ?3, stored_at = ?4, project_no = ?1"
        " WHERE stored_at <= ?4 OR stored_at > ?5")
      .bind(project_no, received.key, received.etag, observed_at, UnixTime(now + kClockErrorMax))
      .run();
}

}  // namespace cpsg::storage::sqlite
