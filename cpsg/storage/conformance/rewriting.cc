// Protects: a history whose texts are rewritten is seen as it was until it is published and then as it is now, whole;
// what a rewrite does not touch stays; and nothing of the old texts is found afterwards.
#include <gmock/gmock.h>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::SizeIs;

constexpr std::string_view kNewMessage = "rewritten";

// Stages every published row anew, by one person without a name.
void stage_all_anew(const Stores& stores, const Lease& lease) {
  stores.writer.begin_rewrite(lease);
  std::vector<CommitText> texts = stores.writer.commit_texts(lease.project_id, 0, 10'000);
  for (CommitText& text : texts) {
    text.author = text.committer = 0;
    text.message = kNewMessage;
    text.altered = model::Altered::kMessage;
  }
  StagedPerson nobody = sample_person(0);
  nobody.person = {.name = std::nullopt, .email = "hash", .login = std::nullopt, .bot = false};
  stores.writer.stage_rewritten(lease, std::array{nobody}, texts);
}

RewrittenHistory rewritten_by_one(std::int64_t commits) {
  return {.people = 1, .contributors = {{.person = 0, .commits = commits, .commits_all = commits}}, .policy = "new"};
}

// A project with two published generations.
SampleProject two_generations(const Stores& stores) {
  SampleProject project(stores);
  for (std::uint64_t generation = 1; generation <= 2; ++generation) {
    stage_generation(stores.writer, project.lease, generation);
    project.publish(generation_publication(generation));
  }
  return project;
}

std::vector<model::Commit> all_commits(HistoryReader& history, std::string_view project_id) {
  return read_all(history, history.commit_view(project_id), {.limit = 7, .include_unreachable = true});
}

TEST_P(HistoryWriterConformance, RewriteIsInvisibleUntilItIsPublished) {
  SampleProject project = two_generations(stores());
  stage_all_anew(stores(), project.lease);
  EXPECT_EQ(expect_whole_generation(stores(), project.id()), 2U);
  EXPECT_EQ(expect_whole_generation(home().open_stores().stores, project.id()), 2U);
  writer().discard_staged(project.lease);
  EXPECT_EQ(expect_whole_generation(stores(), project.id()), 2U);
  stage_generation(writer(), project.lease, 3);
  project.publish(generation_publication(3));
  EXPECT_EQ(expect_whole_generation(stores(), project.id()), 3U) << "the copy is forgotten";
}

TEST_P(HistoryWriterConformance, RewriteChangesTextsAndPeopleAndNothingElse) {
  SampleProject project = two_generations(stores());
  const CommitDetail detail{.row = 3,
                            .additions = 5,
                            .deletions = 6,
                            .changed_files = 7,
                            .author_login = "jane",
                            .committer_login = std::nullopt};
  writer().enrich_commits(project.lease, std::array{detail});
  const std::vector<model::Commit> before = all_commits(history(), project.id());
  const model::Project project_before = stores().projects.project(project.id());
  const auto branches_before = history().branches(project.id(), "", 10);
  const auto activity_before = history().activity(project.id(), 0, 9999);

  stage_all_anew(stores(), project.lease);
  writer().publish_rewritten(project.lease, rewritten_by_one(40));

  const std::vector<model::Commit> after = all_commits(history(), project.id());
  ASSERT_THAT(after, SizeIs(before.size()));
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].message, kNewMessage);
    EXPECT_EQ(after[i].author.name, std::nullopt);
    EXPECT_EQ(after[i].author.email, "hash");
    EXPECT_EQ(after[i].author.login, sample_person(0).person.login) << "a login that is known stays";
    EXPECT_EQ(after[i].altered, model::Altered::kMessage);
    EXPECT_EQ(std::tie(after[i].oid, after[i].parents, after[i].additions, after[i].authored_at, after[i].committed_at,
                       after[i].on_default_branch),
              std::tie(before[i].oid, before[i].parents, before[i].additions, before[i].authored_at,
                       before[i].committed_at, before[i].on_default_branch));
  }
  EXPECT_EQ(history().branches(project.id(), "", 10), branches_before);
  EXPECT_EQ(history().activity(project.id(), 0, 9999), activity_before);
  const model::Project now = stores().projects.project(project.id());
  EXPECT_EQ(now.status, project_before.status);
  EXPECT_GT(now.revision, project_before.revision);
  EXPECT_EQ(now.counts.value().contributors, 1);
  EXPECT_EQ(writer().published_state(project.id()).policy, "new");
  EXPECT_EQ(writer().history_policy(project.id()), "new");
  EXPECT_THAT(writer().unenriched_commits(project.id(), 100), SizeIs(39));
  ASSERT_THAT(history().contributors(project.id(), std::nullopt, 10), SizeIs(1));
}

