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

void expect_nothing_published(const Stores& stores, const std::string& id) {
  EXPECT_EQ(stores.writer.published_state(id).generation, 0U);
  EXPECT_EQ(stores.writer.published_state(id).rows, 0U);
  EXPECT_THAT(stores.writer.person_keys(id), IsEmpty());
  const CommitView view = stores.history.commit_view(id);
  EXPECT_EQ(view.rows, 0U);
  EXPECT_THAT(stores.history.commits(view, {.include_unreachable = true}), IsEmpty());
  EXPECT_THAT(stores.history.people_matching(id, std::array{std::string("Person 0")}), IsEmpty());
  EXPECT_FALSE(stores.projects.project(id).counts);
}

TEST_P(HistoryWriterConformance, StagedRowsAreInvisible) {
  SampleProject project(stores());
  stage_generation(writer(), project.lease, 1);
  expect_nothing_published(stores(), project.id());
  expect_nothing_published(home().open_stores().stores, project.id());
}

TEST_P(HistoryWriterConformance, StagedRowsBesidePublishedOnesAreInvisible) {
  SampleProject project(stores());
  stage_generation(writer(), project.lease, 1);
  project.publish(generation_publication(1));
  stage_generation(writer(), project.lease, 2);

  EXPECT_EQ(expect_whole_generation(stores(), project.id()), 1U);
  EXPECT_THAT(history().commits(history().commit_view(project.id()), {.limit = 1'000, .include_unreachable = true}),
              SizeIs(kRowsPerGeneration));
  EXPECT_THAT(writer().person_keys(project.id()), SizeIs(1));
  EXPECT_THAT(history().people_matching(project.id(), std::array{std::string("Person 1")}), IsEmpty());
}

TEST_P(HistoryWriterConformance, StagedRowsOfAnEarlierProcessCanBePublished) {
  const Lease lease = SampleProject(stores()).lease;
  stage_generation(writer(), lease, 1);
  reopen().writer.publish(lease, generation_publication(1));
  EXPECT_EQ(expect_whole_generation(stores(), lease.project_id), 1U);
}

TEST_P(HistoryWriterConformance, DiscardRemovesStagedRowsAlone) {
  SampleProject project(stores());
  SampleProject neighbour(stores(), "neighbour");
  stage_generation(writer(), project.lease, 1);
  project.publish(generation_publication(1));
  stage_generation(writer(), project.lease, 2);
  stage_generation(writer(), project.lease, 3);
  stage_generation(writer(), neighbour.lease, 1);

  writer().discard_staged(project.lease);
  writer().discard_staged(project.lease);  // nothing left: no harm

  EXPECT_EQ(expect_whole_generation(stores(), project.id()), 1U);
  stage_generation(writer(), project.lease, 2);  // the numbers are free again
  project.publish(generation_publication(2));
  EXPECT_EQ(expect_whole_generation(stores(), project.id()), 2U);
  neighbour.publish(generation_publication(1));
  EXPECT_EQ(expect_whole_generation(stores(), neighbour.id()), 1U) << "another project's staged rows are not touched";
}

TEST_P(HistoryWriterConformance, DiscardCopesWithManyRows) {
  SampleProject project(stores());
  project.stage_people(1);
  std::vector<StagedCommit> batch(limits::kStageBatchCommits);
  std::uint32_t row = 0;
  for (int i = 0; i < 9; ++i) {  // more than any one step removes
    for (StagedCommit& commit : batch) commit = {.row = row, .oid = sample_oid(row), .message = "m"}, ++row;
    writer().stage(project.lease, {}, batch);
  }
  writer().discard_staged(project.lease);
  for (StagedCommit& commit : batch) commit.row -= batch.front().row;
  writer().stage(project.lease, {}, batch);
}

// A failed call leaves nothing of itself.
TEST_P(HistoryWriterConformance, StageIsWholeOrNothing) {
  SampleProject project(stores());
  const std::array twice{sample_person(0), sample_person(1), sample_person(0)};
  EXPECT_ANY_THROW(writer().stage(project.lease, twice, {}));
  writer().stage(project.lease, std::span(twice).first(2), {});
}

TEST_P(HistoryWriterConformance, PersonKeysComeBackWithTheirNumbers) {
  SampleProject project(stores());
  project.stage_people(3);
  project.publish(project.publication());
  const auto keys = writer().person_keys(project.id());
  ASSERT_THAT(keys, SizeIs(3));
  for (const auto& [key, number] : keys) EXPECT_EQ(key, sample_person(number).key);
}

TEST_P(HistoryWriterConformance, CommitterTimesOfRowsComeInTheOrderAskedFor) {
  SampleProject project(stores());
  project.stage_commits({{.oid = sample_oid(0), .committed_epoch_s = 100},
                         {.oid = sample_oid(1), .committed_epoch_s = std::nullopt},
                         {.oid = sample_oid(2), .committed_epoch_s = 0}});
  project.publish(project.publication());

  const auto times = writer().committer_times(project.id(), std::array<std::uint32_t, 4>{2, 1, 0, 2});

  const model::GitTime zero{.epoch_s = 0, .offset_minutes = 60};
  const model::GitTime hundred{.epoch_s = 100, .offset_minutes = 60};
  EXPECT_THAT(times, testing::ElementsAre(zero, std::nullopt, hundred, zero));
  EXPECT_THAT(writer().committer_times(project.id(), {}), IsEmpty());
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)writer().committer_times("nobody", {}); }));
}

