// Rows of the table `sync_log`.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sync_log.h"

namespace cpsg::storage::sqlite {

// As the port SyncLog says.
void record_sync(Connection& connection, const Lease& lease, const model::SyncRecord& sync);
void record_refresh_costs(Connection& connection, std::span<const RefreshCost> costs, UnixTime now);
void record_refresh_failures(Connection& connection, std::span<const RefreshFailure> failures);
[[nodiscard]] SyncPage list_syncs(Connection& connection, const SyncQuery& query, UnixTime now);
[[nodiscard]] SyncPage list_project_syncs(Connection& connection, std::string_view project_id,
                                          std::optional<std::uint64_t> before, std::size_t limit, UnixTime now);
[[nodiscard]] std::int64_t count_syncs(Connection& connection, UnixTime since);

}  // namespace cpsg::storage::sqlite
