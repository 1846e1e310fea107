// Protects: a process that dies in the middle of a sync leaves the published generation as it was, what it left behind
// is discarded by the next, and a walk through pull requests goes on after the last page that is stored. Children do
// the work and die by SIGKILL at moments that differ from run to run.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <thread>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

// Runs `work(ready)` in a child process and kills it so long after it called `ready`; whether it was killed at work.
template <typename Work>
bool run_and_kill(std::chrono::microseconds life, Work&& work) {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) throw std::runtime_error("no pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      work([&] {
        if (::write(pipe[1], "r", 1) != 1) ::_exit(2);
      });
      ::_exit(0);
    } catch (...) {
      ::_exit(1);
    }
  }
  ::close(pipe[1]);
  char byte = 0;
  const bool was_ready = ::read(pipe[0], &byte, 1) == 1;
  std::this_thread::sleep_for(life);
  ::kill(child, SIGKILL);
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(pipe[0]);  // not before: the child would die of its next call of ready
  return was_ready && WIFSIGNALED(status);
}

// Takes the project over from a sync that died, as the next one does.
Lease take_over(Store& store) {
  const std::string id = store.add_project("owner", "sample", "", at(0), at(0), model::Priority::kRefresh).project.id;
  auto answer = store.acquire_lease(id, "next", at(0), kLeaseTtl, std::nullopt);
  if (const auto* dead = std::get_if<LeaseHolder>(&answer)) {
    answer = store.acquire_lease(id, "next", at(0), kLeaseTtl, dead->fence);
  }
  const Lease lease = std::get<Lease>(answer);
  store.discard_staged(lease);
  return lease;
}

TEST_P(CrashConformance, DeathWhilePublishingLeavesOneWholeGeneration) {
  std::uint64_t generation = 0;
  for (int round = 0; round < 20; ++round) {
    EXPECT_TRUE(run_and_kill(std::chrono::microseconds(470 * round), [&](const auto& ready) {
      const auto store = home().open();
      const Lease lease = take_over(*store);
      std::uint64_t next = store->published_state(lease.project_id).generation;
      while (true) {
        stage_generation(*store, lease, ++next);
        store->publish(lease, generation_publication(next));
        ready();
      }
    }));
    const auto store = home().open();
    const Lease lease = take_over(*store);
    const std::uint64_t found = expect_whole_generation(*store, lease.project_id);
    EXPECT_GT(found, generation) << "what was published stays published";
    generation = found + 1;
    stage_generation(*store, lease, generation);
    store->publish(lease, generation_publication(generation));
    EXPECT_EQ(expect_whole_generation(*store, lease.project_id), generation);
    store->release_lease(lease);
  }
}

TEST_P(CrashConformance, DeathWhileStagingLeavesRowsThatAreDiscarded) {
  {
    const auto store = home().open();
    const Lease lease = take_over(*store);
    stage_generation(*store, lease, 1);
    store->publish(lease, generation_publication(1));
  }
  for (int round = 0; round < 5; ++round) {
    EXPECT_TRUE(run_and_kill(std::chrono::microseconds(1'300 * round), [&](const auto& ready) {
      const auto store = home().open();
      const Lease lease = take_over(*store);
      for (std::uint64_t generation = 2;; ++generation) {
        stage_generation(*store, lease, generation);
        ready();
      }
    }));
    const auto store = home().open();
    EXPECT_EQ(expect_whole_generation(*store, store->find_project("owner/sample").value().id), 1U);
    const Lease lease = take_over(*store);
    stage_generation(*store, lease, 2);  // the numbers are free
    store->discard_staged(lease);
  }
}

constexpr std::int64_t kPullsPerPage = 50;

// The next page of a list without end, of which two in three are open; the walk says how many it saw.
void put_next_page(Store& store, const Lease& lease) {
  PullWalk walk = store.pull_walk(lease.project_id);
  std::vector<model::PullRequest> pulls;
  for (std::int64_t i = 0; i < kPullsPerPage; ++i) {
    const std::int64_t number = ++walk.seen;
    pulls.push_back({.number = number, .state = number % 3 == 0 ? model::PullState::kMerged : model::PullState::kOpen});
  }
  walk.cursor = std::to_string(walk.seen);
  EXPECT_EQ(store.put_pull_requests(lease, pulls, walk), pulls.size()) << "none is stored twice";
}

TEST_P(CrashConformance, DeathBetweenPagesLeavesPageAndWalkTogether) {
  std::int64_t seen = 0;
  for (int round = 0; round < 12; ++round) {
    EXPECT_TRUE(run_and_kill(std::chrono::microseconds(730 * round), [&](const auto& ready) {
      const auto store = home().open();
      const Lease lease = take_over(*store);
      while (true) {
        put_next_page(*store, lease);
        ready();
      }
    }));
    const auto store = home().open();
    const Lease lease = take_over(*store);
    const PullWalk walk = store->pull_walk(lease.project_id);
    EXPECT_GT(walk.seen, seen) << "what was stored stays stored";
    EXPECT_EQ(walk.cursor, std::to_string(walk.seen));
    const auto numbers = store->pull_request_numbers(lease.project_id);
    ASSERT_EQ(static_cast<std::int64_t>(numbers.size()), walk.seen);
    EXPECT_EQ(numbers.back(), walk.seen);
    const model::PullCounts counts = store->count_pull_requests(lease.project_id);
    EXPECT_EQ(counts.merged, walk.seen / 3);
    EXPECT_EQ(counts.total(), walk.seen);
    put_next_page(*store, lease);
    seen = walk.seen + kPullsPerPage;
  }
}

}  // namespace
}  // namespace cpsg::storage::conformance
