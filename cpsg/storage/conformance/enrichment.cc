// Protects: every live commit is asked for once, newest first, whatever GitHub knew of it, and through every new
// generation; and what GitHub told is served with the commit and its people.
#include <gmock/gmock.h>

#include <array>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::uint32_t> rows_left(Store& store, const SampleProject& project, std::size_t limit = 1'000'000) {
  std::vector<std::uint32_t> rows;
  for (const UnenrichedCommit& commit : store.unenriched_commits(project.id(), limit)) rows.push_back(commit.row);
  return rows;
}

void enrich(Store& store, const SampleProject& project, const std::vector<std::uint32_t>& rows) {
  std::vector<CommitDetail> details;
  for (const std::uint32_t row : rows) details.push_back({.row = row, .additions = row});
  store.enrich_commits(project.lease, details);
}

TEST_P(EnrichmentConformance, LiveCommitsAreAskedForNewestFirst) {
  SampleProject project(store());
  EXPECT_THAT(rows_left(store(), project), IsEmpty());
  project.stage_commits({{.oid = sample_oid(0), .committed_epoch_s = 100},
                         {.oid = sample_oid(1), .committed_epoch_s = 300},
                         {.oid = sample_oid(2), .committed_epoch_s = std::nullopt},
                         {.oid = sample_oid(3), .committed_epoch_s = 400},
                         {.oid = sample_oid(4), .committed_epoch_s = 200}});
  EXPECT_THAT(rows_left(store(), project), IsEmpty()) << "staged";
  Publication publication = project.publication();
  publication.live = model::Bitmap(5);
  for (const std::size_t row : {0U, 1U, 2U, 4U}) publication.live.set(row);
  publication.newly_unreachable = {3};
  project.publish(publication);

  EXPECT_THAT(rows_left(store(), project), ElementsAre(1, 4, 0, 2));
  EXPECT_THAT(rows_left(store(), project, 2), ElementsAre(1, 4));
  EXPECT_THAT(rows_left(store(), project, 0), IsEmpty());
  EXPECT_EQ(store().unenriched_commits(project.id(), 1).front().oid, sample_oid(1));
}

TEST_P(EnrichmentConformance, EachIsAskedForOnce) {
  SampleProject project(store());
  stage_generation(store(), project.lease, 1);
  project.publish(generation_publication(1));

  enrich(store(), project, {19, 18});
  EXPECT_THAT(rows_left(store(), project, 2), ElementsAre(17, 16));
  store().enrich_commits(project.lease, std::array{CommitDetail{.row = 15}});
  EXPECT_THAT(rows_left(reopen(), project, 3), ElementsAre(17, 16, 14)) << "also one that GitHub did not know";
  enrich(store(), project, rows_left(store(), project, 16));
  EXPECT_THAT(rows_left(store(), project), ElementsAre(0));
  enrich(store(), project, {0});
  EXPECT_THAT(rows_left(store(), project), IsEmpty());
  store().enrich_commits(project.lease, {});
}

TEST_P(EnrichmentConformance, DetailsAreServedWithTheCommit) {
  SampleProject project(store());
  stage_generation(store(), project.lease, 1);
  project.publish(generation_publication(1));
  const std::uint64_t revision = store().project(project.id()).revision;

  store().enrich_commits(
      project.lease,
      std::array{CommitDetail{.row = 3, .additions = 5, .deletions = 0, .changed_files = 7}, CommitDetail{.row = 4}});

  EXPECT_GT(store().project(project.id()).revision, revision);
  const auto commits = store().commits_at(store().commit_view(project.id()), std::array<std::uint32_t, 3>{3, 4, 5});
  EXPECT_EQ(commits[0].additions, 5);
  EXPECT_EQ(commits[0].deletions, 0);
  EXPECT_EQ(commits[0].changed_files, 7);
  EXPECT_EQ(commits[1].additions, std::nullopt);
  EXPECT_EQ(commits[2].additions, std::nullopt);
}

