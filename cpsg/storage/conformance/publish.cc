// Protects: a publication arrives whole, is where the next sync starts from, and leaves alone what it doesn't name.
#include <gmock/gmock.h>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "first_node+nodes:bytes" of each stored chunk.
std::vector<std::string> graph(HistoryReader& history, const std::string& id) {
  std::vector<std::string> chunks;
  history.read_graph(id, [&](const StoredChunk& chunk) {
    chunks.push_back(std::to_string(chunk.first_node) + "+" + std::to_string(chunk.nodes) + ":" +
                     std::string(chunk.bytes.begin(), chunk.bytes.end()));
  });
  return chunks;
}

GraphChunk chunk(std::uint32_t first_node, std::uint32_t nodes, std::string_view bytes) {
  return {.first_node = first_node, .nodes = nodes, .bytes = {bytes.begin(), bytes.end()}};
}

TEST_P(HistoryWriterConformance, NeverSyncedProjectStartsFromNothing) {
  const std::string id = SampleProject(stores()).id();
  const PublishedState state = writer().published_state(id);
  EXPECT_EQ(state.generation, 0U);
  EXPECT_EQ(state.rows, 0U);
  EXPECT_EQ(state.people, 0U);
  EXPECT_THAT(state.branches, IsEmpty());
  EXPECT_FALSE(state.remote);
  EXPECT_EQ(history().read_graph(id, [](const StoredChunk&) { ADD_FAILURE() << "there is no chunk"; }), 0U);
}

TEST_P(HistoryWriterConformance, NextSyncStartsFromAllThatWasPublished) {
  SampleProject project(stores());
  project.stage_people(2);
  project.stage_commits({{.oid = sample_oid(0)}, {.oid = sample_oid(1)}, {.oid = sample_oid(2)}});
  Publication publication = project.publication();
  publication.live = model::Bitmap(3);
  publication.live.set(2);
  publication.counts = {.default_branch = "m\xE4in",
                        .empty = false,
                        .commits = 1,
                        .commits_all = 2,
                        .branches = 3,
                        .contributors = 4,
                        .missing_parents = 5,
                        .shallow = true,
                        .refs_left_out = 6,
                        .refs_left_out_names = {"od\xE4 (a tree)", "b (a blob)"}};
  publication.remote = RemoteState{
      .configured_url = "https://a/b",
      .base_url = "https://c/d",
      .capabilities = "version 2\nfetch=x\n",
      .odd_objects = {{sample_oid(7), model::RefOddity::kTree}, {sample_oid(8), model::RefOddity::kTagOfBlob}}};
  publication.on_default = model::Bitmap(3);
  publication.on_default.set(1);
  publication.branches = {sample_branch("a", 1), sample_branch("b", 2)};
  publication.tip_nodes = {2, 0};
  publication.chunks = {chunk(0, 2, "x"), chunk(2, 1, "y")};
  project.publish(publication);

  const PublishedState state = reopen().writer.published_state(project.id());
  EXPECT_EQ(state.generation, 1U);
  EXPECT_EQ(state.rows, 3U);
  EXPECT_EQ(state.people, 2U);
  EXPECT_EQ(state.live, publication.live);
  EXPECT_EQ(state.on_default, publication.on_default);
  EXPECT_EQ(state.branches, publication.branches);
  EXPECT_THAT(state.tip_nodes, ElementsAre(2U, 0U));
  EXPECT_EQ(state.graph_chunks, 2U);
  EXPECT_EQ(state.counts, publication.counts);
  ASSERT_TRUE(state.remote);
  EXPECT_EQ(state.remote->configured_url, "https://a/b");
  EXPECT_EQ(state.remote->base_url, "https://c/d");
  EXPECT_EQ(state.remote->capabilities, "version 2\nfetch=x\n");
  EXPECT_EQ(state.remote->odd_objects, publication.remote->odd_objects);
  EXPECT_EQ(projects().project(project.id()).counts, publication.counts);
  EXPECT_EQ(projects().project(project.id()).generation, 1U);
}

TEST_P(HistoryWriterConformance, WhereTipsStandInTheGraphMayBeUntold) {
  SampleProject project(stores());
  Publication publication = project.publication();
  publication.branches = {sample_branch("a", 1), sample_branch("b", 2)};
  publication.tip_nodes = {5, 6};
  project.publish(publication);
  publication.tip_nodes = {7, 6};
  project.publish(publication);
  EXPECT_THAT(writer().published_state(project.id()).tip_nodes, ElementsAre(7U, 6U));
  publication.tip_nodes = {};
  project.publish(publication);
  EXPECT_THAT(writer().published_state(project.id()).tip_nodes, ElementsAre(std::nullopt, std::nullopt));
}

