#include "cpsg/sync/sync_project.h"

#include <optional>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/model/local_path.h"
#include "cpsg/model/project.h"
#include "cpsg/sync/lease_keeper.h"
#include "cpsg/sync/privacy_policy.h"
#include "cpsg/sync/project_sync.h"
#include "cpsg/sync/stopwatch.h"
#include "cpsg/sync/sync_records.h"

namespace cpsg::sync {

namespace {

// The present failure in the words that others may read. The log of syncs keeps no path of this machine.
Failure shown_failure(storage::Projects& projects, std::string_view project_id) {
  Failure failure = current_failure();
  try {
    const std::string id(project_id);
    const std::vector<model::Project> found = projects.projects({&id, 1});
    const std::string_view source_url = found.empty() ? std::string_view() : found.front().source_url;
    failure.message = model::shown_message(failure.code, std::move(failure.message), source_url);
  } catch (const Error&) {
    failure.message = traits(failure.code).title;
  }
  return failure;
}

}  // namespace

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
      recorded.ended(shown_failure(stores.projects, id), wanted.lane);
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