TEST_P(EnrichmentConformance, LoginsGoToPeopleThatHaveNone) {
  SampleProject project(store());
  project.stage_people(3);  // numbers 0 and 2 have a login of their own
  project.stage_commit({.row = 0, .oid = sample_oid(0), .author = 1, .committer = 2, .message = "m"});
  project.publish(project.publication());

  store().enrich_commits(project.lease,
                         std::array{CommitDetail{.row = 0, .author_login = "author", .committer_login = "committer"}});

  const auto commit = store().commits_at(store().commit_view(project.id()), std::array<std::uint32_t, 1>{0}).front();
  EXPECT_EQ(commit.author.login, "author");
  EXPECT_EQ(commit.committer.login, "login2");
  EXPECT_THAT(store().people_matching(project.id(), std::array{std::string("author")}), ElementsAre(1));
}

TEST_P(EnrichmentConformance, NewGenerationBringsItsCommitsAndThoseThatCameBack) {
  SampleProject project(store());
  project.stage_commits({{.oid = sample_oid(0), .committed_epoch_s = 100},
                         {.oid = sample_oid(1), .committed_epoch_s = 200},
                         {.oid = sample_oid(2), .committed_epoch_s = 300},
                         {.oid = sample_oid(3), .committed_epoch_s = 50}});
  Publication first = project.publication();
  first.live = model::Bitmap(4);
  for (const std::size_t row : {0U, 2U, 3U}) first.live.set(row);
  first.newly_unreachable = {1};
  project.publish(first);
  enrich(store(), project, {2, 0});
  EXPECT_THAT(rows_left(store(), project), ElementsAre(3));

  project.stage_commits({{.oid = sample_oid(4), .committed_epoch_s = 250}});
  EXPECT_THAT(rows_left(store(), project), ElementsAre(3)) << "staged";
  Publication second = project.publication();
  second.reachable_again = {1};
  project.publish(second);

  EXPECT_THAT(rows_left(store(), project), ElementsAre(4, 1, 3));
  enrich(store(), project, {4});
  EXPECT_THAT(rows_left(store(), project), ElementsAre(1, 3));
}

TEST_P(EnrichmentConformance, LongHistoryIsWorkedOffInAnyOrder) {
  constexpr std::uint32_t kRows = 70'000;
  SampleProject project(store());
  project.stage_people(1);
  std::vector<StagedCommit> commits;
  for (std::uint32_t row = 0; row < kRows; ++row) {
    commits.push_back({.row = row, .oid = sample_oid(row), .committed_at = model::GitTime{row, 0}, .message = "m"});
  }
  store().stage(project.lease, {}, commits);
  project.rows = kRows;
  project.publish(project.publication());

  std::vector<std::uint32_t> half;
  for (std::uint32_t row = kRows / 2; row < kRows; ++row) half.push_back(row);
  enrich(store(), project, half);
  enrich(store(), project, {0, 32'767, 32'768 - 8});
  EXPECT_THAT(rows_left(store(), project, 2), ElementsAre(kRows / 2 - 1, kRows / 2 - 2));
  const auto left = rows_left(store(), project);
  EXPECT_THAT(left, SizeIs(kRows / 2 - 3));
  enrich(store(), project, left);
  EXPECT_THAT(rows_left(store(), project), IsEmpty());
}

TEST_P(EnrichmentConformance, LostLeaseWritesNothing) {
  SampleProject project(store());
  stage_generation(store(), project.lease, 1);
  project.publish(generation_publication(1));
  (void)store().acquire_lease(project.id(), "another", at(1), kLeaseTtl, project.lease.fence);
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { enrich(store(), project, {0}); }));
  EXPECT_THAT(rows_left(store(), project), SizeIs(kRowsPerGeneration));
}

TEST_P(EnrichmentConformance, NameOfARemovedProjectStartsAnew) {
  for (int time = 0; time < 2; ++time) {
    SampleProject project(store());
    stage_generation(store(), project.lease, 1);
    project.publish(generation_publication(1));
    enrich(store(), project, {19, 5});
    EXPECT_THAT(rows_left(store(), project), SizeIs(kRowsPerGeneration - 2));
    EXPECT_THAT(rows_left(store(), project, 1), ElementsAre(18));
    store().remove_project(project.lease);
    EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)rows_left(store(), project); }));
  }
}

}  // namespace
}  // namespace cpsg::storage::conformance
