#include "cpsg/storage/sqlite/deliveries.h"

#include <string>

#include "cpsg/storage/sqlite/status_hours.h"
#include "cpsg/storage/sqlite/work.h"

namespace cpsg::storage::sqlite {
namespace {

// GitHub delivers again for three days.
constexpr std::chrono::days kKept{4};

}  // namespace

bool record_delivery(Connection& connection, std::string_view delivery_id, std::string_view event,
                     const std::optional<DeliveredWork>& work, UnixTime now) {
  Query(connection, "DELETE FROM deliveries WHERE received_at < ?").bind(UnixTime(now - kKept)).run();
  Query(connection, "INSERT INTO deliveries (delivery_id, received_at, event) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
      .bind(delivery_id, now, event)
      .run();
  if (connection.changes() == 0) return false;
  count_delivery(connection, now);
  if (work) add_work(connection, work->project_id, work->work, now, model::Priority::kWebhook);
  return true;
}

std::vector<DeliveryCount> delivery_counts(Connection& connection) {
  Query query(connection,
              "SELECT event, count(*) FROM deliveries WHERE event IS NOT NULL GROUP BY event ORDER BY event");
  std::vector<DeliveryCount> counts;
  while (query.step()) counts.push_back({.event = std::string(query.text(0)), .count = query.integer(1)});
  return counts;
}

}  // namespace cpsg::storage::sqlite
