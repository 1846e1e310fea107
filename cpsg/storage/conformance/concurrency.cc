// Protects: readers in other threads and other stores see one whole generation, whatever a writer does meanwhile.
#include <gmock/gmock.h>

#include <atomic>
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

TEST_P(StoresConformance, NoChangeOfAStatusIsLost) {
  const std::string id = add_project(stores().projects, "o", "n", "", at(0)).project.id;
  const OpenStores other = home().open_stores();
  constexpr int kChanges = 50;
  std::vector<std::thread> writers;
  for (Projects* const mine : {&stores().projects, &other.stores.projects}) {
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
  EXPECT_EQ(stores().projects.project(id).status.failures, 2 * kChanges);
}

}  // namespace
}  // namespace cpsg::storage::conformance
