// Protects: every live commit is asked for once, newest first, whatever GitHub knew of it, and through every new
// generation; and what GitHub told is served with the commit and its people.
#include <gmock/gmock.h>

#include <array>
#include <map>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::uint32_t> rows_left(HistoryWriter& writer, const SampleProject& project,
                                     std::size_t limit = 1'000'000) {
  std::vector<std::uint32_t> rows;
  for (const UnenrichedCommit& commit : writer.unenriched_commits(project.id(), limit)) rows.push_back(commit.row);
  return rows;
}

void enrich(HistoryWriter& writer, const SampleProject& project, const std::vector<std::uint32_t>& rows) {
  std::vector<CommitDetail> details;
  for (const std::uint32_t row : rows) details.push_back({.row = row, .additions = row});
  writer.enrich_commits(project.lease, details);
}

// All commits by object id.
std::map<model::Oid, model::Commit> commits_of(HistoryReader& history, const SampleProject& project) {
  std::map<model::Oid, model::Commit> commits;
  for (const model::Commit& commit : read_all(history, history.commit_view(project.id()), {})) {
    commits[commit.oid] = commit;
  }
  return commits;
}

TEST_P(HistoryWriterConformance, LiveCommitsAreAskedForNewestFirst) {
  SampleProject project(stores());
  EXPECT_THAT(rows_left(writer(), project), IsEmpty());
  project.stage_commits({{.oid = sample_oid(0), .committed_epoch_s = 100},
                         {.oid = sample_oid(1), .committed_epoch_s = 300},
                         {.oid = sample_oid(2), .committed_epoch_s = std::nullopt},
                         {.oid = sample_oid(3), .committed_epoch_s = 400},
                         {.oid = sample_oid(4), .committed_epoch_s = 200}});
  EXPECT_THAT(rows_left(writer(), project), IsEmpty()) << "staged";
  Publication publication = project.publication();
  publication.live = model::Bitmap(5);
  for (const std::size_t row : {0U, 1U, 2U, 4U}) publication.live.set(row);
  publication.newly_unreachable = {3};
  project.publish(publication);

  EXPECT_THAT(rows_left(writer(), project), ElementsAre(1, 4, 0, 2));
  EXPECT_THAT(rows_left(writer(), project, 2), ElementsAre(1, 4));
  EXPECT_THAT(rows_left(writer(), project, 0), IsEmpty());
  EXPECT_EQ(writer().unenriched_commits(project.id(), 1).front().oid, sample_oid(1));
}

TEST_P(HistoryWriterConformance, EachIsAskedForOnce) {
  SampleProject project(stores());
  stage_generation(writer(), project.lease, 1);
  project.publish(generation_publication(1));

  enrich(writer(), project, {19, 18});
  EXPECT_THAT(rows_left(writer(), project, 2), ElementsAre(17, 16));
  writer().enrich_commits(project.lease, std::array{CommitDetail{.row = 15}});
  EXPECT_THAT(rows_left(reopen().writer, project, 3), ElementsAre(17, 16, 14)) << "also one that GitHub did not know";
  enrich(writer(), project, rows_left(writer(), project, 16));
  EXPECT_THAT(rows_left(writer(), project), ElementsAre(0));
  enrich(writer(), project, {0});
  EXPECT_THAT(rows_left(writer(), project), IsEmpty());
  writer().enrich_commits(project.lease, {});
}

TEST_P(HistoryWriterConformance, DetailsAreServedWithTheCommit) {
  SampleProject project(stores());
  stage_generation(writer(), project.lease, 1);
  project.publish(generation_publication(1));
  const std::uint64_t revision = projects().project(project.id()).revision;

  writer().enrich_commits(
      project.lease,
      std::array{CommitDetail{.row = 3, .additions = 5, .deletions = 0, .changed_files = 7}, CommitDetail{.row = 4}});

  EXPECT_GT(projects().project(project.id()).revision, revision);
  auto commits = commits_of(history(), project);
  EXPECT_EQ(commits[sample_oid(3)].additions, 5);
  EXPECT_EQ(commits[sample_oid(3)].deletions, 0);
  EXPECT_EQ(commits[sample_oid(3)].changed_files, 7);
  ASSERT_EQ(commits.size(), kRowsPerGeneration);
  for (const auto& [oid, commit] : commits) {
    if (oid == sample_oid(3)) continue;
    EXPECT_EQ(commit.additions, std::nullopt);
  }
}