TEST_P(HistoryWriterConformance, DetachedHeadAndNoRemoteAreNull) {
  SampleProject project(stores());
  Publication publication = project.publication();
  publication.remote = RemoteState{.configured_url = "https://a/b", .base_url = "", .capabilities = ""};
  publication.counts.default_branch = "main";
  project.publish(publication);
  publication.remote.reset();
  publication.counts = {.empty = true};
  project.publish(publication);

  const PublishedState state = writer().published_state(project.id());
  EXPECT_EQ(state.generation, 2U);
  EXPECT_FALSE(state.remote);
  EXPECT_EQ(state.counts, (model::ProjectCounts{.empty = true}));
}

TEST_P(HistoryWriterConformance, SuccessClearsTheFailureBeforeIt) {
  SampleProject project(stores());
  finish_sync(projects(), project.lease,
              {.state = model::SyncState::kFailing,
               .reason = "the remote did not answer",
               .code = ErrorCode::kTimeout,
               .since = at(10),
               .next_sync_at = at(20),
               .failures = 2});
  Publication publication = project.publication();
  publication.now = at(30);
  publication.next_sync_at = at(90);
  project.publish(publication);
  EXPECT_EQ(projects().project(project.id()).status,
            (model::ProjectStatus{
                .state = model::SyncState::kOk, .since = at(30), .next_sync_at = at(90), .last_synced_at = at(30)}));
  publication.now = at(100);
  publication.next_sync_at.reset();
  project.publish(publication);
  EXPECT_EQ(projects().project(project.id()).status,
            (model::ProjectStatus{.state = model::SyncState::kOk, .since = at(30), .last_synced_at = at(100)}))
      << "`since` is when the state last changed";
}

TEST_P(HistoryWriterConformance, ChunksReplaceThoseFromTheFirstOn) {
  SampleProject project(stores());
  Publication publication = project.publication();
  publication.chunks = {chunk(0, 10, "a"), chunk(10, 5, "b"), chunk(15, 1, "")};
  project.publish(publication);
  EXPECT_THAT(graph(history(), project.id()), ElementsAre("0+10:a", "10+5:b", "15+1:"));

  publication.chunks = {};
  project.publish(publication);
  EXPECT_THAT(graph(history(), project.id()), ElementsAre("0+10:a", "10+5:b", "15+1:"));

  publication.chunks = {chunk(10, 7, std::string_view("c\0d", 3))};
  project.publish(publication);
  EXPECT_THAT(graph(history(), project.id()), ElementsAre("0+10:a", std::string("10+7:c\0d", 8)));

  publication.chunks = {chunk(17, 1, "e")};
  project.publish(publication);
  EXPECT_THAT(graph(history(), project.id()), ElementsAre("0+10:a", std::string("10+7:c\0d", 8), "17+1:e"));
  EXPECT_EQ(history().read_graph(project.id(), [](const StoredChunk&) {}), 4U);
}

TEST_P(HistoryWriterConformance, SinkMayGiveUp) {
  SampleProject project(stores());
  Publication publication = project.publication();
  publication.chunks = {chunk(0, 10, "a"), chunk(10, 5, "b")};
  project.publish(publication);
  EXPECT_THROW(history().read_graph(project.id(), [](const StoredChunk&) { throw std::runtime_error("enough"); }),
               std::runtime_error);
  EXPECT_THAT(graph(history(), project.id()), ElementsAre("0+10:a", "10+5:b"));
}

TEST_P(HistoryWriterConformance, ProjectsDoNotMix) {
  SampleProject one(stores(), "one");
  SampleProject two(stores(), "two");
  for (std::uint64_t generation = 1; generation <= 3; ++generation) {
    stage_generation(writer(), one.lease, generation);
    one.publish(generation_publication(generation));
  }
  stage_generation(writer(), two.lease, 1);
  two.publish(generation_publication(1));

  EXPECT_EQ(expect_whole_generation(stores(), one.id()), 3U);
  EXPECT_EQ(expect_whole_generation(stores(), two.id()), 1U);
  EXPECT_EQ(history().branches(two.id(), "", 10).size(), 1U);
}

TEST_P(HistoryWriterConformance, PublishedDataSurvivesReopening) {
  SampleProject project(stores());
  stage_generation(writer(), project.lease, 1);
  project.publish(generation_publication(1));
  EXPECT_EQ(expect_whole_generation(reopen(), project.id()), 1U);
}

}  // namespace
}  // namespace cpsg::storage::conformance
