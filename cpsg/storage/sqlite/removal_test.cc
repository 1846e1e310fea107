// Protects: of a removed project not a byte stays in any file of the database, whatever was stored of it and in
// whatever order, beside whom; clearing hardly holds up other writers; and free space goes back to the system. How:
// every text of the project holds a word that the test looks for in the files themselves.
#include "cpsg/storage/sqlite/removal.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <random>

#include "cpsg/base/ascii.h"
#include "cpsg/storage/conformance/sample.h"
#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/schema_versions.h"
#include "cpsg/storage/sqlite/testing/raw_connection.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::storage::sqlite {
namespace {

using conformance::at;
using conformance::SampleProject;

// The names of the database's files that hold this word, in letters of any case.
std::vector<std::string> files_with(const SqliteHome& home, const std::string& word) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(home.directory())) {
    std::ifstream file(entry.path(), std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    bytes = ascii_lower(bytes);
    if (bytes.find(word) != std::string::npos) found.push_back(entry.path().filename());
  }
  return found;
}

void clear(SqliteStore& store, UnixTime now) {
  while (store.clear_removed(now) == Clearing::kMore) {
  }
}

model::PullRequest pull(std::int64_t number, const std::string& word) {
  model::PullRequest pull;
  pull.number = number;
  pull.title = word + " title";
  pull.author = word + "-author";
  pull.base_ref = word + "-base";
  pull.head_ref = word + "-head";
  pull.head_repo = word + "/fork";
  pull.created_at = at(1);
  pull.updated_at = at(number);
  pull.merged_by = word + "-merger";
  pull.labels = {word + "-label"};
  return pull;
}

// Everything that can be stored of a project, with the word in every text.
class FullProject {
 public:
  FullProject(const Stores& stores, std::string word, std::int64_t github_id)
      : stores_(stores), word_(std::move(word)), project_(stores, word_ + "-first") {
    conformance::bind_identity(stores.projects, id(), {github_id, word_ + "-node", "owner", word_ + "-second"}, at(1));
    conformance::bind_identity(stores.projects, id(), {github_id, word_ + "-node", "owner", word_}, at(2));
    model::Statistics statistics{.observed_at = at(3), .description = word_ + " words", .homepage = word_ + ".example"};
    statistics.topics = {word_ + "-topic"};
    statistics.languages = {{.name = word_ + "-language", .size_bytes = 7}};
    const Refreshed seen{.project_id = id(),
                         .mark = model::ProbeMark{.default_branch = word_ + "-main"},
                         .changed_at = at(3),
                         .statistics = statistics,
                         .etag = ReceivedEtag{.key = word_ + "-key", .etag = word_ + "-etag"}};
    stores.observations.record_refreshed({&seen, 1}, at(3));
    conformance::finish_sync(stores.projects, project_.lease,
                             {.state = model::SyncState::kFailing, .reason = word_ + " reason"});
    std::vector<std::string> ids{id()};
    const std::string batch = stores.batches.create_batch("night", ids, at(3)).id;
    const model::BatchItem pending = stores.batches.batch_items(batch, std::nullopt, 1).at(0);
    model::BatchItem failed = pending;
    failed.state = model::BatchItemState::kFailed;
    failed.code = ErrorCode::kNetwork;
    failed.message = word_ + " cannot be reached";
    stores.batches.change_batch_items(batch, std::array{BatchItemChange{pending, failed}}, at(3));
    for (std::int64_t i = 0; i < 400; ++i) {
      stores.sync_log.record_sync(project_.lease, {.started_at = at(4),
                                                   .ended_at = at(4 + i),
                                                   .code = ErrorCode::kNetwork,
                                                   .message = word_ + " cannot be reached"});
    }
  }

