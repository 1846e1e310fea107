// Protects: what holds between threads holds between processes: one writer at a time, a late one is fenced out and what
// it staged is never seen, a reader beside a writer sees whole generations, and no change of another process is lost.
#include <gmock/gmock.h>

#include <array>
#include <memory>
#include <thread>

#include "cpsg/storage/conformance/child.h"
#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using namespace std::chrono_literals;

std::string sample_id(const Stores& stores) {
  return add_project(stores.projects, "owner", "sample", "", at(0)).project.id;
}

// Tries until nobody has it.
Lease wait_for_lease(Projects& projects, const std::string& id, const std::string& holder) {
  while (true) {
    auto answer = projects.acquire_lease(id, holder, at(0), kLeaseTtl, std::nullopt);
    if (auto* const lease = std::get_if<Lease>(&answer)) return *lease;
    EXPECT_NE(std::get<LeaseHolder>(answer).holder, holder) << "it was released";
    std::this_thread::sleep_for(100us);
  }
}

void publish_next(const Stores& stores, const Lease& lease) {
  stores.writer.discard_staged(lease);
  const std::uint64_t next = stores.writer.published_state(lease.project_id).generation + 1;
  stage_generation(stores.writer, lease, next);
  stores.writer.publish(lease, generation_publication(next));
}

TEST_P(StoresConformance, WritersInTwoProcessesTakeTurns) {
  constexpr int kTurns = 15;
  const auto work = [&](const std::string& holder) {
    return [&, holder](const Parent&) {
      const OpenStores open = home().open_stores();
      const std::string id = sample_id(open.stores);
      std::uint64_t last_fence = 0;
      for (int turn = 0; turn < kTurns; ++turn) {
        const Lease lease = wait_for_lease(open.stores.projects, id, holder);
        EXPECT_GT(lease.fence, last_fence);
        last_fence = lease.fence;
        publish_next(open.stores, lease);
        open.stores.projects.release_lease(lease);
      }
    };
  };
  Child one(work("one"));
  Child two(work("two"));
  EXPECT_TRUE(one.ended_well());
  EXPECT_TRUE(two.ended_well());

  EXPECT_EQ(expect_whole_generation(stores(), sample_id(stores())), 2U * kTurns) << "one generation for each turn";
}

// Stages what no other test data looks like, oversleeps its lease, and goes on as if nothing had happened.
void oversleep(const Stores& stores, const Parent& parent) {
  const std::string id = sample_id(stores);
  const Lease lease = std::get<Lease>(stores.projects.acquire_lease(id, "late", at(0), kLeaseTtl, std::nullopt));
  const auto stage_row = [&](std::uint32_t row) {
    stores.writer.stage(lease, {},
                        std::array{StagedCommit{.row = row, .oid = sample_oid(9'000 + row), .message = "late"}});
  };
  stores.writer.stage(lease, std::array{sample_person(0), sample_person(1)}, {});
  for (std::uint32_t row = 0; row < 2 * kRowsPerGeneration; ++row) stage_row(row);
  parent.say_ready();
  parent.await();

  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { stage_row(3 * kRowsPerGeneration); }));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { stores.writer.publish(lease, generation_publication(1)); }));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { stores.writer.discard_staged(lease); }));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { finish_sync(stores.projects, lease); }));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { stores.projects.put_off_work(lease, at(9)); }));
  const model::Project read = stores.projects.project(id);
  const Identity late{.github_id = 7, .node_id = "R_7", .owner = "owner", .name = "late"};
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { stores.projects.bind_identity(lease, read, late, at(9)); }));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { stores.projects.supersede_project(lease, read, at(9)); }));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] {
    stores.observations.record_refreshed(lease, {.project_id = id, .changed_at = at(9)}, at(9));
  }));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { stores.observations.record_refs_listed(lease, at(9)); }));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { stores.pulls.put_pull_requests(lease, {}, {.seen = 9}, at(9)); }));
  stores.projects.release_lease(lease);
}

TEST_P(StoresConformance, LateWriterInAnotherProcessIsFencedOutAndItsRowsAreNeverSeen) {
  Child late([&](const Parent& parent) { oversleep(home().open_stores().stores, parent); });
  ASSERT_TRUE(late.await_ready());
  const std::string id = sample_id(stores());
  const auto held = stores().projects.acquire_lease(id, "next", at(1), kLeaseTtl, std::nullopt);
  const Lease lease =
      std::get<Lease>(stores().projects.acquire_lease(id, "next", at(1), kLeaseTtl, std::get<LeaseHolder>(held).fence));
  EXPECT_GT(lease.fence, std::get<LeaseHolder>(held).fence);
  publish_next(stores(), lease);
  EXPECT_EQ(expect_whole_generation(stores(), id), 1U);

  late.go_on();
  EXPECT_TRUE(late.ended_well());

  EXPECT_EQ(expect_whole_generation(stores(), id), 1U);
  publish_next(stores(), lease);
  EXPECT_EQ(expect_whole_generation(stores(), id), 2U) << "rows of the numbers that the late one had staged";
  EXPECT_FALSE(stores().observations.api_progress(id).refs_at);
  EXPECT_FALSE(stores().observations.api_progress(id).changed_at);
  EXPECT_FALSE(stores().projects.project(id).github_id);
  EXPECT_EQ(stores().pulls.pull_walk(id), PullWalk{});
}

