// Leases: who may write to a project, and until when.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <variant>

#include "cpsg/storage/projects.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/project_row.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] std::variant<Lease, LeaseHolder> acquire_lease(Connection& connection, std::string_view project_id,
                                                             std::string_view holder, UnixTime now,
                                                             std::chrono::seconds ttl,
                                                             std::optional<std::uint64_t> break_fence);
// When it now expires.
UnixTime renew_lease(Connection& connection, const Lease& lease, UnixTime now, std::chrono::seconds ttl);
void release_lease(Connection& connection, const Lease& lease);

// Throws Error(kBusy) unless the lease is still held. To be called within the transaction that writes.
Bounds require_lease(Connection& connection, const Lease& lease);

}  // namespace cpsg::storage::sqlite
