// Protects: pages of commits are complete, in order, of one generation, and filtered as the query says.
#include <gmock/gmock.h>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"
#include "cpsg/storage/page_bounds.h"

namespace cpsg::storage::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> messages(const std::vector<model::Commit>& commits) {
  std::vector<std::string> all;
  for (const auto& commit : commits) all.push_back(commit.message);
  return all;
}

model::Oid oid_starting(std::uint8_t first) {
  model::Oid oid;
  oid.bytes.front() = first;
  return oid;
}

TEST_P(HistoryReaderConformance, EveryFieldOfACommitComesBack) {
  SampleProject project(stores());
  project.stage_people(2);
  const std::string message = "Größe & <b>\n\nbody";
  const std::array parents{sample_oid(8), sample_oid(9)};
  project.stage_commit({.row = 0,
                        .oid = sample_oid(0),
                        .parents = parents,
                        .author = 1,
                        .committer = 0,
                        .authored_at = model::GitTime{.epoch_s = 0, .offset_minutes = -719},
                        .committed_at = model::GitTime{.epoch_s = model::kMaxEpochS, .offset_minutes = 839},
                        .message = message,
                        .altered = model::Altered::kEncoding | model::Altered::kZone});
  project.stage_commit({.row = 1, .oid = sample_oid(1), .altered = model::Altered::kDate});
  Publication publication = project.publication();
  publication.on_default = model::Bitmap(2);
  publication.on_default.set(1);
  project.publish(publication);

  const auto commits = history().commits(history().commit_view(project.id()), {});
  ASSERT_EQ(commits.size(), 2U);
  const model::Commit& full = commits[0];
  EXPECT_EQ(full.oid, sample_oid(0));
  EXPECT_THAT(full.parents, ElementsAre(sample_oid(8), sample_oid(9)));
  EXPECT_EQ(full.author, sample_person(1).person);
  EXPECT_EQ(full.committer, sample_person(0).person);
  EXPECT_EQ(full.authored_at, (model::GitTime{.epoch_s = 0, .offset_minutes = -719}));
  EXPECT_EQ(full.committed_at, (model::GitTime{.epoch_s = model::kMaxEpochS, .offset_minutes = 839}));
  EXPECT_EQ(full.message, message);
  EXPECT_EQ(full.altered, model::Altered::kEncoding | model::Altered::kZone);
  EXPECT_FALSE(full.additions || full.deletions || full.changed_files);
  EXPECT_FALSE(full.on_default_branch);
  EXPECT_FALSE(full.unreachable_since);
  const model::Commit& bare = commits[1];
  EXPECT_THAT(bare.parents, IsEmpty());
  EXPECT_FALSE(bare.authored_at || bare.committed_at);
  EXPECT_EQ(bare.message, "");
  EXPECT_EQ(bare.altered, model::Altered::kDate);
  EXPECT_TRUE(bare.on_default_branch);
}

TEST_P(HistoryReaderConformance, OffsetsOfAuthorsAreReadByRow) {
  SampleProject project(stores());
  project.stage_people(1);
  const auto stage = [&](std::uint32_t row, std::optional<model::GitTime> authored_at) {
    project.stage_commit({.row = row,
                          .oid = sample_oid(row),
                          .authored_at = authored_at,
                          .committed_at = model::GitTime{.epoch_s = 5, .offset_minutes = 7}});
  };
  stage(0, model::GitTime{.epoch_s = 100, .offset_minutes = -719});
  stage(1, std::nullopt);
  stage(2, model::GitTime{.epoch_s = 1, .offset_minutes = 0});
  project.publish(project.publication());
  const CommitView view = history().commit_view(project.id());
  stage(3, model::GitTime{.epoch_s = 1, .offset_minutes = 60});
  project.publish(project.publication());
  std::vector<std::pair<std::uint32_t, std::int16_t>> read;
  history().read_author_offsets(view,
                                [&](std::uint32_t row, std::int16_t minutes) { read.emplace_back(row, minutes); });
  EXPECT_THAT(read, ElementsAre(std::pair(0, -719), std::pair(2, 0))) << "of the view's rows alone";
}

