#include "cpsg/storage/sqlite/work_queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "cpsg/model/work.h"

namespace cpsg::storage::sqlite {
namespace {

constexpr std::array kPriorities{model::Priority::kInteractive, model::Priority::kWebhook, model::Priority::kRefresh,
                                 model::Priority::kBackfill};
constexpr std::string_view kIsLeased = "p.lease_holder IS NOT NULL AND p.lease_expires_at > ?1";

// Of each priority a range of the index projects_due. Leased ones are taken off by their own, small index.
std::int64_t count_due(Connection& connection, UnixTime now, UnixTime until) {
  std::int64_t count = 0;
  for (const model::Priority priority : kPriorities) {
    Query query(connection,
                "SELECT count(*) FROM projects INDEXED BY projects_due WHERE priority = ? AND next_sync_at <= ?");
    query.bind(static_cast<int>(priority), until).step();
    count += query.integer(0);
  }
  Query leased(connection,
               fmt::format("SELECT count(*) FROM projects AS p WHERE {} AND p.next_sync_at <= ?2", kIsLeased));
  leased.bind(now, until).step();
  return count - leased.integer(0);
}

std::optional<UnixTime> oldest_due_at(Connection& connection, UnixTime now) {
  std::optional<UnixTime> oldest;
  for (const model::Priority priority : kPriorities) {
    Query query(connection,
                fmt::format("SELECT p.next_sync_at FROM projects AS p WHERE p.priority = ?2 AND p.next_sync_at <= ?1"
                            " AND NOT ({}) ORDER BY p.next_sync_at LIMIT 1",
                            kIsLeased));
    if (!query.bind(now, static_cast<int>(priority)).step()) continue;
    oldest = std::min(oldest.value_or(now), query.time(0));
  }
  return oldest;
}

std::optional<UnixTime> next_due_at(Connection& connection, UnixTime now) {
  std::optional<UnixTime> next;
  for (const model::Priority priority : kPriorities) {
    Query query(
        connection,
        "SELECT min(next_sync_at) FROM projects INDEXED BY projects_due WHERE priority = ? AND next_sync_at > ?");
    query.bind(static_cast<int>(priority), now).step();
    const auto first = query.time_or_null(0);
    if (first) next = std::min(next.value_or(*first), *first);
  }
  return next;
}

}  // namespace

QueueCounts count_queue(Connection& connection, UnixTime now, std::chrono::seconds late_after) {
  QueueCounts counts;
  {
    Query query(connection, fmt::format("SELECT count(*) FROM projects AS p WHERE {}", kIsLeased));
    query.bind(now).step();
    counts.running = query.integer(0);
  }
  counts.due = count_due(connection, now, now);
  counts.late = count_due(connection, now, now - late_after);
  counts.oldest_due_at = oldest_due_at(connection, now);
  counts.next_due_at = next_due_at(connection, now);
  Query query(connection, "SELECT count(*) FROM projects WHERE state = 'waiting_quota'");
  query.step();
  counts.waiting_quota = query.integer(0);
  return counts;
}

std::optional<QueuePlace> queue_place(Connection& connection, std::string_view project_id, UnixTime now) {
  Query mine(connection, fmt::format("SELECT p.priority, p.next_sync_at, p.id FROM projects AS p WHERE p.id = ?2"
                                     " AND p.next_sync_at <= ?1 AND NOT ({})",
                                     kIsLeased));
  if (!mine.bind(now, project_id).step()) return std::nullopt;
  Query before(connection,
               fmt::format("SELECT count(*) FROM projects AS p WHERE p.priority <= ?2 AND p.next_sync_at <= ?1"
                           " AND (p.priority, p.next_sync_at, p.id) < (?2, ?3, ?4) AND NOT ({})",
                           kIsLeased));
  before.bind(now, mine.integer(0), mine.time(1), mine.text(2)).step();
  return QueuePlace{.place = before.integer(0) + 1, .of = count_due(connection, now, now)};
}

std::vector<RunningProject> running_projects(Connection& connection, UnixTime now, const RunningQuery& query) {
  constexpr auto kNewest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  Query rows(
      connection,
      fmt::format("SELECT p.id, p.owner || '/' || p.name, p.lease_since, p.lease_fence FROM projects AS p"
                  " WHERE {} AND p.lease_fence < ?2{} ORDER BY p.lease_fence DESC LIMIT ?3",
                  kIsLeased,
                  query.public_only ? " AND EXISTS (SELECT 1 FROM statistics AS t WHERE t.project_no = p.project_no"
                                      " AND t.visibility = 'public')"
                                    : ""));
  rows.bind(now, std::min(query.before.value_or(kNewest), kNewest), query.limit);
  std::vector<RunningProject> running;
  while (rows.step()) {
    running.push_back({.project_id = std::string(rows.text(0)),
                       .full_name = std::string(rows.text(1)),
                       .since = rows.time(2),
                       .fence = static_cast<std::uint64_t>(rows.integer(3))});
  }
  return running;
}

}  // namespace cpsg::storage::sqlite