TEST_P(StoresConformance, ReaderBesideAWriterInAnotherProcessSeesWholeGenerations) {
  constexpr std::uint64_t kGenerations = 40;
  Child writer([&](const Parent& parent) {
    const OpenStores open = home().open_stores();
    const Lease lease = wait_for_lease(open.stores.projects, sample_id(open.stores), "writer");
    publish_next(open.stores, lease);
    parent.say_ready();
    for (std::uint64_t generation = 2; generation <= kGenerations; ++generation) {
      publish_next(open.stores, lease);
      std::this_thread::sleep_for(1ms);
    }
  });
  ASSERT_TRUE(writer.await_ready());
  const std::string id = sample_id(stores());
  const CommitView first = stores().history.commit_view(id);
  const std::size_t first_size = read_all(stores().history, first, {}).size();
  std::uint64_t seen = 0;
  while (seen < kGenerations && !HasFailure()) {
    const std::uint64_t generation = expect_whole_generation(stores(), id);
    EXPECT_GE(generation, seen) << "time doesn't run backwards";
    seen = generation;
    EXPECT_EQ(read_all(stores().history, first, {}).size(), first_size) << "a view stays valid";
  }
  EXPECT_TRUE(writer.ended_well());
}

TEST_P(StoresConformance, NothingThatProcessesAddAtTheSameTimeIsLost) {
  constexpr std::uint64_t kTimes = 40;
  const auto work = [&](const Parent&) {
    const OpenStores open = home().open_stores();
    const std::string id = sample_id(open.stores);
    for (std::uint64_t i = 0; i < kTimes; ++i) {
      open.stores.projects.add_work(id, model::Work::kRefs, at(1), model::Priority::kWebhook);
      change_status(open.stores.projects, id, [](model::ProjectStatus status) {
        ++status.failures;
        return status;
      });
      open.stores.deliveries.record_delivery(std::to_string(i), "push", {}, at(1));
    }
  };
  std::vector<std::unique_ptr<Child>> children;
  for (int i = 0; i < 3; ++i) children.push_back(std::make_unique<Child>(work));
  for (const auto& child : children) EXPECT_TRUE(child->ended_well());

  const model::Project project = stores().projects.project(sample_id(stores()));
  EXPECT_EQ(project.work_version, 1 + 3 * kTimes);
  EXPECT_EQ(project.status.failures, static_cast<std::int64_t>(3 * kTimes));
  ASSERT_EQ(stores().deliveries.delivery_counts().size(), 1U);
  EXPECT_EQ(stores().deliveries.delivery_counts().front().count, static_cast<std::int64_t>(kTimes))
      << "each delivery counts once, whichever process took it";
}

// One process takes deliveries while another ends one sync after the other, each with an interval before the next.
TEST_P(StoresConformance, DeliveriesBesideSyncsOfAnotherProcessAreActedOn) {
  constexpr int kDeliveries = 150;
  Child webhooks([&](const Parent& parent) {
    const OpenStores open = home().open_stores();
    const DeliveredWork work{.project_id = sample_id(open.stores), .work = model::Work::kRefs};
    RandomMoments moments;
    parent.say_ready();
    for (int i = 0; i < kDeliveries; ++i) {
      open.stores.deliveries.record_delivery(std::to_string(i), "push", work, at(10));
      std::this_thread::sleep_for(moments.below(300us));
    }
  });
  ASSERT_TRUE(webhooks.await_ready());
  Projects& projects = stores().projects;
  const Lease lease = wait_for_lease(projects, sample_id(stores()), "syncs");
  for (bool last = false; !last && !HasFailure();) {
    const auto counts = stores().deliveries.delivery_counts();
    last = !counts.empty() && counts.front().count == kDeliveries;
    const model::Project read = projects.project(lease.project_id);
    projects.finish_work(lease, model::kInitialWork, read.work_version);
    projects.finish_sync(lease, {.status = {.next_sync_at = at(1'000'000)}, .ended_at = at(10)}, read.work_version);
    const model::Project after = projects.project(lease.project_id);
    const bool waits = any(after.work & model::Work::kRefs) && after.status.next_sync_at > at(10);
    EXPECT_FALSE(waits) << "for the interval";
  }
  EXPECT_TRUE(webhooks.ended_well());
}

// The winner breaks the dead one's lease by the fence that it read; everybody else is refused by the winner's.
TEST_P(StoresConformance, OneOfManyProcessesTakesOverFromADeadOne) {
  constexpr int kProcesses = 4;
  Child dead([&](const Parent& parent) {
    const OpenStores open = home().open_stores();
    const Lease lease = wait_for_lease(open.stores.projects, sample_id(open.stores), "dead");
    stage_generation(open.stores.writer, lease, 1);
    parent.say_ready();
    parent.await();
  });
  ASSERT_TRUE(dead.await_ready());
  EXPECT_TRUE(dead.kill());
  std::vector<std::unique_ptr<Child>> children;
  for (int i = 0; i < kProcesses; ++i) {
    children.push_back(std::make_unique<Child>([&](const Parent& parent) {
      const OpenStores open = home().open_stores();
      const std::string id = sample_id(open.stores);
      const auto held = open.stores.projects.acquire_lease(id, "next", at(1), kLeaseTtl, std::nullopt);
      parent.say_ready();
      parent.await();
      const auto taken =
          open.stores.projects.acquire_lease(id, "next", at(1), kLeaseTtl, std::get<LeaseHolder>(held).fence);
      if (const auto* lease = std::get_if<Lease>(&taken)) publish_next(open.stores, *lease);
    }));
  }
  for (const auto& child : children) ASSERT_TRUE(child->await_ready());
  for (const auto& child : children) child->go_on();
  for (const auto& child : children) EXPECT_TRUE(child->ended_well());
  EXPECT_EQ(expect_whole_generation(stores(), sample_id(stores())), 1U);
}

}  // namespace
}  // namespace cpsg::storage::conformance