TEST_P(HistoryWriterConformance, PublishedCommitsAreFoundByTheirPlaceAlone) {
  SampleProject project(stores());
  project.stage_commits({{.oid = sample_oid(0), .committed_epoch_s = 100},
                         {.oid = sample_oid(1), .committed_epoch_s = std::nullopt},
                         {.oid = sample_oid(2), .committed_epoch_s = 100}});
  Publication publication = project.publication();
  publication.live = model::Bitmap(3);
  project.publish(publication);
  project.stage_commits({{.oid = sample_oid(3), .committed_epoch_s = 100}});

  const std::array places{CommitPlace{100, sample_oid(2)}, CommitPlace{std::nullopt, sample_oid(1)},
                          CommitPlace{101, sample_oid(0)}, CommitPlace{100, sample_oid(0)},
                          CommitPlace{100, sample_oid(3)}, CommitPlace{100, sample_oid(9)}};
  EXPECT_THAT(writer().find_rows(project.id(), places),
              testing::ElementsAre(2U, 1U, std::nullopt, 0U, std::nullopt, std::nullopt))
      << "a commit without the time that was asked for, a staged one, and one that nobody knows";
  EXPECT_THAT(writer().find_rows(project.id(), {}), IsEmpty());
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)writer().find_rows("nobody", {}); }));
}

// What a late writer staged under the numbers that the next one uses is not what is published under them.
TEST_P(HistoryWriterConformance, RowsOfALateWriterAreNeverSeen) {
  SampleProject late(stores());
  late.stage_people(2);
  for (std::uint32_t row = 0; row < 2 * kRowsPerGeneration; ++row) {
    late.stage_commit({.row = row, .oid = sample_oid(9'000 + row), .message = "late"});
  }
  const Lease next = std::get<Lease>(projects().acquire_lease(late.id(), "next", at(1), kLeaseTtl, late.lease.fence));
  writer().discard_staged(next);
  for (std::uint64_t generation = 1; generation <= 2; ++generation) {
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { stage_generation(writer(), late.lease, generation); }));
    EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { late.publish(late.publication()); }));
    stage_generation(writer(), next, generation);
    writer().publish(next, generation_publication(generation));
    EXPECT_EQ(expect_whole_generation(stores(), late.id()), generation) << "each is the last one's number plus one";
  }
}

}  // namespace
}  // namespace cpsg::storage::conformance
