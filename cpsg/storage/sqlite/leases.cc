#include "cpsg/storage/sqlite/leases.h"

#include <fmt/format.h>

#include <cassert>

#include "cpsg/base/error.h"

namespace cpsg::storage::sqlite {
namespace {

std::uint64_t next_fence(Connection& connection) {
  Query query(connection, "UPDATE fences SET last_fence = last_fence + 1 RETURNING last_fence");
  query.step();
  return static_cast<std::uint64_t>(query.integer(0));
}

}  // namespace

std::variant<Lease, LeaseHolder> acquire_lease(Connection& connection, std::string_view project_id,
                                               std::string_view holder, UnixTime now, std::chrono::seconds ttl,
                                               std::optional<std::uint64_t> break_fence) {
  {
    Query query(connection,
                "SELECT lease_fence, lease_holder, lease_since, lease_expires_at FROM projects WHERE id = ?");
    if (!query.bind(project_id).step()) throw_unknown_project(project_id);
    const auto fence = static_cast<std::uint64_t>(query.integer(0));
    // A lease that begins in the future was taken by a wrong clock: it must not hold the project until then.
    const bool held = !query.is_null(1) && query.time(3) > now && query.time(2) <= now + ttl;
    if (held && break_fence != fence) {
      return LeaseHolder{
          .holder = std::string(query.text(1)), .fence = fence, .since = query.time(2), .expires_at = query.time(3)};
    }
  }
  const Lease lease{.project_id = std::string(project_id),
                    .holder = std::string(holder),
                    .fence = next_fence(connection),
                    .expires_at = now + ttl};
  Query(connection,
        "UPDATE projects SET lease_fence = ?2, lease_holder = ?3, lease_since = ?4, lease_expires_at = ?5"
        " WHERE id = ?1")
      .bind(project_id, lease.fence, holder, now, lease.expires_at)
      .run();
  return lease;
}

Bounds require_lease(Connection& connection, const Lease& lease) {
  const Bounds bounds = find_bounds(connection, lease.project_id);
  Query query(connection, "SELECT owner, name, lease_fence, lease_holder FROM projects WHERE project_no = ?");
  query.bind(bounds.project_no).step();
  if (query.is_null(3) || static_cast<std::uint64_t>(query.integer(2)) != lease.fence) {
    const std::string_view holder = query.is_null(3) ? "nobody" : query.text(3);
    throw Error(ErrorCode::kBusy, fmt::format("the lease on {}/{} was lost, {} has it now: try again later",
                                              query.text(0), query.text(1), holder));
  }
  return bounds;
}

Bounds require_lease_of(Connection& connection, const Lease& lease, std::string_view project_id) {
  assert(lease.project_id == project_id && "a sync writes to its own project alone");
  if (lease.project_id != project_id) throw_unknown_project(project_id);
  return require_lease(connection, lease);
}

UnixTime renew_lease(Connection& connection, const Lease& lease, UnixTime now, std::chrono::seconds ttl) {
  const Bounds bounds = require_lease(connection, lease);
  const UnixTime expires_at = now + ttl;
  Query(connection, "UPDATE projects SET lease_expires_at = ?2 WHERE project_no = ?1")
      .bind(bounds.project_no, expires_at)
      .run();
  return expires_at;
}

void break_lease(Connection& connection, ProjectNo project_no) {
  Query(connection,
        "UPDATE projects SET lease_holder = NULL, lease_since = NULL, lease_expires_at = NULL WHERE project_no = ?")
      .bind(project_no)
      .run();
}

void release_lease(Connection& connection, const Lease& lease) {
  Query(connection,
        "UPDATE projects SET lease_holder = NULL, lease_since = NULL, lease_expires_at = NULL"
        " WHERE id = ?1 AND lease_fence = ?2")
      .bind(lease.project_id, lease.fence)
      .run();
}

}  // namespace cpsg::storage::sqlite
