// Protects: readers in other threads and other stores see one whole generation, whatever a writer does meanwhile.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

constexpr std::uint64_t kGenerations = 40;

// One reads all there is, the others often; one from another store, one while memory is released.
void read_until(const std::atomic<bool>& done, Store& store, const CommitView& first, int reader) {
  std::uint64_t seen = 0;
  while (!done) {
    const std::uint64_t generation =
        reader == 0 ? expect_whole_generation(store, first.project_id) : expect_whole_answers(store, first.project_id);
    EXPECT_GE(generation, seen) << "time doesn't run backwards";
    seen = generation;
    EXPECT_EQ(store.commits(first, {}).size(), kRowsPerGeneration) << "a view stays valid";
    if (reader == 1) store.release_memory();
  }
}

TEST_P(ConcurrencyConformance, ReadersNeverSeeHalfAPublication) {
  SampleProject project(store());
  stage_generation(store(), project.lease, 1);
  project.publish(generation_publication(1));
  const CommitView first = store().commit_view(project.id());
  const auto other = home().open();

  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 4; ++reader) {
    Store& mine = reader == 3 ? *other : store();
    readers.emplace_back([&, reader] { read_until(done, mine, first, reader); });
  }
  for (std::uint64_t generation = 2; generation <= kGenerations; ++generation) {
    stage_generation(store(), project.lease, generation);
    project.publish(generation_publication(generation));
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  done = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(expect_whole_generation(*other, project.id()), kGenerations);
}

TEST_P(ConcurrencyConformance, ProjectsAreSyncedAtTheSameTime) {
  const auto other = home().open();
  std::vector<std::thread> syncs;
  std::vector<std::string> ids(4);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    syncs.emplace_back([&, i, mine = i % 2 == 0 ? &store() : other.get()] {
      SampleProject project(*mine, "project-" + std::to_string(i));
      ids[i] = project.id();
      for (std::uint64_t generation = 1; generation <= 10; ++generation) {
        stage_generation(*mine, project.lease, generation);
        project.publish(generation_publication(generation));
        mine->renew_lease(project.lease, at(1), kLeaseTtl);
      }
      mine->release_lease(project.lease);
    });
  }
  for (auto& sync : syncs) sync.join();
  for (const std::string& id : ids) EXPECT_EQ(expect_whole_generation(store(), id), 10U);
}

TEST_P(ConcurrencyConformance, NoChangeOfAStatusIsLost) {
  const std::string id = add_project(store(), "o", "n", "", at(0)).project.id;
  const auto other = home().open();
  constexpr int kChanges = 50;
  std::vector<std::thread> writers;
  for (Store* const mine : {&store(), other.get()}) {
    writers.emplace_back([&id, mine] {
      for (int i = 0; i < kChanges; ++i) {
        mine->change_status(id, [](model::ProjectStatus status) {
          ++status.failures;
          return status;
        });
      }
    });
  }
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(store().project(id).status.failures, 2 * kChanges);
}

}  // namespace
}  // namespace cpsg::storage::conformance
