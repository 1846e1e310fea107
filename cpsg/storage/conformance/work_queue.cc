// Protects: what waits and what is under way is counted as it is now; leases that have ended count no longer.
#include "cpsg/storage/work_queue.h"

#include <gmock/gmock.h>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(WorkQueueConformance, CountsWhatIsDueLateAndRunning) {
  EXPECT_EQ(work_queue().count_queue(at(0), 600s), QueueCounts());
  using model::Priority;
  const auto add = [&](std::string_view name, std::optional<UnixTime> due_at, Priority priority) {
    return projects().add_project("o", name, "", at(0), due_at, priority).project.id;
  };
  add("first", at(1'000), Priority::kRefresh);
  add("second", at(1'500), Priority::kBackfill);
  add("later", at(9'000), Priority::kInteractive);
  add("held", std::nullopt, Priority::kBackfill);
  const std::string leased = add("leased", at(900), Priority::kRefresh);
  const std::string waiting = add("waiting", at(9'000), Priority::kRefresh);
  change_status(projects(), waiting, [](const model::ProjectStatus&) {
    return model::ProjectStatus{.state = model::SyncState::kWaitingQuota, .next_sync_at = at(9'000)};
  });
  EXPECT_EQ(work_queue().count_queue(at(1'600), 600s),
            (QueueCounts{.due = 3, .late = 2, .oldest_due_at = at(900), .waiting_quota = 1}));
  (void)projects().acquire_lease(leased, "me", at(1'590), kLeaseTtl, {});
  EXPECT_EQ(work_queue().count_queue(at(1'600), 600s),
            (QueueCounts{.running = 1, .due = 2, .late = 1, .oldest_due_at = at(1'000), .waiting_quota = 1}));
  EXPECT_EQ(work_queue().count_queue(at(1'650), 600s).running, 0) << "whoever had it is gone";
}

TEST_P(WorkQueueConformance, RunningOnesComeInPagesLatestFirst) {
  EXPECT_THAT(work_queue().running_projects(at(0), {}), IsEmpty());
  std::vector<std::string> names;
  for (const std::string name : {"a", "b", "c"}) {
    const std::string id = add_project(projects(), "o", name, "", at(0)).project.id;
    (void)projects().acquire_lease(id, "me", at(10), kLeaseTtl, {});
  }
  const Refreshed seen{.project_id = projects().find_project("o/b")->id,
                       .statistics = model::Statistics{.visibility = "public"}};
  stores().observations.record_refreshed({&seen, 1}, at(10));
  const auto page = [&](const RunningQuery& query) {
    std::vector<std::string> found;
    for (const RunningProject& each : work_queue().running_projects(at(20), query)) {
      EXPECT_EQ(each.since, at(10));
      found.push_back(each.full_name);
    }
    return found;
  };
  EXPECT_THAT(page({}), ElementsAre("o/c", "o/b", "o/a"));
  const auto first = work_queue().running_projects(at(20), {.limit = 2});
  EXPECT_THAT(page({.before = first.back().fence}), ElementsAre("o/a"));
  EXPECT_THAT(page({.public_only = true}), ElementsAre("o/b"));
  EXPECT_THAT(work_queue().running_projects(at(70), {}), IsEmpty());
}

}  // namespace
}  // namespace cpsg::storage::conformance
