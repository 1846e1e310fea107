#include "cpsg/sync/sync_project.h"

#include <optional>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/model/project.h"
#include "cpsg/sync/lease_keeper.h"
#include "cpsg/sync/privacy_policy.h"
#include "cpsg/sync/project_sync.h"
#include "cpsg/sync/stopwatch.h"
#include "cpsg/sync/sync_records.h"

namespace cpsg::sync {

void sync_project(const storage::Stores& stores, const SyncSettings& settings, std::string_view project_id,
                  const SyncOptions& options, WaitableClock& clock, const ProgressSink& on_progress,
                  const std::atomic<bool>& cancelled, SyncReport& report) {
  const auto sync_once = [&](std::string_view id, const SyncOptions& wanted) -> std::optional<std::string> {
    const LeaseKeeper keeper(
        stores.projects, id, {settings.holder, settings.lease_ttl, settings.lease_wait}, clock,
        [&](std::string_view holder) { on_progress({Phase::kWaiting, 0, 0, 0, holder}); }, cancelled);
    // Read under the lease: whoever changes the policy takes the lease after that.
    require_policy(stores, settings.privacy);
    const Stopwatch stopwatch(clock, report);
    const Clock unix_time = [&clock] { return clock.unix_time(); };
    const RecordedSync recorded(stores.sync_log, keeper.lease(), clock, report);
    // The project is read under the lease: another process may have synced it while we waited.
    try {
      auto replaced_by =
          ProjectSync(stores, settings, wanted, keeper.lease(), unix_time, on_progress, cancelled, report).run();
      recorded.ended(std::nullopt, wanted.lane);
      return replaced_by;
    } catch (const Error& e) {
      recorded.ended(current_failure(), wanted.lane);
      // Another sync found that its repository has this project's name now: this one is looked up by its number.
      if (e.code() != ErrorCode::kBusy || !is_put_aside(stores.projects.project(id))) throw;
      return std::string(id);
    }
  };
  constexpr int kReplacedMax = 3;  // projects in a row that turn out to be another one
  std::optional<std::string> next = sync_once(project_id, options);
  SyncOptions of_the_next = options;
  of_the_next.api_failure.reset();
  for (int replaced = 0; next && replaced < kReplacedMax; ++replaced) {
    report.total = {};
    try {
      next = sync_once(*next, of_the_next);
    } catch (const Error& e) {
      if (e.code() == ErrorCode::kBusy) return;  // whoever holds that project syncs it
      throw;
    }
  }
}

}  // namespace cpsg::sync