  // One more generation, with people, commits, branches and pull requests.
  void grow(std::mt19937& random) {
    for (int portion = 0; portion < 3; ++portion) {
      std::vector<StagedPerson> people;
      for (std::uint32_t i = 0; i < 5 + random() % 20; ++i) {
        StagedPerson person = conformance::sample_person(project_.people++);
        person.person.name = word_ + " Person " + std::to_string(random());
        person.person.email = word_ + std::to_string(random()) + "@x.example";
        people.push_back(person);
      }
      stores_.writer.stage(project_.lease, people, {});
      std::vector<conformance::SampleCommit> made;
      for (std::uint32_t i = 0; i < 20 + random() % 100; ++i) {
        made.push_back({.oid = conformance::sample_oid(static_cast<std::uint32_t>(random())),
                        .committed_epoch_s = static_cast<std::int64_t>(random() % 1'000'000),
                        .message = text(random)});
      }
      project_.stage_commits(made);
    }
    Publication publication = project_.publication();
    publication.branches.clear();
    for (std::uint32_t i = 0; i < 1 + random() % 200; ++i) {
      publication.branches.push_back(conformance::sample_branch(word_ + "-branch-" + std::to_string(random()), 0));
    }
    project_.publish(publication);
    std::vector<model::PullRequest> pulls;
    for (std::int64_t number = 1; number < 60; ++number) pulls.push_back(pull(number + next_pull_, word_));
    next_pull_ += 40;
    stores_.pulls.put_pull_requests(project_.lease, pulls, {.cursor = word_ + "-cursor", .seen = 60}, at(4));
  }

