// Brings titles and labels of stored pull requests to the present rule for addresses.
//
//   if (bring_titles_to(pulls, project.id, lease, privacy.messages, now)) add_work(project.id, Work::kPulls, ...);
//
// Addresses are masked in place, in pages of bounded size. What was masked can only be read again from GitHub: then the
// walk through the list is reset, so that the next one reads all of it. Throws the store's errors; what was done until
// then stays, and the next call goes on. Blocks.
#pragma once

#include <string_view>

#include "cpsg/storage/pull_requests.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::sync {

// True if stored titles must be read again. The lease is held.
[[nodiscard]] bool bring_titles_to(storage::PullRequests& pulls, std::string_view project_id,
                                   const storage::Lease& lease, MessagePrivacy rule, UnixTime now);

}  // namespace cpsg::sync
