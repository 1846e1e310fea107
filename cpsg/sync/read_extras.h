// What is read of a project from spare budget beside its commits: how its stars grew before it was followed, once, and
// its releases, when their number has changed.
//
//   const ExtrasReport report = read_extras(stores, client, project, lease, call, clock);
//   if (report.again_at) put_off_until(*report.again_at);
//
// A star history is read in the lane of spare budget alone; in others it stays to be read. The caller holds the lease,
// and the project has a handle (node id). Each costs only itself where GitHub fails to give it: that is not thrown, and
// the other is read all the same. What was read of a star history stays, and the next call goes on with the page behind
// it; releases are stored together. Blocks. Throws Error(kCancelled), what is of everything that is asked
// (is_outage()), and the errors of the store and the lease.
#pragma once

#include <cstdint>
#include <optional>

#include "cpsg/base/clock.h"
#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/lease.h"
#include "cpsg/storage/stores.h"

namespace cpsg::sync {

struct ExtrasReport {
  std::optional<UnixTime> again_at;  // something is left to be read, from then on
};

[[nodiscard]] ExtrasReport read_extras(const storage::Stores& stores, github::client::Client& client,
                                       const model::Project& project, const storage::Lease& lease,
                                       const github::client::Call& call, const Clock& clock);

// Whether the releases are to be read, as far as the statistics tell: their number is another than before.
[[nodiscard]] bool releases_changed(const std::optional<model::Statistics>& before,
                                    const std::optional<model::Statistics>& now);

}  // namespace cpsg::sync
