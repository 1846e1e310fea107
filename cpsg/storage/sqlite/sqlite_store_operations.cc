#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/sqlite_store.h"
#include "cpsg/storage/sqlite/status_hours.h"
#include "cpsg/storage/sqlite/sync_log.h"
#include "cpsg/storage/sqlite/work_queue.h"

namespace cpsg::storage::sqlite {

// ---- SyncLog ----

void SqliteStore::record_sync(const Lease& lease, const model::SyncRecord& sync) {
  database_->write([&](Connection& c) {
    sqlite::record_sync(c, lease, sync);
    forget_old_hours(c, sync.ended_at);
  });
}

void SqliteStore::record_refresh_costs(std::span<const RefreshCost> costs, UnixTime now) {
  database_->write([&](Connection& c) { sqlite::record_refresh_costs(c, costs, now); });
}

void SqliteStore::record_refresh_failures(std::span<const RefreshFailure> failures) {
  database_->write([&](Connection& c) { sqlite::record_refresh_failures(c, failures); });
}

SyncPage SqliteStore::syncs(const SyncQuery& query, UnixTime now) {
  return database_->read([&](Connection& c) { return list_syncs(c, query, now); });
}

SyncPage SqliteStore::project_syncs(std::string_view project_id, std::optional<std::uint64_t> before, std::size_t limit,
                                    UnixTime now) {
  return database_->read([&](Connection& c) { return list_project_syncs(c, project_id, before, limit, now); });
}

std::int64_t SqliteStore::count_syncs(UnixTime since) {
  return database_->read([&](Connection& c) { return sqlite::count_syncs(c, since); });
}

// ---- StatusHistory ----

void SqliteStore::record_budgets(std::span<const BudgetSample> samples, UnixTime now) {
  database_->write([&](Connection& c) { sqlite::record_budgets(c, samples, now); });
}

std::vector<StatusHour> SqliteStore::hours(UnixTime since, UnixTime until) {
  return database_->read([&](Connection& c) { return status_hours(c, since, until); });
}

// ---- WorkQueue ----

QueueCounts SqliteStore::count_queue(UnixTime now, std::chrono::seconds late_after) {
  return database_->read([&](Connection& c) { return sqlite::count_queue(c, now, late_after); });
}

std::optional<QueuePlace> SqliteStore::queue_place(std::string_view project_id, UnixTime now) {
  return database_->read([&](Connection& c) { return sqlite::queue_place(c, project_id, now); });
}

std::vector<RunningProject> SqliteStore::running_projects(UnixTime now, const RunningQuery& query) {
  return database_->read([&](Connection& c) { return sqlite::running_projects(c, now, query); });
}

}  // namespace cpsg::storage::sqlite
