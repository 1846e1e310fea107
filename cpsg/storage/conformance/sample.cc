#include "cpsg/storage/conformance/sample.h"

#include <gtest/gtest.h>

#include <array>

#include "cpsg/storage/page_bounds.h"

namespace cpsg::storage::conformance {

model::Oid sample_oid(std::uint32_t n) {
  model::Oid oid;
  std::uint64_t state = (n + 1) * 0x9E3779B97F4A7C15U;
  for (auto& byte : oid.bytes) {
    state ^= state >> 29;
    state *= 0xBF58476D1CE4E5B9U;
    byte = static_cast<std::uint8_t>(state >> 56);
  }
  return oid;
}

StagedPerson sample_person(std::uint32_t number) {
  StagedPerson staged{
      .number = number,
      .key = {},
      .person = {.name = "Person " + std::to_string(number),
                 .email = "hash" + std::to_string(number),
                 .login = number % 2 == 0 ? std::optional("login" + std::to_string(number)) : std::nullopt,
                 .bot = number % 5 == 4}};
  for (std::size_t i = 0; i < 4; ++i) staged.key[i] = static_cast<std::uint8_t>(number >> (8 * i));
  staged.key.back() = 0xFF;
  return staged;
}

model::Branch sample_branch(std::string name, std::uint32_t tip) {
  return {.name = std::move(name),
          .oid = sample_oid(tip),
          .is_default = false,
          .ahead = 1,
          .behind = 2,
          .merged = false,
          .commits = 3,
          .committed_at = model::GitTime{.epoch_s = 1'700'000'000 + tip, .offset_minutes = -330},
          .deleted_at = std::nullopt};
}

model::Bitmap full_bitmap(std::size_t size) {
  model::Bitmap bitmap(size);
  for (std::size_t i = 0; i < size; ++i) bitmap.set(i);
  return bitmap;
}

SampleProject::SampleProject(const Stores& stores, std::string_view name)
    : lease(std::get<Lease>(stores.projects.acquire_lease(
          add_project(stores.projects, "owner", name, "", at(0)).project.id, "test", at(0), kLeaseTtl, std::nullopt))),
      writer_(stores.writer) {}

void SampleProject::stage_people(std::uint32_t count) {
  std::vector<StagedPerson> staged;
  for (std::uint32_t i = 0; i < count; ++i) staged.push_back(sample_person(people++));
  writer_.stage(lease, staged, {});
}

void SampleProject::stage_commits(const std::vector<SampleCommit>& commits) {
  if (people == 0) stage_people(1);
  for (const SampleCommit& sample : commits) {
    StagedCommit commit{.row = rows, .oid = sample.oid, .message = sample.message};
    if (sample.committed_epoch_s) commit.committed_at = {*sample.committed_epoch_s, 60};
    stage_commit(commit);
  }
}

void SampleProject::stage_commit(const StagedCommit& commit) {
  writer_.stage(lease, {}, std::array{commit});
  rows = commit.row + 1;
}

Publication SampleProject::publication() const {
  Publication publication{.now = at(1'000), .rows = rows, .people = people};
  publication.live = full_bitmap(rows);
  publication.on_default = full_bitmap(rows);
  return publication;
}

// Generation g has rows 0 .. 20g-1, one person for each generation, and one branch named after it.
void stage_generation(HistoryWriter& writer, const Lease& lease, std::uint64_t generation) {
  const auto person = static_cast<std::uint32_t>(generation - 1);
  std::vector<StagedCommit> commits;
  std::vector<model::Oid> parents(kRowsPerGeneration);
  for (std::uint32_t i = 0; i < kRowsPerGeneration; ++i) {
    const std::uint32_t row = person * kRowsPerGeneration + i;
    if (row > 0) parents[i] = sample_oid(row - 1);
    commits.push_back({.row = row,
                       .oid = sample_oid(row),
                       .parents = {&parents[i], row > 0 ? 1U : 0U},
                       .author = person,
                       .committer = person,
                       .authored_at = model::GitTime{.epoch_s = row, .offset_minutes = 0},
                       .committed_at = model::GitTime{.epoch_s = row, .offset_minutes = 0},
                       .message = "A commit of the sample"});
  }
  writer.stage(lease, std::array{sample_person(person)}, commits);
}

Publication generation_publication(std::uint64_t generation) {
  const auto people = static_cast<std::uint32_t>(generation);
  const std::uint32_t rows = people * kRowsPerGeneration;
  Publication publication{.now = at(static_cast<std::int64_t>(generation)), .rows = rows, .people = people};
  publication.counts = {
      .default_branch = "main", .commits = rows, .commits_all = rows, .branches = 1, .contributors = people};
  publication.remote = RemoteState{
      .configured_url = "https://host", .base_url = "https://host", .capabilities = std::to_string(generation)};
  publication.branches = {sample_branch("generation-" + std::to_string(generation), rows - 1)};
  publication.branches.front().commits = rows;
  publication.chunks = {{.first_node = rows - kRowsPerGeneration, .nodes = kRowsPerGeneration, .bytes = {1, 2, 3}}};
  publication.live = full_bitmap(rows);
  publication.on_default = full_bitmap(rows);
  publication.activity = {{.year = 2000, .hours = {{.hour_of_year = 5, .counts = {.all = {rows, 0, 0, 0}}}}}};
  for (std::uint32_t person = 0; person < people; ++person) {
    publication.contributors.push_back({.person = person, .commits = rows, .commits_all = rows});
  }
  return publication;
}

std::uint64_t expect_whole_answers(const Stores& stores, std::string_view project_id) {
  const PublishedState state = stores.writer.published_state(project_id);
  const auto rows = static_cast<std::uint32_t>(state.generation * kRowsPerGeneration);
  EXPECT_EQ(state.rows, rows);
  EXPECT_EQ(state.people, state.generation);
  EXPECT_EQ(state.live, full_bitmap(rows));
  EXPECT_EQ(state.counts.commits, rows);
  if (state.generation > 0) {
    EXPECT_EQ(state.branches, generation_publication(state.generation).branches);
    EXPECT_EQ(state.remote.value().capabilities, std::to_string(state.generation));
  }

  const model::Project project = stores.projects.project(project_id);
  EXPECT_EQ(project.counts ? project.counts->commits : 0,
            static_cast<std::int64_t>(project.generation * kRowsPerGeneration));

  std::uint32_t nodes = 0;
  const std::uint64_t graph_generation = stores.history.read_graph(project_id, [&](const StoredChunk& chunk) {
    EXPECT_EQ(chunk.first_node, nodes);
    nodes += chunk.nodes;
  });
  EXPECT_EQ(nodes, graph_generation * kRowsPerGeneration);

  const auto contributors = stores.history.contributors(project_id, std::nullopt, 1'000);
  for (const auto& contributor : contributors) {
    EXPECT_EQ(contributor.commits_all, static_cast<std::int64_t>(contributors.size() * kRowsPerGeneration));
  }

  return state.generation;
}

std::uint64_t expect_whole_generation(const Stores& stores, std::string_view project_id) {
  const std::uint64_t generation = expect_whole_answers(stores, project_id);
  const CommitView view = stores.history.commit_view(project_id);
  EXPECT_EQ(view.rows, view.generation * kRowsPerGeneration);
  const auto commits = read_all(stores.history, view, {.limit = 33});
  EXPECT_EQ(commits.size(), view.rows);
  for (std::size_t i = 0; i < commits.size(); ++i) {
    const auto row = static_cast<std::uint32_t>(commits.size() - 1 - i);  // newest first
    EXPECT_EQ(commits[i].oid, sample_oid(row));
    EXPECT_EQ(commits[i].author.name, sample_person(row / kRowsPerGeneration).person.name);
    EXPECT_TRUE(commits[i].on_default_branch);
  }
  return generation;
}

std::vector<model::Commit> read_all(HistoryReader& history, const CommitView& view, CommitQuery query) {
  std::vector<model::Commit> all;
  while (true) {
    auto page = history.commits(view, query);
    const bool last = is_last(page, query.limit);
    for (auto& commit : page) all.push_back(std::move(commit));
    if (last) return all;
    const model::Commit& end = all.back();
    query.after =
        CommitCursor{.committed_epoch_s = end.committed_at ? std::optional(end.committed_at->epoch_s) : std::nullopt,
                     .oid = end.oid};
  }
}

}  // namespace cpsg::storage::conformance
