#include "cpsg/storage/sqlite/sync_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <limits>

#include "cpsg/base/utf8.h"
#include "cpsg/storage/sqlite/batches.h"
#include "cpsg/storage/sqlite/leases.h"
#include "cpsg/storage/sqlite/status_hours.h"

namespace cpsg::storage::sqlite {
namespace {

constexpr std::int64_t kNewest = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kDeletedAtOnce = 16;  // more than a sync adds, so that what is too much becomes less

// What is shown of an entry, of the tables `s` and `p`.
constexpr std::string_view kSelect =
    "SELECT s.sync_no, p.id, p.owner || '/' || p.name, s.started_at, s.ended_at, s.duration_ms, s.code, s.message,"
    " s.new_commits, s.new_branches, s.new_pulls, s.git_requests, s.rest_requests, s.graphql_requests, s.rest_points,"
    " s.graphql_points, s.received_bytes FROM sync_log AS s CROSS JOIN projects AS p ON p.project_no = s.project_no ";

LoggedSync read_sync(const Query& query) {
  LoggedSync logged{.number = static_cast<std::uint64_t>(query.integer(0)),
                    .project_id = std::string(query.text(1)),
                    .full_name = std::string(query.text(2)),
                    .sync = {.started_at = query.time(3),
                             .ended_at = query.time(4),
                             .duration_ms = query.integer(5),
                             .message = std::string(query.text(7)),
                             .new_commits = query.integer(8),
                             .new_branches = query.integer(9),
                             .new_pulls = query.integer(10),
                             .git_requests = query.integer(11),
                             .rest_requests = query.integer(12),
                             .graphql_requests = query.integer(13),
                             .rest_points = query.real(14),
                             .graphql_points = query.real(15),
                             .received_bytes = query.integer(16)}};
  if (query.is_null(6)) return logged;
  logged.sync.code = error_code_from_name(query.text(6));
  if (!logged.sync.code) throw Error(ErrorCode::kStoreCorrupt, "the stored code of a sync is none that is known");
  return logged;
}

std::int64_t before_of(std::optional<std::uint64_t> before) {
  return before ? static_cast<std::int64_t>(std::min<std::uint64_t>(*before, kNewest)) : kNewest;
}

// The rows of the query, which was told to give one more than the page holds.
SyncPage read_page(Query& query, std::size_t limit) {
  SyncPage page;
  while (query.step()) page.syncs.push_back(read_sync(query));
  if (page.syncs.size() > limit) {
    page.syncs.pop_back();
    page.next = page.syncs.back().number;
  }
  return page;
}

std::string_view condition(const SyncQuery& query) {
  switch (query.wanted) {
    case SyncsWanted::kAll:
      return "";
    case SyncsWanted::kOk:
      return " AND s.code IS NULL";
    case SyncsWanted::kFailed:
      return " AND s.code IS NOT NULL";
  }
  return "";
}

// The number below which no entry is looked at for a page that begins before `before`; 0: all are. Failed ones are
// counted in their index; of all others, numbers have hardly any gaps.
std::int64_t lowest_for_page(Connection& connection, const SyncQuery& query, std::int64_t before) {
  if (query.wanted == SyncsWanted::kFailed) {
    Query nth(connection,
              "SELECT sync_no FROM sync_log INDEXED BY sync_log_failed WHERE code IS NOT NULL AND sync_no < ?"
              " ORDER BY sync_no DESC LIMIT 1 OFFSET ?");
    return nth.bind(before, kSyncsLookedAtMax - 1).step() ? nth.integer(0) : 0;
  }
  if (query.wanted == SyncsWanted::kAll && !query.public_only) return 0;
  Query newest(connection, "SELECT max(sync_no) FROM sync_log WHERE sync_no < ?");
  newest.bind(before).step();
  Query oldest(connection, "SELECT min(sync_no) FROM sync_log");
  oldest.step();
  const std::int64_t lowest = newest.integer(0) - static_cast<std::int64_t>(kSyncsLookedAtMax) + 1;
  return lowest > oldest.integer(0) ? lowest : 0;
}

void insert(Connection& connection, ProjectNo project_no, const model::SyncRecord& sync) {
  const auto code = sync.code ? std::optional(traits(*sync.code).name) : std::nullopt;
  const std::string_view message = cut_utf8(sync.message, kSyncMessageMaxBytes);
  Query(connection,
        "INSERT INTO sync_log (project_no, started_at, ended_at, duration_ms, code, message, new_commits, new_branches,"
        " new_pulls, git_requests, rest_requests, graphql_requests, rest_points, graphql_points, received_bytes)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(project_no, sync.started_at, sync.ended_at, sync.duration_ms, code, message, sync.new_commits,
            sync.new_branches, sync.new_pulls, sync.git_requests, sync.rest_requests, sync.graphql_requests,
            sync.rest_points, sync.graphql_points, sync.received_bytes)
      .run();
}

void delete_some_old(Connection& connection, ProjectNo project_no, UnixTime now) {
  Query(connection,
        "DELETE FROM sync_log WHERE sync_no IN"
        " (SELECT sync_no FROM sync_log WHERE ended_at < ? ORDER BY ended_at LIMIT ?)")
      .bind(UnixTime(now - kSyncsKept), kDeletedAtOnce)
      .run();
  Query(connection,
        "DELETE FROM sync_log WHERE sync_no IN"
        " (SELECT sync_no FROM sync_log WHERE project_no = ? ORDER BY sync_no DESC LIMIT ? OFFSET ?)")
      .bind(project_no, kDeletedAtOnce, kSyncsOfProjectMax)
      .run();
}

// Whether the newest entry of the project says the same already.
bool repeats_the_newest(Connection& connection, ProjectNo project_no, const model::SyncRecord& sync) {
  Query newest(connection, "SELECT code, ended_at FROM sync_log WHERE project_no = ? ORDER BY sync_no DESC LIMIT 1");
  if (!newest.bind(project_no).step() || newest.is_null(0)) return false;
  return newest.text(0) == traits(*sync.code).name && newest.time(1) <= sync.ended_at &&
         sync.ended_at - newest.time(1) < kSameFailureQuiet;
}

}  // namespace

void record_sync(Connection& connection, const Lease& lease, const model::SyncRecord& sync) {
  const ProjectNo project_no = require_lease(connection, lease).project_no;
  insert(connection, project_no, sync);
  delete_some_old(connection, project_no, sync.ended_at);
  count_sync(connection, sync.ended_at, sync.code, sync.duration_ms);
  count_points(connection, sync.ended_at, sync.rest_points, sync.graphql_points);
  add_sync_to_items(connection, lease.project_id, sync.started_at, sync.ended_at, sync.duration_ms,
                    sync.graphql_points);
}

void record_refresh_costs(Connection& connection, std::span<const RefreshCost> costs, UnixTime now) {
  double rest_points = 0;
  double graphql_points = 0;
  for (const RefreshCost& cost : costs) {
    rest_points += cost.rest_points;
    graphql_points += cost.graphql_points;
    if (cost.graphql_points > 0) add_points_to_batches(connection, cost.project_id, now, cost.graphql_points);
  }
  count_points(connection, now, rest_points, graphql_points);
}

void record_refresh_failures(Connection& connection, std::span<const RefreshFailure> failures) {
  Query find(connection, "SELECT project_no FROM projects WHERE id = ?");
  for (const auto& [project_id, sync] : failures) {
    assert(sync.code && "it failed");
    if (!find.find(project_id)) continue;
    const ProjectNo project_no = find.integer(0);
    if (!repeats_the_newest(connection, project_no, sync)) {
      insert(connection, project_no, sync);
      delete_some_old(connection, project_no, sync.ended_at);
    }
    count_sync(connection, sync.ended_at, sync.code, std::nullopt);
    constexpr std::int64_t kNoTimeOfItsOwn = 0;  // the refresh was of many
    add_sync_to_items(connection, project_id, sync.started_at, sync.ended_at, kNoTimeOfItsOwn, 0);
  }
}

SyncPage list_syncs(Connection& connection, const SyncQuery& query, UnixTime now) {
  const std::int64_t before = before_of(query.before);
  const std::int64_t lowest = lowest_for_page(connection, query, before);
  Query rows(connection,
             fmt::format("{}{}WHERE s.sync_no < ?1 AND s.sync_no >= ?2 AND s.ended_at >= ?3{}{} ORDER BY s.sync_no DESC"
                         " LIMIT ?4",
                         kSelect, query.public_only ? "CROSS JOIN statistics AS t ON t.project_no = s.project_no " : "",
                         query.public_only ? " AND t.visibility = 'public'" : "", condition(query)));
  rows.bind(before, lowest, UnixTime(now - kSyncsKept), query.limit + 1);
  SyncPage page = read_page(rows, query.limit);
  if (!page.next && lowest > 0) page.next = static_cast<std::uint64_t>(lowest);
  return page;
}

SyncPage list_project_syncs(Connection& connection, std::string_view project_id, std::optional<std::uint64_t> before,
                            std::size_t limit, UnixTime now) {
  Query rows(connection,
             fmt::format("{}WHERE s.project_no = (SELECT project_no FROM projects WHERE id = ?1) AND s.sync_no < ?2"
                         " AND s.ended_at >= ?3 ORDER BY s.sync_no DESC LIMIT ?4",
                         kSelect));
  rows.bind(project_id, before_of(before), UnixTime(now - kSyncsKept), limit + 1);
  return read_page(rows, limit);
}

std::int64_t count_syncs(Connection& connection, UnixTime since) {
  Query query(connection, "SELECT count(*) FROM sync_log WHERE ended_at >= ?");
  query.bind(since).step();
  return query.integer(0);
}

}  // namespace cpsg::storage::sqlite
