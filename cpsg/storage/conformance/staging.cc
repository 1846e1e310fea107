// Protects: what a sync stages is seen by nobody, survives or goes as the next sync decides, and never touches what is
// published.
#include <gmock/gmock.h>

#include "cpsg/base/limits.h"
#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

void expect_nothing_published(Store& store, const std::string& id) {
  EXPECT_EQ(store.published_state(id).generation, 0U);
  EXPECT_EQ(store.published_state(id).rows, 0U);
  EXPECT_THAT(store.person_keys(id), IsEmpty());
  const CommitView view = store.commit_view(id);
  EXPECT_EQ(view.rows, 0U);
  EXPECT_THAT(store.commits(view, {.include_unreachable = true}), IsEmpty());
  EXPECT_THAT(store.people_matching(id, std::array{std::string("Person 0")}), IsEmpty());
  EXPECT_FALSE(store.project(id).counts);
}

TEST_P(StagingConformance, StagedRowsAreInvisible) {
  SampleProject project(store());
  stage_generation(store(), project.lease, 1);
  expect_nothing_published(store(), project.id());
  expect_nothing_published(*home().open(), project.id());
}

TEST_P(StagingConformance, StagedRowsBesidePublishedOnesAreInvisible) {
  SampleProject project(store());
  stage_generation(store(), project.lease, 1);
  project.publish(generation_publication(1));
  stage_generation(store(), project.lease, 2);

  EXPECT_EQ(expect_whole_generation(store(), project.id()), 1U);
  EXPECT_THAT(store().commits(store().commit_view(project.id()), {.limit = 1'000, .include_unreachable = true}),
              SizeIs(kRowsPerGeneration));
  EXPECT_THAT(store().person_keys(project.id()), SizeIs(1));
  EXPECT_THAT(store().people_matching(project.id(), std::array{std::string("Person 1")}), IsEmpty());
}

TEST_P(StagingConformance, StagedRowsOfAnEarlierProcessCanBePublished) {
  const Lease lease = SampleProject(store()).lease;
  stage_generation(store(), lease, 1);
  reopen().publish(lease, generation_publication(1));
  EXPECT_EQ(expect_whole_generation(store(), lease.project_id), 1U);
}

TEST_P(StagingConformance, DiscardRemovesStagedRowsAlone) {
  SampleProject project(store());
  SampleProject neighbour(store(), "neighbour");
  stage_generation(store(), project.lease, 1);
  project.publish(generation_publication(1));
  stage_generation(store(), project.lease, 2);
  stage_generation(store(), project.lease, 3);
  stage_generation(store(), neighbour.lease, 1);

  store().discard_staged(project.lease);
  store().discard_staged(project.lease);  // nothing left: no harm

  EXPECT_EQ(expect_whole_generation(store(), project.id()), 1U);
  stage_generation(store(), project.lease, 2);  // the numbers are free again
  project.publish(generation_publication(2));
  EXPECT_EQ(expect_whole_generation(store(), project.id()), 2U);
  neighbour.publish(generation_publication(1));
  EXPECT_EQ(expect_whole_generation(store(), neighbour.id()), 1U) << "another project's staged rows are not touched";
}

TEST_P(StagingConformance, DiscardCopesWithManyRows) {
  SampleProject project(store());
  project.stage_people(1);
  std::vector<StagedCommit> batch(limits::kStageBatchCommits);
  std::uint32_t row = 0;
  for (int i = 0; i < 9; ++i) {  // more than any one step removes
    for (StagedCommit& commit : batch) commit = {.row = row, .oid = sample_oid(row), .message = "m"}, ++row;
    store().stage(project.lease, {}, batch);
  }
  store().discard_staged(project.lease);
  for (StagedCommit& commit : batch) commit.row -= batch.front().row;
  store().stage(project.lease, {}, batch);
}

// A failed call leaves nothing of itself.
TEST_P(StagingConformance, StageIsWholeOrNothing) {
  SampleProject project(store());
  const std::array twice{sample_person(0), sample_person(1), sample_person(0)};
  EXPECT_ANY_THROW(store().stage(project.lease, twice, {}));
  store().stage(project.lease, std::span(twice).first(2), {});
}

TEST_P(StagingConformance, PersonKeysComeBackWithTheirNumbers) {
  SampleProject project(store());
  project.stage_people(3);
  project.publish(project.publication());
  const auto keys = store().person_keys(project.id());
  ASSERT_THAT(keys, SizeIs(3));
  for (const auto& [key, number] : keys) EXPECT_EQ(key, sample_person(number).key);
}

}  // namespace
}  // namespace cpsg::storage::conformance
