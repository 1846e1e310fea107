#include "cpsg/schedule/sync_now.h"

#include <fmt/format.h>

#include <string>

namespace cpsg::schedule {
namespace {

using model::SyncState;
using model::Work;

Failure too_soon(std::string message, std::chrono::seconds retry_after) {
  return {ErrorCode::kTooManyRequests, std::move(message), retry_after};
}

}  // namespace

Work work_of_sync_now(bool audit) {
  const Work work = Work::kProbe | Work::kRefs;
  return audit ? work | Work::kAudit : work;
}

std::optional<Failure> why_no_sync_now(const model::Project& project, UnixTime now) {
  const model::ProjectStatus& status = project.status;
  if (status.state == SyncState::kGone || status.state == SyncState::kBlocked) {
    return Failure{ErrorCode::kConflict,
                   fmt::format("{} is {} at its origin, and nothing can be read of it: remove it, or wait until it is "
                               "there again",
                               project.full_name(), model::name(status.state)),
                   std::nullopt};
  }
  if (project.sync_asked_at && *project.sync_asked_at <= now) {
    const std::chrono::seconds left = *project.sync_asked_at + kSyncAskInterval - now;
    if (left > std::chrono::seconds(0)) {
      return too_soon(fmt::format("a sync of {} was asked for a moment ago", project.full_name()), left);
    }
  }
  if (status.state == SyncState::kWaitingQuota && status.next_sync_at && *status.next_sync_at > now) {
    return too_soon(
        fmt::format("{} waits for the budget at GitHub, and is synced when there is some", project.full_name()),
        *status.next_sync_at - now);
  }
  return std::nullopt;
}

}  // namespace cpsg::schedule