TEST_P(HistoryReaderConformance, NewestFirstThenOidAndThoseWithoutTimeLast) {
  SampleProject project(stores());
  project.stage_commits({{oid_starting(9), 100, "100 b"},
                         {oid_starting(3), {}, "none a"},
                         {oid_starting(5), 200, "200"},
                         {oid_starting(1), 0, "0"},
                         {oid_starting(2), 100, "100 a"},
                         {oid_starting(200), {}, "none b"}});
  project.publish(project.publication());

  const CommitView view = history().commit_view(project.id());
  for (const std::size_t limit : {1, 2, 3, 100}) {
    EXPECT_THAT(messages(read_all(history(), view, {.limit = limit})),
                ElementsAre("200", "100 a", "100 b", "0", "none a", "none b"))
        << "in pages of " << limit;
  }
  EXPECT_THAT(messages(history().commits(view, {.after = CommitCursor{150, oid_starting(7)}, .limit = 1})),
              ElementsAre("100 a"))
      << "a cursor need not name a commit";
  EXPECT_THAT(history().commits(view, {.limit = 0}), IsEmpty());
}

TEST_P(HistoryReaderConformance, SinceAndUntilAreInclusiveAndLeaveOutThoseWithoutTime) {
  SampleProject project(stores());
  project.stage_commits({{oid_starting(1), {}, "none"},
                         {oid_starting(2), 0, "0"},
                         {oid_starting(3), 100, "100"},
                         {oid_starting(4), 200, "200"},
                         {oid_starting(5), 300, "300"}});
  project.publish(project.publication());
  const CommitView view = history().commit_view(project.id());

  const auto between = [&](std::optional<UnixTime> since, std::optional<UnixTime> until) {
    auto whole = messages(history().commits(view, {.since = since, .until = until}));
    EXPECT_EQ(messages(read_all(history(), view, {.limit = 1, .since = since, .until = until})), whole);
    return whole;
  };
  EXPECT_THAT(between(at(100), at(200)), ElementsAre("200", "100"));
  EXPECT_THAT(between(at(101), at(199)), IsEmpty());
  EXPECT_THAT(between(at(200), std::nullopt), ElementsAre("300", "200"));
  EXPECT_THAT(between(std::nullopt, at(100)), ElementsAre("100", "0"));
  EXPECT_THAT(between(at(-500), std::nullopt), ElementsAre("300", "200", "100", "0"));
  EXPECT_THAT(between(std::nullopt, at(-1)), IsEmpty());
  EXPECT_THAT(between(at(300), at(100)), IsEmpty());
  EXPECT_THAT(messages(history().commits(view, {.after = CommitCursor{300, oid_starting(5)}, .until = at(100)})),
              ElementsAre("100", "0"))
      << "the cursor lies before the range";
}

