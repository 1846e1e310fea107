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
            (QueueCounts{.due = 3, .late = 2, .oldest_due_at = at(900), .next_due_at = at(9'000), .waiting_quota = 1}));
  (void)projects().acquire_lease(leased, "me", at(1'590), kLeaseTtl, {});
  EXPECT_EQ(work_queue().count_queue(at(1'600), 600s), (QueueCounts{.running = 1,
                                                                    .due = 2,
                                                                    .late = 1,
                                                                    .oldest_due_at = at(1'000),
                                                                    .next_due_at = at(9'000),
                                                                    .waiting_quota = 1}));
  EXPECT_EQ(work_queue().count_queue(at(1'650), 600s).running, 0) << "whoever had it is gone";
}

TEST_P(WorkQueueConformance, PlaceIsTheOneInWhichWorkersTakeThem) {
  using model::Priority;
  const auto add = [&](std::string_view name, std::optional<UnixTime> due_at, Priority priority) {
    return projects().add_project("o", name, "", at(0), due_at, priority).project.id;
  };
  const std::string last = add("last", at(10), Priority::kBackfill);
  const std::string second = add("second", at(30), Priority::kRefresh);
  const std::string first = add("first", at(20), Priority::kRefresh);
  const std::string leased = add("leased", at(5), Priority::kInteractive);
  const std::string later = add("later", at(900), Priority::kInteractive);
  (void)projects().acquire_lease(leased, "me", at(50), kLeaseTtl, {});
  const auto place = [&](const std::string& id) { return work_queue().queue_place(id, at(60)); };
  EXPECT_EQ(place(first), (QueuePlace{.place = 1, .of = 3}));
  EXPECT_EQ(place(second), (QueuePlace{.place = 2, .of = 3}));
  EXPECT_EQ(place(last), (QueuePlace{.place = 3, .of = 3}));
  EXPECT_EQ(place(leased), std::nullopt) << "somebody works on it";
  EXPECT_EQ(place(later), std::nullopt) << "it is not due";
  EXPECT_EQ(place("nobody"), std::nullopt);
  std::vector<std::string> taken;
  for (const Due due : {Due::kSync, Due::kRefresh}) {
    for (const model::Project& each : projects().due_projects(at(60), due, 10)) taken.push_back(each.id);
  }
  EXPECT_THAT(taken, ElementsAre(first, second, last)) << "as workers take them";
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
