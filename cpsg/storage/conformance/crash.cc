// Protects: a process that dies in the middle of a sync leaves the published generation as it was, what it left behind
// is discarded by the next, and a walk through pull requests goes on after the last page that is stored. Children do
// the work and die by SIGKILL at random moments.
#include <gmock/gmock.h>

#include <thread>

#include "cpsg/storage/conformance/child.h"
#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using namespace std::chrono_literals;

// Runs `work` in a child process and kills it so long after it was ready; whether it was at work until then.
bool run_and_kill(std::chrono::microseconds life, const Child::Work& work) {
  Child child(work);
  const bool was_ready = child.await_ready();
  std::this_thread::sleep_for(life);
  return child.kill() && was_ready;
}

// Takes the project over from a sync that died, as the next one does.
Lease take_over(const Stores& stores) {
  const std::string id = add_project(stores.projects, "owner", "sample", "", at(0)).project.id;
  auto answer = stores.projects.acquire_lease(id, "next", at(0), kLeaseTtl, std::nullopt);
  if (const auto* dead = std::get_if<LeaseHolder>(&answer)) {
    answer = stores.projects.acquire_lease(id, "next", at(0), kLeaseTtl, dead->fence);
  }
  const Lease lease = std::get<Lease>(answer);
  stores.writer.discard_staged(lease);
  return lease;
}

TEST_P(StoresConformance, DeathWhilePublishingLeavesOneWholeGeneration) {
  RandomMoments moments;
  std::uint64_t generation = 0;
  for (int round = 0; round < 20; ++round) {
    EXPECT_TRUE(run_and_kill(moments.below(9ms), [&](const Parent& parent) {
      const OpenStores open = home().open_stores();
      const Stores& stores = open.stores;
      const Lease lease = take_over(stores);
      std::uint64_t next = stores.writer.published_state(lease.project_id).generation;
      while (true) {
        stage_generation(stores.writer, lease, ++next);
        stores.writer.publish(lease, generation_publication(next));
        parent.say_ready();
      }
    }));
    const OpenStores open = home().open_stores();
    const Stores& stores = open.stores;
    const Lease lease = take_over(stores);
    const std::uint64_t found = expect_whole_generation(stores, lease.project_id);
    EXPECT_GT(found, generation) << "what was published stays published";
    generation = found + 1;
    stage_generation(stores.writer, lease, generation);
    stores.writer.publish(lease, generation_publication(generation));
    EXPECT_EQ(expect_whole_generation(stores, lease.project_id), generation);
    stores.projects.release_lease(lease);
  }
}

TEST_P(StoresConformance, DeathWhileStagingLeavesRowsThatAreDiscarded) {
  RandomMoments moments;
  {
    const OpenStores open = home().open_stores();
    const Stores& stores = open.stores;
    const Lease lease = take_over(stores);
    stage_generation(stores.writer, lease, 1);
    stores.writer.publish(lease, generation_publication(1));
  }
  for (int round = 0; round < 5; ++round) {
    EXPECT_TRUE(run_and_kill(moments.below(6ms), [&](const Parent& parent) {
      const OpenStores open = home().open_stores();
      const Stores& stores = open.stores;
      const Lease lease = take_over(stores);
      for (std::uint64_t generation = 2;; ++generation) {
        stage_generation(stores.writer, lease, generation);
        parent.say_ready();
      }
    }));
    const OpenStores open = home().open_stores();
    const Stores& stores = open.stores;
    EXPECT_EQ(expect_whole_generation(stores, stores.projects.find_project("owner/sample").value().id), 1U);
    const Lease lease = take_over(stores);
    stage_generation(stores.writer, lease, 2);  // the numbers are free
    stores.writer.discard_staged(lease);
  }
}

constexpr std::int64_t kPullsPerPage = 50;

// The next page of a list without end, of which two in three are open; the walk says how many it saw.
void put_next_page(PullRequests& pull_requests, const Lease& lease) {
  PullWalk walk = pull_requests.pull_walk(lease.project_id);
  std::vector<model::PullRequest> pulls;
  for (std::int64_t i = 0; i < kPullsPerPage; ++i) {
    const std::int64_t number = ++walk.seen;
    pulls.push_back({.number = number, .state = number % 3 == 0 ? model::PullState::kMerged : model::PullState::kOpen});
  }
  walk.cursor = std::to_string(walk.seen);
  EXPECT_EQ(pull_requests.put_pull_requests(lease, pulls, walk, at(5'000)), pulls.size()) << "none is stored twice";
}

TEST_P(StoresConformance, DeathBetweenPagesLeavesPageAndWalkTogether) {
  RandomMoments moments;
  std::int64_t seen = 0;
  for (int round = 0; round < 12; ++round) {
    EXPECT_TRUE(run_and_kill(moments.below(9ms), [&](const Parent& parent) {
      const OpenStores open = home().open_stores();
      const Stores& stores = open.stores;
      const Lease lease = take_over(stores);
      while (true) {
        put_next_page(stores.pulls, lease);
        parent.say_ready();
      }
    }));
    const OpenStores open = home().open_stores();
    const Stores& stores = open.stores;
    const Lease lease = take_over(stores);
    const PullWalk walk = stores.pulls.pull_walk(lease.project_id);
    EXPECT_GT(walk.seen, seen) << "what was stored stays stored";
    EXPECT_EQ(walk.cursor, std::to_string(walk.seen));
    const auto marks = stores.pulls.pull_request_marks(lease.project_id);
    ASSERT_EQ(static_cast<std::int64_t>(marks.size()), walk.seen);
    EXPECT_EQ(marks.back().number, walk.seen);
    const model::PullCounts counts = stores.pulls.count_pull_requests(lease.project_id);
    EXPECT_EQ(counts.merged, walk.seen / 3);
    EXPECT_EQ(counts.total(), walk.seen);
    put_next_page(stores.pulls, lease);
    seen = walk.seen + kPullsPerPage;
  }
}

}  // namespace
}  // namespace cpsg::storage::conformance
