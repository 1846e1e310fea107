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
// Takes the lease from whoever has it: every write that carries it is refused from now on.
void break_lease(Connection& connection, ProjectNo project_no);

// Throws Error(kBusy) unless the lease is still held. To be called within the transaction that writes.
Bounds require_lease(Connection& connection, const Lease& lease);
// The same for a write that names its project besides, which must be that of the lease.
Bounds require_lease_of(Connection& connection, const Lease& lease, std::string_view project_id);

}  // namespace cpsg::storage::sqlite