TEST_P(HistoryWriterConformance, LoginsGoToPeopleThatHaveNone) {
  SampleProject project(stores());
  project.stage_people(3);  // numbers 0 and 2 have a login of their own
  project.stage_commit({.row = 0, .oid = sample_oid(0), .author = 1, .committer = 2, .message = "m"});
  project.publish(project.publication());

  writer().enrich_commits(project.lease,
                          std::array{CommitDetail{.row = 0, .author_login = "author", .committer_login = "committer"}});

  const model::Commit commit = commits_of(history(), project)[sample_oid(0)];
  EXPECT_EQ(commit.author.login, "author");
  EXPECT_EQ(commit.committer.login, "login2");
  EXPECT_THAT(history().people_matching(project.id(), std::array{std::string("author")}), ElementsAre(1));
}

TEST_P(HistoryWriterConformance, NewGenerationBringsItsCommitsAndThoseThatCameBack) {
  SampleProject project(stores());
  project.stage_commits({{.oid = sample_oid(0), .committed_epoch_s = 100},
                         {.oid = sample_oid(1), .committed_epoch_s = 200},
                         {.oid = sample_oid(2), .committed_epoch_s = 300},
                         {.oid = sample_oid(3), .committed_epoch_s = 50}});
  Publication first = project.publication();
  first.live = model::Bitmap(4);
  for (const std::size_t row : {0U, 2U, 3U}) first.live.set(row);
  first.newly_unreachable = {1};
  project.publish(first);
  enrich(writer(), project, {2, 0});
  EXPECT_THAT(rows_left(writer(), project), ElementsAre(3));

  project.stage_commits({{.oid = sample_oid(4), .committed_epoch_s = 250}});
  EXPECT_THAT(rows_left(writer(), project), ElementsAre(3)) << "staged";
  Publication second = project.publication();
  second.reachable_again = {1};
  project.publish(second);

  EXPECT_THAT(rows_left(writer(), project), ElementsAre(4, 1, 3));
  enrich(writer(), project, {4});
  EXPECT_THAT(rows_left(writer(), project), ElementsAre(1, 3));
}

TEST_P(HistoryWriterConformance, LongHistoryIsWorkedOffInAnyOrder) {
  constexpr std::uint32_t kRows = 70'000;
  SampleProject project(stores());
  project.stage_people(1);
  std::vector<StagedCommit> commits;
  for (std::uint32_t row = 0; row < kRows; ++row) {
    commits.push_back({.row = row, .oid = sample_oid(row), .committed_at = model::GitTime{row, 0}, .message = "m"});
  }
  writer().stage(project.lease, {}, commits);
  project.rows = kRows;
  project.publish(project.publication());

  std::vector<std::uint32_t> half;
  for (std::uint32_t row = kRows / 2; row < kRows; ++row) half.push_back(row);
  enrich(writer(), project, half);
  enrich(writer(), project, {0, 32'767, 32'768 - 8});
  EXPECT_THAT(rows_left(writer(), project, 2), ElementsAre(kRows / 2 - 1, kRows / 2 - 2));
  const auto left = rows_left(writer(), project);
  EXPECT_THAT(left, SizeIs(kRows / 2 - 3));
  enrich(writer(), project, left);
  EXPECT_THAT(rows_left(writer(), project), IsEmpty());
}

TEST_P(HistoryWriterConformance, LostLeaseWritesNothing) {
  SampleProject project(stores());
  stage_generation(writer(), project.lease, 1);
  project.publish(generation_publication(1));
  (void)projects().acquire_lease(project.id(), "another", at(1), kLeaseTtl, project.lease.fence);
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { enrich(writer(), project, {0}); }));
  EXPECT_THAT(rows_left(writer(), project), SizeIs(kRowsPerGeneration));
}

TEST_P(HistoryWriterConformance, NameOfARemovedProjectStartsAnew) {
  for (int time = 0; time < 2; ++time) {
    SampleProject project(stores());
    stage_generation(writer(), project.lease, 1);
    project.publish(generation_publication(1));
    enrich(writer(), project, {19, 5});
    EXPECT_THAT(rows_left(writer(), project), SizeIs(kRowsPerGeneration - 2));
    EXPECT_THAT(rows_left(writer(), project, 1), ElementsAre(18));
    projects().remove_project(project.id());
    EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)rows_left(writer(), project); }));
  }
}

}  // namespace
}  // namespace cpsg::storage::conformance
