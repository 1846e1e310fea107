#include "cpsg/history/testing/sample_store.h"

#include <array>
#include <chrono>
#include <cstdlib>
#include <utility>
#include <variant>

#include "cpsg/git/graph/commit_graph.h"
#include "cpsg/git/graph/graph_codec.h"
#include "cpsg/history/roll_up.h"

namespace cpsg::history {
namespace {

struct SampleCommit {
  char letter;
  std::string_view parents;
  std::uint32_t author;
  std::int64_t days;  // after kSampleStart
};

// By row.
constexpr std::array<SampleCommit, 7> kCommits = {{{'a', "", 0, 0},
                                                   {'u', "a", 1, 1},
                                                   {'b', "a", 1, 2},
                                                   {'c', "b", 2, 3},
                                                   {'d', "b", 1, 3},
                                                   {'m', "cd", 0, 30},
                                                   {'f', "c", 1, 31}}};

model::GitTime time_of(const SampleCommit& commit) { return {kSampleStart + commit.days * kDayS, 60}; }

model::Branch branch(std::string name, char tip, std::int64_t commits, bool is_default) {
  model::Branch made;
  made.name = std::move(name);
  made.oid = sample_oid(tip);
  made.is_default = is_default;
  made.commits = commits;
  made.ahead = is_default ? 0 : 1;
  made.behind = is_default ? 0 : 2;
  if (!is_default) made.merged = false;
  for (const SampleCommit& each : kCommits) {
    if (each.letter == tip) made.committed_at = time_of(each);
  }
  return made;
}

// Chunks and activity of the rows published.
void add_graph(storage::Publication& publication) {
  git::graph::CommitGraph graph;
  for (std::uint32_t row = 0; row < publication.rows; ++row) {
    const SampleCommit& each = kCommits[row];
    std::vector<git::graph::Node> parents;
    const git::graph::Node node = graph.intern(sample_oid(each.letter));
    for (const char parent : each.parents) parents.push_back(graph.intern(sample_oid(parent)));
    const std::int64_t time = time_of(each).epoch_s;
    graph.add(node, parents, {time, time, row, each.author, each.author == 2});
  }
  const std::vector<git::graph::Node> order = graph.topological_order();
  std::vector<std::uint32_t> position(graph.nodes(), git::graph::kNone);
  for (git::graph::PackedChunk& chunk : git::graph::pack_graph(graph, order, 0, position)) {
    publication.chunks.push_back({chunk.first_node, chunk.nodes, std::move(chunk.bytes)});
  }
  // Here nodes are rows: every commit comes after its parents.
  publication.activity = roll_up_activity(graph, order, publication.live, publication.on_default);
}

}  // namespace

SampleStore::SampleStore() {
  std::string pattern = (std::filesystem::temp_directory_path() / "cpsg-api-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) std::abort();
  directory_ = pattern;
  store_ = storage::sqlite::open_sqlite_store(directory_ / "cpsg.db", {});
}

SampleStore::~SampleStore() {
  store_.reset();
  std::filesystem::remove_all(directory_);
}

std::unique_ptr<storage::sqlite::SqliteStore> SampleStore::open_again() const {
  return storage::sqlite::open_sqlite_store(directory_ / "cpsg.db", {});
}

model::Project SampleStore::add(std::string_view owner, std::string_view name) {
  return store_->add_project(owner, name, "", at(kSampleStart), at(kSampleStart), model::Priority::kRefresh).project;
}

void SampleStore::put_pulls(std::string_view id, const std::vector<model::PullRequest>& pulls) {
  put_pulls(id, pulls, {.watermark = at(kSampleStart)});
}

void SampleStore::put_pulls(std::string_view id, const std::vector<model::PullRequest>& pulls,
                            const storage::PullWalk& walk) {
  const auto lease =
      std::get<storage::Lease>(store_->acquire_lease(id, "test", at(kSampleStart), std::chrono::seconds(60), {}));
  store_->put_pull_requests(lease, pulls, walk, at(kSampleStart));
  store_->release_lease(lease);
}

void SampleStore::put_releases(const std::string& id, const std::vector<model::Release>& releases) {
  const auto lease =
      std::get<storage::Lease>(store_->acquire_lease(id, "test", at(kSampleStart), std::chrono::seconds(60), {}));
  store_->put_releases(lease, releases, std::nullopt, {});
  store_->release_lease(lease);
}

void SampleStore::put_star_page(const std::string& id, const model::StarPage& page) {
  const auto lease =
      std::get<storage::Lease>(store_->acquire_lease(id, "test", at(kSampleStart), std::chrono::seconds(60), {}));
  store_->put_star_page(lease, page, {.finished = true});
  store_->release_lease(lease);
}

std::string SampleStore::publish_sample(std::string_view owner, std::string_view name) {
  const std::string id = add(owner, name).id;
  publish_generation(id, 0, 2, {branch("main", 'a', 1, true), branch("old", 'u', 2, false)}, "au", "a");
  publish_generation(
      id, 2, kCommits.size(),
      {branch("feature", 'f', 4, false), branch("main", 'm', 5, true), branch("r\xE9sum\xE9", 'd', 3, false)}, "abcdmf",
      "abcdm");
  return id;
}

void SampleStore::publish_alike(std::uint32_t commits) {
  const std::string id = add("octo", "alike").id;
  const auto lease =
      std::get<storage::Lease>(store_->acquire_lease(id, "test", at(kSampleStart), std::chrono::seconds(60), {}));
  git::graph::CommitGraph graph;
  std::vector<storage::StagedCommit> staged;
  storage::Publication publication{.rows = commits, .people = 1};
  publication.live = model::Bitmap(commits);
  for (std::uint32_t row = 0; row < commits; ++row) {
    model::Oid oid;
    oid.bytes[0] = 0xAB;
    oid.bytes[1] = 0xCD;
    oid.bytes[2] = static_cast<std::uint8_t>(row);
    staged.push_back({.row = row, .oid = oid});
    graph.add(graph.intern(oid), {}, {-1, -1, row, 0, false});
    publication.live.set(row);
  }
  store_->stage(lease, std::vector<storage::StagedPerson>{{0, {0}, {"Ada", "ada", "ada", false}}}, staged);
  std::vector<std::uint32_t> position(graph.nodes(), git::graph::kNone);
  for (auto& chunk : git::graph::pack_graph(graph, graph.topological_order(), 0, position)) {
    publication.chunks.push_back({chunk.first_node, chunk.nodes, std::move(chunk.bytes)});
  }
  store_->publish(lease, publication);
  store_->release_lease(lease);
}

void SampleStore::publish_again(std::string_view id) {
  const auto lease =
      std::get<storage::Lease>(store_->acquire_lease(id, "test", at(kSampleStart), std::chrono::seconds(60), {}));
  const storage::PublishedState state = store_->published_state(id);
  store_->publish(lease, {.now = at(kSampleStart + 50 * kDayS),
                          .rows = state.rows,
                          .people = state.people,
                          .counts = state.counts,
                          .branches = state.branches,
                          .live = state.live,
                          .on_default = state.live});
  store_->release_lease(lease);
}

void SampleStore::publish_generation(const std::string& id, std::size_t first, std::size_t last,
                                     std::vector<model::Branch> branches, std::string_view live,
                                     std::string_view on_default) {
  const auto lease =
      std::get<storage::Lease>(store_->acquire_lease(id, "test", at(kSampleStart), std::chrono::seconds(60), {}));
  stage(lease, first, last);
  storage::Publication publication;
  publication.now = at(kSampleStart + 40 * kDayS + static_cast<std::int64_t>(last));
  publication.rows = static_cast<std::uint32_t>(last);
  publication.people = 3;
  publication.branches = std::move(branches);
  publication.live = model::Bitmap(last);
  publication.on_default = model::Bitmap(last);
  for (std::uint32_t row = 0; row < last; ++row) {
    if (live.find(kCommits[row].letter) != live.npos) publication.live.set(row);
    if (on_default.find(kCommits[row].letter) != on_default.npos) publication.on_default.set(row);
  }
  if (first > 0) publication.newly_unreachable = {1};
  publication.counts.default_branch = "main";
  publication.counts.commits = static_cast<std::int64_t>(on_default.size());
  publication.counts.commits_all = static_cast<std::int64_t>(live.size());
  publication.counts.branches = static_cast<std::int64_t>(publication.branches.size());
  publication.counts.contributors = 3;
  add_graph(publication);
  publication.contributors = {{0, 2, 2, at(kSampleStart), at(kSampleStart + 30 * kDayS)},
                              {1, 2, 3, at(kSampleStart + 2 * kDayS), at(kSampleStart + 31 * kDayS)},
                              {2, 1, 1, at(kSampleStart + 3 * kDayS), at(kSampleStart + 3 * kDayS)}};
  store_->publish(lease, publication);
  store_->release_lease(lease);
}

void SampleStore::stage(const storage::Lease& lease, std::size_t first, std::size_t last) {
  std::vector<storage::StagedPerson> people;
  if (first == 0) {
    people = {{0, {0}, {"Ada", "hash-of-ada", "ada", false}},
              {1, {1}, {"Bob, \"the\" builder", std::nullopt, std::nullopt, false}},
              {2, {2}, {"dependabot[bot]", "hash-of-bot", std::nullopt, true}}};
  }
  std::vector<std::vector<model::Oid>> parents(last);
  std::vector<std::string> messages(last);
  std::vector<storage::StagedCommit> commits;
  for (std::size_t row = first; row < last; ++row) {
    const SampleCommit& each = kCommits[row];
    for (const char parent : each.parents) parents[row].push_back(sample_oid(parent));
    messages[row] = std::string("commit ") + each.letter + "\n\n\"quoted\", and more";
    const auto altered =
        each.letter == 'd' ? model::Altered::kEncoding | model::Altered::kZone : model::Altered::kNothing;
    commits.push_back({static_cast<std::uint32_t>(row), sample_oid(each.letter), parents[row], each.author, each.author,
                       time_of(each), time_of(each), messages[row], altered});
  }
  store_->stage(lease, people, commits);
}

}  // namespace cpsg::history
