// For tests of batches: a real store, in which the test plays workers and clock.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cpsg/schedule/batch_runner.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::schedule {

inline constexpr UnixTime kMidnight = std::chrono::sys_days(std::chrono::year(2027) / 3 / 14);

class BatchRunnerTest : public testing::Test {
 protected:
  BatchRunnerTest() { rules.at_once = 2; }

  // Of so many new projects that are held back.
  std::string create(int projects) {
    std::vector<std::string> ids;
    for (int n = 0; n < projects; ++n) {
      const std::string name = "p" + std::to_string(n);
      ids.push_back(store->add_project("o", name, "", now, std::nullopt, model::Priority::kBackfill).project.id);
    }
    return store->create_batch("a batch", ids, now).id;
  }
  bool advance() { return advance_batches(*store, *store, rules, now); }

  // What the workers do.
  std::vector<std::string> due() {
    std::vector<std::string> ids;
    for (const auto& project : store->due_projects(now, storage::Due::kAny, 100)) ids.push_back(project.id);
    return ids;
  }
  void end(const std::string& project_id, const model::ProjectStatus& status) {
    const auto lease =
        std::get<storage::Lease>(store->acquire_lease(project_id, "test", now, std::chrono::seconds(60), {}));
    store->finish_sync(lease, {.status = status}, store->project(project_id).work_version);
    store->release_lease(lease);
  }
  void sync(const std::string& project_id) {
    model::ProjectStatus status;
    status.state = model::SyncState::kOk;
    status.next_sync_at = now + std::chrono::hours(6);
    status.last_synced_at = now;
    end(project_id, status);
  }
  void fail(const std::string& project_id, ErrorCode code, int failures,
            model::SyncState state = model::SyncState::kFailing,
            std::optional<UnixTime> last_synced_at = std::nullopt) {
    model::ProjectStatus status;
    status.last_synced_at = last_synced_at;
    status.state = state;
    status.reason = "so it is";
    status.code = code;
    status.next_sync_at = now + std::chrono::hours(1);
    status.failures = failures;
    end(project_id, status);
  }

  model::Batch batch(const std::string& id) { return store->batch(id).value(); }
  std::vector<model::BatchItem> items(const std::string& id,
                                      std::optional<model::BatchItemState> state = std::nullopt) {
    return store->batch_items(id, state, 100);
  }

  storage::sqlite::SqliteHome home;
  std::unique_ptr<storage::sqlite::SqliteStore> store = home.open();
  BatchRules rules;
  UnixTime now = kMidnight + std::chrono::hours(12);
};

}  // namespace cpsg::schedule