TEST_P(HistoryWriterConformance, RewriteEndsTheViewsOfBefore) {
  SampleProject project = two_generations(stores());
  const CommitView view = history().commit_view(project.id());
  stage_all_anew(stores(), project.lease);
  writer().publish_rewritten(project.lease, rewritten_by_one(40));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { (void)history().commits(view, {}); }));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { (void)history().contributor_keys(view); }));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { (void)history().people(view, std::array{0U}); }));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { history().read_author_offsets(view, [](auto, auto) {}); }));
  EXPECT_THAT(history().commits(history().commit_view(project.id()), {}), SizeIs(40));
}

TEST_P(HistoryWriterConformance, RewriteTakesNewCommitsAlongWithTheNextPublication) {
  SampleProject project = two_generations(stores());
  stage_all_anew(stores(), project.lease);
  writer().stage(project.lease, {},
                 std::array{StagedCommit{.row = 40, .oid = sample_oid(40), .parents = {}, .message = "new"}});
  Publication publication = generation_publication(3);
  publication.rows = 41;
  publication.people = 1;
  publication.chunks = {{.first_node = 0, .nodes = 41, .bytes = {1}}};
  publication.live = publication.on_default = full_bitmap(41);
  publication.contributors = {{.person = 0, .commits = 41, .commits_all = 41}};
  publication.policy = "newer";
  project.publish(publication);
  const std::vector<model::Commit> after = all_commits(history(), project.id());
  ASSERT_THAT(after, SizeIs(41));
  EXPECT_EQ(writer().history_policy(project.id()), "newer");
  EXPECT_THAT(writer().person_keys(project.id()), SizeIs(1));
}

TEST_P(HistoryWriterConformance, RewriteCanBeRepeatedAndRemoved) {
  SampleProject project = two_generations(stores());
  for (int i = 0; i < 3; ++i) {
    stage_all_anew(stores(), project.lease);
    writer().publish_rewritten(project.lease, rewritten_by_one(40));
    EXPECT_TRUE(writer().clear_replaced());
    EXPECT_THAT(all_commits(history(), project.id()), SizeIs(40));
  }
  stage_all_anew(stores(), project.lease);
  stores().projects.remove_project(project.id());
  SampleProject again(stores());
  EXPECT_THAT(history().commits(history().commit_view(again.id()), {}), SizeIs(0));
}

TEST_P(HistoryWriterConformance, RewriteALostLeaseWritesNothing) {
  SampleProject project = two_generations(stores());
  Lease lost = project.lease;
  stage_all_anew(stores(), project.lease);
  ++lost.fence;
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { writer().begin_rewrite(lost); }));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { writer().stage_rewritten(lost, {}, {}); }));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { writer().publish_rewritten(lost, rewritten_by_one(40)); }));
  EXPECT_EQ(expect_whole_generation(stores(), project.id()), 2U);
}

TEST_P(HistoryWriterConformance, RewriteReadsPeopleAndTextsInPages) {
  SampleProject project = two_generations(stores());
  const auto first = writer().commit_texts(project.id(), 0, 30);
  const auto second = writer().commit_texts(project.id(), 30, 30);
  ASSERT_THAT(first, SizeIs(30));
  ASSERT_THAT(second, SizeIs(10));
  EXPECT_EQ(second.front().row, 30U);
  EXPECT_EQ(second.front().author, 1U);
  ASSERT_THAT(writer().people_from(project.id(), 1, 10), SizeIs(1));
  EXPECT_EQ(writer().people_from(project.id(), 1, 10).front().person, sample_person(1).person);
}

}  // namespace
}  // namespace cpsg::storage::conformance