TEST_P(HistoryReaderConformance, UnreachableOnesAreReadOnDemandAndSayWhen) {
  SampleProject project(stores());
  project.stage_commits({{oid_starting(1), 300, "kept"}, {oid_starting(2), 200, "dropped"}});
  project.publish(project.publication());
  Publication publication = project.publication();
  publication.now = at(5'000);
  publication.live = model::Bitmap(2);
  publication.live.set(0);
  publication.on_default = publication.live;
  publication.newly_unreachable = {1};
  project.publish(publication);

  CommitView view = history().commit_view(project.id());
  EXPECT_THAT(messages(history().commits(view, {})), ElementsAre("kept"));
  auto all = history().commits(view, {.include_unreachable = true});
  EXPECT_THAT(messages(all), ElementsAre("kept", "dropped"));
  EXPECT_FALSE(all[0].unreachable_since);
  EXPECT_EQ(all[1].unreachable_since, at(5'000));
  EXPECT_FALSE(all[1].on_default_branch);

  publication = project.publication();
  publication.now = at(6'000);
  publication.reachable_again = {1};
  project.publish(publication);
  view = history().commit_view(project.id());
  all = history().commits(view, {});
  EXPECT_THAT(messages(all), ElementsAre("kept", "dropped"));
  EXPECT_FALSE(all[1].unreachable_since);
}

TEST_P(HistoryReaderConformance, UnreachableAreSkippedWithoutShorteningPages) {
  SampleProject project(stores());
  std::vector<SampleCommit> commits;
  for (std::uint32_t i = 0; i < 100; ++i) commits.push_back({sample_oid(i), 1'000 - i, std::to_string(i)});
  project.stage_commits(commits);
  Publication publication = project.publication();
  publication.live = model::Bitmap(100);
  for (std::size_t i = 0; i < 100; i += 10) publication.live.set(i);
  project.publish(publication);
  const CommitView view = history().commit_view(project.id());
  EXPECT_THAT(messages(history().commits(view, {.limit = 3})), ElementsAre("0", "10", "20"));
  EXPECT_EQ(read_all(history(), view, {.limit = 3}).size(), 10U);
}

TEST_P(HistoryReaderConformance, APageOfLongMessagesEndsEarlyAndSaysThatMoreFollow) {
  SampleProject project(stores());
  constexpr std::uint32_t kCommits = 40;
  for (std::uint32_t i = 0; i < kCommits; ++i) {
    project.stage_commits({{sample_oid(i), 1'000 - i, std::string(limits::kMessageMaxBytes, 'm')}});
  }
  project.publish(project.publication());
  const CommitView view = history().commit_view(project.id());

  CommitQuery query{.limit = 1'000};
  std::vector<std::size_t> blocks;
  while (true) {
    const auto block = history().commits(view, query);
    blocks.push_back(block.size());
    if (is_last(block, query.limit)) break;
    query.after = CommitCursor{block.back().committed_at->epoch_s, block.back().oid};
  }
  constexpr std::size_t kInOneBlock = kBlockMaxBytes / limits::kMessageMaxBytes;
  EXPECT_THAT(blocks, ElementsAre(kInOneBlock, kInOneBlock, kCommits - 2 * kInOneBlock));
}

// Earlier versions stored messages as long as git has them.
TEST_P(HistoryReaderConformance, ALongerMessageIsReadCutBetweenCharactersAndMarked) {
  SampleProject project(stores());
  const std::string message = std::string(limits::kMessageMaxBytes - 1, 'm') + "\xC3\xBC and more";
  project.stage_commits({{oid_starting(1), 100, message}});
  project.publish(project.publication());

  const auto commits = history().commits(history().commit_view(project.id()), {});
  ASSERT_EQ(commits.size(), 1U);
  EXPECT_EQ(commits[0].message, std::string(limits::kMessageMaxBytes - 1, 'm'));
  EXPECT_EQ(commits[0].altered, model::Altered::kMessage);
}

TEST_P(HistoryReaderConformance, ViewStaysWhatItWasWhileOthersPublish) {
  SampleProject project(stores());
  project.stage_commits({{oid_starting(1), 100, "old"}, {oid_starting(2), 200, "dropped later"}});
  project.publish(project.publication());
  const CommitView before = history().commit_view(project.id());
  project.stage_commits({{oid_starting(3), 150, "new"}});
  Publication publication = project.publication();
  publication.live = model::Bitmap(3);
  publication.live.set(2);
  publication.on_default = publication.live;
  publication.newly_unreachable = {0, 1};
  project.publish(publication);

  const auto old = history().commits(before, {});
  EXPECT_THAT(messages(old), ElementsAre("dropped later", "old"));
  for (const auto& commit : old) {
    EXPECT_TRUE(commit.on_default_branch);
    EXPECT_FALSE(commit.unreachable_since);
  }
  const CommitView after = history().commit_view(project.id());
  EXPECT_EQ(after.generation, before.generation + 1);
  EXPECT_THAT(messages(history().commits(after, {})), ElementsAre("new"));
  EXPECT_THAT(messages(history().commits(after, {.include_unreachable = true})),
              ElementsAre("dropped later", "new", "old"));
}

model::Branch branch_at(const model::Oid& tip, std::optional<std::int64_t> committed_epoch_s) {
  model::Branch branch{.name = "branch", .oid = tip};
  if (committed_epoch_s) branch.committed_at = {*committed_epoch_s, 60};
  return branch;
}

TEST_P(HistoryReaderConformance, AuthorsOfTipsAreReadByOneCall) {
  SampleProject project(stores());
  project.stage_people(3);
  const auto stage = [&](const model::Oid& oid, std::optional<std::int64_t> time, std::uint32_t author) {
    StagedCommit commit{.row = project.rows, .oid = oid, .author = author, .message = "m"};
    if (time) commit.committed_at = {*time, 60};
    project.stage_commit(commit);
  };
  stage(oid_starting(1), 100, 0);
  stage(oid_starting(2), 100, 1);
  stage(oid_starting(0), std::nullopt, 2);  // zeros alone
  Publication publication = project.publication();
  publication.live = model::Bitmap(3);
  publication.live.set(0);
  publication.newly_unreachable = {1, 2};
  project.publish(publication);
  stage(oid_starting(3), 300, 1);

  const auto authors = history().authors_of(
      project.id(), std::array{branch_at(oid_starting(2), 100), branch_at(oid_starting(3), 300),
                               branch_at(oid_starting(0), std::nullopt), branch_at(oid_starting(9), 100),
                               branch_at(oid_starting(1), 100), branch_at(oid_starting(2), 100)});

  EXPECT_THAT(authors, ElementsAre("Person 1", std::nullopt, "Person 2", std::nullopt, "Person 0", "Person 1"))
      << "unreachable ones too, but neither staged nor unknown ones";
  EXPECT_THAT(history().authors_of(project.id(), {}), IsEmpty());
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)history().authors_of("nobody", {}); }));
}

TEST_P(HistoryReaderConformance, CommitsAreReadByTheirRows) {
  SampleProject project(stores());
  project.stage_people(2);
  project.stage_commits({{sample_oid(0), 10}, {sample_oid(1), std::nullopt}, {sample_oid(2), 30}});
  Publication publication = project.publication();
  publication.live = model::Bitmap(3);
  publication.live.set(0);
  publication.newly_unreachable = {2};
  project.publish(publication);
  const CommitView view = history().commit_view(project.id());

  const std::vector<std::uint32_t> rows{2, 0, 2};
  const std::vector<model::Commit> commits = history().commits_at(view, rows);
  const std::vector<model::Commit> all =
      history().commits(view, {.include_unreachable = true});  // newest first: rows 2, 0, 1
  ASSERT_EQ(commits.size(), 3U);
  for (const std::size_t i : {0U, 2U}) {
    EXPECT_EQ(commits[i].oid, all[0].oid);
    EXPECT_EQ(commits[i].unreachable_since, all[0].unreachable_since);
    EXPECT_TRUE(commits[i].unreachable_since.has_value());
  }
  EXPECT_EQ(commits[1].oid, all[1].oid);
  EXPECT_EQ(commits[1].committed_at, all[1].committed_at);
  EXPECT_THAT(history().commits_at(view, {}), IsEmpty());
}

TEST_P(HistoryReaderConformance, ALoginThatWasLearntShowsInTheNextPage) {
  SampleProject project(stores());
  project.stage_people(2);
  project.stage_commit({.row = 0, .oid = sample_oid(0), .author = 1, .committer = 1});
  project.publish(project.publication());
  const CommitView view = history().commit_view(project.id());
  EXPECT_EQ(history().commits(view, {}).at(0).author.login, std::nullopt);
  writer().enrich_commits(project.lease, std::vector<CommitDetail>{{.row = 0, .author_login = "ada"}});
  EXPECT_EQ(history().commits(view, {}).at(0).author.login, "ada");
  EXPECT_EQ(history().commits_at(view, std::vector<std::uint32_t>{0}).at(0).committer.login, "ada");
}

TEST_P(HistoryReaderConformance, AViewIsOfItsGenerationHoweverOftenItIsAskedFor) {
  SampleProject project(stores());
  project.stage_people(1);
  project.stage_commits({{sample_oid(0), 10}});
  project.publish(project.publication());
  const CommitView first = history().commit_view(project.id());
  const CommitView again = history().commit_view(project.id());
  EXPECT_EQ(again.live, first.live);
  project.stage_commits({{sample_oid(1), 20}});
  Publication publication = project.publication();
  publication.live = model::Bitmap(2);
  publication.live.set(1);
  project.publish(publication);

  const CommitView second = history().commit_view(project.id());
  EXPECT_EQ(second.generation, first.generation + 1);
  EXPECT_FALSE(second.live.test(0));
  EXPECT_TRUE(second.live.test(1));
  EXPECT_TRUE(first.live.test(0)) << "a view stays as it is";
  const OpenStores other = home().open_stores();
  const CommitView elsewhere = other.stores.history.commit_view(project.id());
  EXPECT_EQ(elsewhere.live, second.live);
}

}  // namespace
}  // namespace cpsg::storage::conformance
