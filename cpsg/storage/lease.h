// The right to write to a project, as Projects gives it and every write of a sync carries it.
//
//   auto answer = projects.acquire_lease(id, "worker 1", now, 60s, std::nullopt);
//   if (const auto* lease = std::get_if<Lease>(&answer)) writer.publish(*lease, publication);
//
// The fence tells leases of one project apart: it grows with each. A write whose fence is not the project's present one
// throws Error(kBusy), so a process that slept through the end of its lease writes nothing. No lease of a removed
// project fits a later one of the same id.
#pragma once

#include <cstdint>
#include <string>

#include "cpsg/base/clock.h"

namespace cpsg::storage {

struct Lease {
  std::string project_id;
  std::string holder;       // whoever it is, in words that a person understands
  std::uint64_t fence = 0;  // grows with every lease of the project
  UnixTime expires_at{};
};

// Who has the lease, for whoever asks while it is not free.
struct LeaseHolder {
  std::string holder;
  std::uint64_t fence = 0;
  UnixTime since{};
  UnixTime expires_at{};
};

}  // namespace cpsg::storage
