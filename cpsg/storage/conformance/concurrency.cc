// Protects: readers in other threads and other stores see one whole generation, whatever a writer does meanwhile; and
// of two writes at the same moment neither is lost.
#include <gmock/gmock.h>

#include <array>
#include <atomic>
#include <functional>
#include <thread>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

constexpr std::uint64_t kGenerations = 40;

// One reads all there is, the others often; one from another store.
void read_until(const std::atomic<bool>& done, const Stores& stores, const CommitView& first, int reader) {
  std::uint64_t seen = 0;
  while (!done) {
    const std::uint64_t generation = reader == 0 ? expect_whole_generation(stores, first.project_id)
                                                 : expect_whole_answers(stores, first.project_id);
    EXPECT_GE(generation, seen) << "time doesn't run backwards";
    seen = generation;
    EXPECT_EQ(stores.history.commits(first, {}).size(), kRowsPerGeneration) << "a view stays valid";
  }
}

TEST_P(StoresConformance, ReadersNeverSeeHalfAPublication) {
  SampleProject project(stores());
  stage_generation(stores().writer, project.lease, 1);
  project.publish(generation_publication(1));
  const CommitView first = stores().history.commit_view(project.id());
  const OpenStores other = home().open_stores();

  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 4; ++reader) {
    const Stores& mine = reader == 3 ? other.stores : stores();
    readers.emplace_back([&, reader] { read_until(done, mine, first, reader); });
  }
  for (std::uint64_t generation = 2; generation <= kGenerations; ++generation) {
    stage_generation(stores().writer, project.lease, generation);
    project.publish(generation_publication(generation));
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  done = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(expect_whole_generation(other.stores, project.id()), kGenerations);
}

TEST_P(StoresConformance, ProjectsAreSyncedAtTheSameTime) {
  const OpenStores other = home().open_stores();
  std::vector<std::thread> syncs;
  std::vector<std::string> ids(4);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    syncs.emplace_back([&, i, mine = i % 2 == 0 ? stores() : other.stores] {
      SampleProject project(mine, "project-" + std::to_string(i));
      ids[i] = project.id();
      for (std::uint64_t generation = 1; generation <= 10; ++generation) {
        stage_generation(mine.writer, project.lease, generation);
        project.publish(generation_publication(generation));
        mine.projects.renew_lease(project.lease, at(1), kLeaseTtl);
      }
      mine.projects.release_lease(project.lease);
    });
  }
  for (auto& sync : syncs) sync.join();
  for (const std::string& id : ids) EXPECT_EQ(expect_whole_generation(stores(), id), 10U);
}

// Runs both at the same moment, each on its own store.
void race(const std::function<void()>& one, const std::function<void()>& other) {
  std::atomic<int> waiting = 2;
  const auto meet = [&] {
    for (--waiting; waiting > 0;) std::this_thread::yield();
  };
  std::thread second([&] {
    meet();
    other();
  });
  meet();
  one();
  second.join();
}

TEST_P(StoresConformance, DeliveryThatRacesWithTheEndOfASyncMakesTheProjectDue) {
  SampleProject project(stores());
  const OpenStores other = home().open_stores();
  for (int round = 0; round < 100; ++round) {
    const std::uint64_t read = stores().projects.project(project.id()).work_version;
    const SyncOutcome later{.status = {.next_sync_at = at(1'000'000)}, .ended_at = at(10)};
    race([&] { stores().projects.finish_sync(project.lease, later, read); },
         [&] {
           const DeliveredWork work{.project_id = project.id(), .work = model::Work::kRefs};
           other.stores.deliveries.record_delivery(std::to_string(round), "push", work, at(10));
         });
    ASSERT_LE(stores().projects.project(project.id()).status.next_sync_at, at(10)) << "round " << round;
    finish_sync(stores().projects, project.lease, later.status);
  }
}

TEST_P(StoresConformance, DeliveryThatRacesWithTheEndOfARefreshMakesTheProjectDue) {
  const std::string id = add_project(stores().projects, "o", "n", "", at(0)).project.id;
  const OpenStores other = home().open_stores();
  const auto put_off = [](model::ProjectStatus status) {
    status.next_sync_at = at(1'000'000);
    return status;
  };
  for (int round = 0; round < 100; ++round) {
    const model::Project read = stores().projects.project(id);
    const Refreshed seen{.project_id = id,
                         .done = model::kInitialWork,
                         .work_version = read.work_version,
                         .next_sync_at = at(1'000'000)};
    race(
        [&] {
          if (round % 2 == 0) {
            stores().projects.change_status(read, read.work_version, put_off);
          } else {
            stores().observations.record_refreshed(std::array{seen}, at(10));
          }
        },
        [&] { other.stores.projects.add_work(id, model::Work::kRefs, at(10), model::Priority::kWebhook); });
    ASSERT_LE(stores().projects.project(id).status.next_sync_at, at(10)) << "round " << round;
    ASSERT_TRUE(any(stores().projects.project(id).work & model::Work::kRefs)) << "round " << round;
    change_status(stores().projects, id, put_off);
  }
}

TEST_P(StoresConformance, OneOfTwoMovesABatch) {
  const OpenStores other = home().open_stores();
  for (int round = 0; round < 100; ++round) {
    const std::string id = stores().batches.create_batch("x", {}, at(0)).id;
    bool finished = false;
    bool paused = false;
    race(
        [&] {
          finished = stores().batches.transition(id, model::BatchState::kRunning, model::BatchState::kFinished, at(1));
        },
        [&] {
          paused = other.stores.batches.transition(id, model::BatchState::kRunning, model::BatchState::kPaused, at(1));
        });
    ASSERT_NE(finished, paused) << "round " << round;
    ASSERT_EQ(stores().batches.batch(id)->state, paused ? model::BatchState::kPaused : model::BatchState::kFinished);
  }
}

TEST_P(StoresConformance, RetryThatRacesWithTheEndOfABatchIsWorkedOff) {
  const std::string project = add_project(stores().projects, "o", "n", "", at(0)).project.id;
  const OpenStores other = home().open_stores();
  for (int round = 0; round < 100; ++round) {
    const std::string id = stores().batches.create_batch("x", std::array{project}, at(0)).id;
    const model::BatchItem pending = stores().batches.batch_items(id, std::nullopt, 1).front();
    model::BatchItem failed = pending;
    failed.state = model::BatchItemState::kFailed;
    stores().batches.change_batch_items(id, std::array<BatchItemChange, 1>{{{pending, failed}}}, at(0));
    race([&] { stores().batches.transition(id, model::BatchState::kRunning, model::BatchState::kFinished, at(1)); },
         [&] { EXPECT_EQ(other.stores.batches.retry_failed_items(id, at(1)), 1U); });
    ASSERT_EQ(stores().batches.batch(id)->state, model::BatchState::kRunning) << "round " << round;
    ASSERT_EQ(stores().batches.batch(id)->pending, 1);
  }
}

TEST_P(StoresConformance, NoChangeOfAStatusIsLost) {
  const std::string id = add_project(stores().projects, "o", "n", "", at(0)).project.id;
  const OpenStores other = home().open_stores();
  constexpr int kChanges = 50;
  std::vector<std::thread> writers;
  for (Projects* const mine : {&stores().projects, &other.stores.projects}) {
    writers.emplace_back([&id, mine] {
      for (int i = 0; i < kChanges; ++i) {
        change_status(*mine, id, [](model::ProjectStatus status) {
          ++status.failures;
          return status;
        });
      }
    });
  }
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(stores().projects.project(id).status.failures, 2 * kChanges);
}

}  // namespace
}  // namespace cpsg::storage::conformance