  // Puts a copy of the history, with another word in its texts, in the place of the published one.
  void rewrite(const std::string& word, bool publish) {
    stores_.writer.begin_rewrite(project_.lease);
    StagedPerson person = conformance::sample_person(0);
    person.person.name = word;
    std::vector<CommitText> texts = stores_.writer.commit_texts(id(), 0, 10'000);
    const auto rows = static_cast<std::int64_t>(texts.size());
    for (CommitText& text : texts) {
      text.author = text.committer = 0;
      text.message = word;
    }
    stores_.writer.stage_rewritten(project_.lease, std::array{person}, texts);
    if (!publish) return;
    const StagedContributor contributor{.person = 0, .commits = rows, .commits_all = rows};
    stores_.writer.publish_rewritten(project_.lease, {.people = 1, .contributors = {contributor}, .policy = "new"});
  }

  [[nodiscard]] const std::string& id() const { return project_.id(); }
  void release() { stores_.projects.release_lease(project_.lease); }

 private:
  std::string text(std::mt19937& random) const {
    std::string text;
    const auto words = random() % 10 == 0 ? 5'000 : 1 + random() % 40;
    for (std::size_t i = 0; i < words; ++i) text += word_ + " ";
    return text;
  }

  Stores stores_;
  std::string word_;
  SampleProject project_;
  std::int64_t next_pull_ = 0;
};

TEST(SqliteRemoval, NoFileHoldsAByteOfIt) {
  const std::uint32_t seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  const SqliteHome home;
  const auto store = home.open();
  const auto beside = home.open();  // another process: it keeps the log
  FullProject before(store->stores(), "neighbour", 1);
  FullProject removed(store->stores(), "zebra", 2);
  FullProject after(store->stores(), "bystander", 3);
  for (int round = 0; round < 6; ++round) {
    before.grow(random);
    removed.grow(random);
    if (round % 2 == 0) after.grow(random);
  }
  removed.release();
  ASSERT_FALSE(files_with(home, "zebra").empty());

  store->remove_project(removed.id());
  clear(*store, at(10));

  EXPECT_THAT(files_with(home, "zebra"), testing::IsEmpty());
  EXPECT_FALSE(files_with(home, "neighbour").empty());
  EXPECT_EQ(RawConnection(home.path()).text("PRAGMA integrity_check"), "ok");
}

TEST(SqliteRemoval, WhatWasOnlyStagedGoesToo) {
  std::mt19937 random(7);
  const SqliteHome home;
  const auto store = home.open();
  {
    FullProject removed(store->stores(), "zebra", 2);
    removed.grow(random);
    store->remove_project(removed.id());
    EXPECT_EQ(store->clear_removed(at(1)), Clearing::kMore);
  }
  clear(*store, at(1'000'000));
  EXPECT_THAT(files_with(home, "zebra"), testing::IsEmpty());
}

TEST(SqliteRemoval, WhatARewriteReplacedGoesByItself) {
  std::mt19937 random(7);
  const SqliteHome home;
  const auto store = home.open();
  FullProject project(store->stores(), "owl", 2);
  project.grow(random);
  project.rewrite("zebra", true);
  project.rewrite("lion", true);
  EXPECT_FALSE(files_with(home, "zebra").empty());
  clear(*store, at(1));
  EXPECT_EQ(store->clear_removed(at(1)), Clearing::kDone);
  EXPECT_THAT(files_with(home, "zebra"), testing::IsEmpty());
  EXPECT_FALSE(files_with(home, "lion").empty());
}

TEST(SqliteRemoval, WhatRewritesLeftGoesWithTheirProject) {
  std::mt19937 random(7);
  const SqliteHome home;
  const auto store = home.open();
  FullProject beside(store->stores(), "owl", 1);
  beside.grow(random);
  FullProject removed(store->stores(), "zebra", 2);
  removed.grow(random);
  removed.rewrite("zebra rewritten", true);
  removed.rewrite("zebra begun", false);
  removed.release();
  const std::uint64_t removal = store->remove_project(removed.id());
  EXPECT_FALSE(store->is_cleared(removal));
  clear(*store, at(1));
  EXPECT_TRUE(store->is_cleared(removal));
  EXPECT_THAT(files_with(home, "zebra"), testing::IsEmpty());
  EXPECT_FALSE(files_with(home, "owl").empty());
}

TEST(SqliteRemoval, AReaderOnAnOldStateDelaysTheEndAndNothingElse) {
  std::mt19937 random(7);
  const SqliteHome home;
  const auto store = home.open();
  FullProject removed(store->stores(), "zebra", 2);
  removed.grow(random);
  removed.release();
  RawConnection reader(home.path());
  reader.execute("BEGIN; SELECT * FROM projects");
  const std::uint64_t removal = store->remove_project(removed.id());
  clear(*store, at(10));
  EXPECT_EQ(store->clear_removed(at(10)), Clearing::kWaiting);
  EXPECT_FALSE(store->is_cleared(removal));
  reader.execute("COMMIT");
  clear(*store, at(10));
  EXPECT_TRUE(store->is_cleared(removal));
  EXPECT_THAT(files_with(home, "zebra"), testing::IsEmpty());
}

TEST(SqliteRemoval, EveryTableIsKnownToIt) {
  const SqliteHome home;
  (void)home.open();
  RawConnection raw(home.path());
  // Those that hold nothing of a project, or whose rows go together with the project's own. A saved list is what
  // somebody wrote: it keeps the names in it.
  const std::vector<std::string> others{
      "projects",   "removed_projects", "replaced_histories", "fences",         "first_revision", "deliveries",
      "batches",    "settings",         "batch_items",        "api_keys",       "sessions",       "changes",
      "sync_hours", "sync_times",       "budget_hours",       "delivery_hours", "saved_lists"};
  const std::vector<std::string_view> cleared = cleared_tables();
  const std::int64_t tables = raw.integer("SELECT count(*) FROM sqlite_schema WHERE type = 'table'");
  for (std::int64_t i = 0; i < tables; ++i) {
    const std::string name =
        raw.text("SELECT name FROM sqlite_schema WHERE type = 'table' LIMIT 1 OFFSET " + std::to_string(i));
    if (name.starts_with("sqlite_")) continue;
    EXPECT_TRUE(std::ranges::find(cleared, name) != cleared.end() || std::ranges::find(others, name) != others.end())
        << name << ": are its rows to be cleared with their project?";
  }
}

TEST(SqliteRemoval, SpaceGoesBackInSteps) {
  std::mt19937 random(7);
  const SqliteHome home;
  const auto store = home.open();
  FullProject removed(store->stores(), "zebra", 2);
  for (int round = 0; round < 20; ++round) removed.grow(random);
  removed.release();
  store->remove_project(removed.id());
  clear(*store, at(10));
  const Space before = store->space();
  EXPECT_GT(before.free_bytes, before.size_bytes / 2);
  store->prepare_to_give_back_space();
  int steps = 1;
  while (store->give_back_space()) ++steps;
  EXPECT_GT(steps, 2) << "others get their turn between them";
  EXPECT_EQ(store->space().free_bytes, 0U);
  ASSERT_EQ(store->clear_removed(at(10)), Clearing::kDone);
  EXPECT_LT(store->space().size_bytes, before.size_bytes);
  EXPECT_EQ(RawConnection(home.path()).text("PRAGMA integrity_check"), "ok");
}

// As an earlier version left it: pages were freed with what they held, and can't be given back in steps.
void make_version_3(const std::filesystem::path& path) {
  RawConnection raw(path);
  raw.execute("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA secure_delete = OFF");
  raw.execute(kSchemaVersion1);
  raw.execute(kSchemaVersion2);
  raw.execute(kSchemaVersion3);
  raw.execute(
      "PRAGMA application_id = 1668313959; PRAGMA user_version = 3; CREATE TABLE x (t TEXT);"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
      " INSERT INTO x SELECT 'zebra' || hex(zeroblob(3000)) FROM n; DROP TABLE x");
}

TEST(SqliteRemoval, FreePagesOfAnEarlierVersionAreOverwrittenByTheMigration) {
  const SqliteHome home;
  make_version_3(home.path());
  ASSERT_FALSE(files_with(home, "zebra").empty());
  const auto store = home.open();
  ASSERT_GT(store->space().free_bytes, 1'000'000U);
  store->remove_project(store->add_project("o", "n", "", at(0), {}, model::Priority::kRefresh).project.id);
  clear(*store, at(1));
  EXPECT_THAT(files_with(home, "zebra"), testing::IsEmpty());
}

TEST(SqliteRemoval, DatabaseOfAnEarlierVersionIsRewrittenOnceToGiveSpaceBack) {
  const SqliteHome home;
  make_version_3(home.path());
  const auto store = home.open();
  EXPECT_FALSE(store->give_back_space() && store->give_back_space() && store->space().free_bytes == 0);
  {
    RawConnection writer(home.path());
    const auto impatient = home.open({.busy_timeout = std::chrono::milliseconds(20)});
    writer.execute("BEGIN IMMEDIATE");
    EXPECT_TRUE(conformance::throws_error(ErrorCode::kStoreLocked, [&] { impatient->prepare_to_give_back_space(); }));
  }
  const auto id = store->add_project("o", "n", "", at(0), {}, model::Priority::kRefresh).project.id;
  store->prepare_to_give_back_space();
  EXPECT_EQ(store->space().free_bytes, 0U);
  EXPECT_EQ(RawConnection(home.path()).integer("PRAGMA auto_vacuum"), 2);
  EXPECT_EQ(store->project(id).full_name(), "o/n");
}

TEST(SqliteRemoval, RewriteThatFailsLeavesTheWriterAsItWas) {
  const SqliteHome home;
  make_version_3(home.path());
  Database database(home.path(), {.busy_timeout = std::chrono::milliseconds(20)});
  const auto temporaries = [&] {
    return database.write([](Connection& c) { return single_integer(c, "PRAGMA temp_store"); });
  };
  const std::int64_t before = temporaries();
  {
    RawConnection other(home.path());
    other.execute("BEGIN IMMEDIATE");
    EXPECT_TRUE(conformance::throws_error(ErrorCode::kStoreLocked, [&] { database.prepare_to_give_back_space(); }));
  }
  EXPECT_EQ(temporaries(), before) << "sorts go on in memory";
}

}  // namespace
}  // namespace cpsg::storage::sqlite
