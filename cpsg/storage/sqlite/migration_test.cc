// Protects: a database of an older version is brought up to date with all that it holds.
#include "cpsg/base/hex.h"
#include "cpsg/base/sha256.h"
#include "cpsg/storage/conformance/sample.h"
#include "cpsg/storage/sqlite/schema_versions.h"
#include "cpsg/storage/sqlite/testing/raw_connection.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::storage::sqlite {
namespace {

using conformance::at;

// As version 1 wrote it: one project with a branch, synced once, and one that never was.
void make_version_1(const std::filesystem::path& path) {
  RawConnection raw(path);
  raw.execute("PRAGMA journal_mode = WAL");
  raw.execute(kSchemaVersion1);
  raw.execute(R"sql(
    INSERT INTO projects (project_no, id, owner, name, full_name_lower, source_url, generation, default_branch, empty,
                          commits, commits_all, branches, contributors, missing_parents, shallow, state, since,
                          next_sync_at, last_synced_at)
      VALUES (1, 'p1', 'Owner', 'Synced', 'owner/synced', '', 3, CAST('main' AS BLOB), 0, 5, 6, 1, 2, 0, 0, 'ok', 100,
              900, 100);
    INSERT INTO projects (project_no, id, owner, name, full_name_lower, source_url, state, since, next_sync_at)
      VALUES (2, 'p2', 'owner', 'new', 'owner/new', 'file:///srv/new.git', 'pending', 50, 50);
    INSERT INTO branches (project_no, name, oid, is_default, commits)
      VALUES (1, CAST('main' AS BLOB), zeroblob(20), 1, 5);
    INSERT INTO bitmaps VALUES (1, x'', x'');
    PRAGMA application_id = 1668313959;
    PRAGMA user_version = 1;
  )sql");
}

TEST(SqliteMigration, ProjectsOfVersion1StayAndAreToBeAskedOfTheApi) {
  SqliteHome home;
  make_version_1(home.path());

  const auto store = home.open();

  const model::Project synced = store->find_project("owner/synced").value();
  EXPECT_EQ(synced.id, "p1");
  EXPECT_EQ(synced.full_name(), "Owner/Synced");
  EXPECT_EQ(synced.generation, 3U);
  EXPECT_EQ(synced.revision, 3U);
  EXPECT_EQ(synced.counts.value().commits_all, 6);
  EXPECT_EQ(synced.counts.value().default_branch, "main");
  EXPECT_EQ(synced.status,
            (model::ProjectStatus{
                .state = model::SyncState::kOk, .since = at(100), .next_sync_at = at(900), .last_synced_at = at(100)}));
  EXPECT_EQ(synced.work, model::kInitialWork);
  EXPECT_FALSE(synced.followed_since) << "nobody knows any more";
  EXPECT_EQ(synced.priority, model::Priority::kRefresh);
  EXPECT_FALSE(synced.github_id);
  EXPECT_FALSE(synced.statistics);
  ASSERT_EQ(store->branches("p1", "", 10).size(), 1U);
  EXPECT_EQ(store->project("p2").source_url, "file:///srv/new.git");
  ASSERT_EQ(store->due_projects(at(900), Due::kRefresh, 10).size(), 1U);
  EXPECT_EQ(store->due_projects(at(900), Due::kRefresh, 10).front().id, "p1");
  EXPECT_EQ(store->due_projects(at(900), Due::kSync, 10).front().id, "p2") << "it has no API";
  store->bind_identity(store->project("p1"), {.github_id = 1, .node_id = "R_1", .owner = "Owner", .name = "Synced"},
                       at(900));
  EXPECT_EQ(store->projects_with_work(model::Work::kEnrich, at(900), 1).front().id, "p1");
}

// As version 3 wrote it: a project that was renamed twice, with pull requests and their counts, and deliveries.
void make_version_3(const std::filesystem::path& path) {
  make_version_1(path);
  RawConnection raw(path);
  raw.execute(kSchemaVersion2);
  raw.execute(kSchemaVersion3);
  raw.execute(R"sql(
    INSERT INTO earlier_names (project_no, full_name, full_name_lower)
      VALUES (1, 'b/first', 'b/first'), (1, 'a/second', 'a/second');
    INSERT INTO pull_requests (key, title, state, draft, bot, base_ref, head_ref, created_at, updated_at, labels)
      VALUES (4294967296 + 7, 'seven', 'open', 0, 0, 'main', 'h', 1, 2, '3:bug'),
             (4294967296 + 8, 'eight', 'merged', 0, 0, 'main', 'h', 1, 3, '');
    INSERT INTO pull_walks VALUES (1, 3, 'cursor', 4, 2, 1, 0, 1, 0, 1);
    INSERT INTO deliveries VALUES ('one', 1000), ('two', 1000);
    INSERT INTO delivery_counts VALUES ('push', 5);
    PRAGMA user_version = 3;
  )sql");
}

TEST(SqliteMigration, PullRequestsOfVersion3AreCountedAndItsWalkGoesOn) {
  SqliteHome home;
  make_version_3(home.path());
  const auto store = home.open();
  EXPECT_EQ(store->project("p1").renamed_from, (std::vector<std::string>{"b/first", "a/second"}));
  EXPECT_EQ(store->count_pull_requests("p1"), (model::PullCounts{.open = 1, .closed = 0, .merged = 1}));
  EXPECT_EQ(store->pull_request("p1", 7).value().labels, std::vector<std::string>{"bug"});
  EXPECT_EQ(store->pull_walk("p1"),
            (PullWalk{.watermark = at(3), .cursor = "cursor", .newest = at(4), .seen = 2, .short_before = true}));
}

TEST(SqliteMigration, DeliveriesOfVersion3StayKnown) {
  SqliteHome home;
  make_version_3(home.path());
  const auto store = home.open();
  EXPECT_FALSE(store->record_delivery("one", "push", {}, at(1'001)));
  EXPECT_TRUE(store->record_delivery("three", "push", {}, at(1'001)));
  ASSERT_EQ(store->delivery_counts().size(), 1U);
  EXPECT_EQ(store->delivery_counts()[0].count, 1);
}

TEST(SqliteMigration, LongMessagesOfVersion3AreCutBetweenCharactersAndMarked) {
  SqliteHome home;
  make_version_3(home.path());
  RawConnection(home.path()).execute(R"sql(
    INSERT INTO people (key, person_key, name, email, bot) VALUES (1 << 32, zeroblob(16), 'Jane', NULL, 0);
    INSERT INTO commits (key, project_no, committed_desc, oid, parents, author, committer, altered, message) VALUES
      ((1 << 32) | 0, 1, 1, zeroblob(20), x'', 0, 0, 1, printf('%.*c', 65535, 'x') || char(233) || 'end'),
      ((1 << 32) | 1, 1, 1, zeroblob(20), x'', 0, 0, 0, printf('%.*c', 65536, 'x')),
      ((1 << 32) | 2, 1, 1, zeroblob(20), x'', 0, 0, 0, 'short');
    UPDATE projects SET row_bound = 3, person_bound = 1 WHERE project_no = 1;
  )sql");
  const auto store = home.open();
  const std::vector<CommitText> texts = store->commit_texts("p1", 0, 10);
  ASSERT_EQ(texts.size(), 3U);
  EXPECT_EQ(texts[0].message, std::string(65'535, 'x')) << "the character of two bytes does not fit";
  EXPECT_EQ(texts[0].altered, model::Altered::kEncoding | model::Altered::kMessage);
  EXPECT_EQ(texts[1].message.size(), 65'536U);
  EXPECT_EQ(texts[1].altered, model::Altered::kNothing);
  EXPECT_EQ(texts[2].message, "short");
}

TEST(SqliteMigration, PolicyOfVersion3IsRecordedAsUnknownAndItsHistoriesAreLookedAt) {
  SqliteHome home;
  make_version_3(home.path());
  const auto store = home.open();
  EXPECT_EQ(store->setting("privacy"), "unknown");
  EXPECT_EQ(store->history_policy("p1"), std::nullopt);
  EXPECT_TRUE(model::any(store->project("p1").work & model::Work::kRefs));
  SqliteHome empty;
  EXPECT_EQ(empty.open()->setting("privacy"), std::nullopt) << "a new database has none yet";
}

TEST(SqliteMigration, PullRequestsOfVersion5AreListedInEveryOrder) {
  SqliteHome home;
  make_version_3(home.path());
  {
    RawConnection raw(home.path());
    raw.execute(kSchemaVersion4);
    raw.execute(kSchemaVersion5);
    raw.execute(
        "UPDATE pull_requests SET merged_at = 5, author = 'Ada', additions = 3, deletions = 4"
        " WHERE state = 'merged'; PRAGMA user_version = 5");
  }
  const auto store = home.open();
  for (const PullSort sort : {PullSort::kNumber, PullSort::kCreated, PullSort::kUpdated, PullSort::kMerged,
                              PullSort::kLead, PullSort::kSize}) {
    EXPECT_EQ(store->list_pulls("p1", {.sort = sort}).pulls.size(), 2U) << static_cast<int>(sort);
  }
  EXPECT_EQ(store->list_pulls("p1", {.sort = PullSort::kLead}).pulls.front().number, 8);
  EXPECT_EQ(store->count_pulls("p1", {.author = "ada"}), 1);
  EXPECT_EQ(store->pull_facts("p1").pulls.size(), 2U);
}

// As version 5 wrote it: the synced project is known to GitHub, and all of its commits are enriched.
TEST(SqliteMigration, ProjectsOfVersion5AreReadForStarsAndReleasesFromSpareBudget) {
  SqliteHome home;
  make_version_3(home.path());
  {
    RawConnection raw(home.path());
    raw.execute(kSchemaVersion4);
    raw.execute(kSchemaVersion5);
    raw.execute("UPDATE projects SET node_id = 'R_1', work = 0, work_since = NULL WHERE project_no = 1");
    raw.execute("UPDATE projects SET work = 0, work_since = NULL WHERE project_no = 2");
    raw.execute("PRAGMA user_version = 5");
  }
  const auto store = home.open();
  EXPECT_EQ(store->projects_with_work(model::Work::kEnrich, at(100), 9).size(), 1U);
  EXPECT_EQ(store->project("p2").work, model::Work::kNothing) << "it has no API";
  EXPECT_EQ(store->project("p1").status.next_sync_at, at(900)) << "no sync is due for it";
}

// As version 5 wrote it: a batch that runs, and one of its projects that is done.
TEST(SqliteMigration, BatchesOfVersion5KeepTheirHoursAndSayNothingOfAPaceThatNobodyKept) {
  SqliteHome home;
  make_version_1(home.path());
  {
    RawConnection raw(home.path());
    for (const char* const version : {kSchemaVersion2, kSchemaVersion3, kSchemaVersion4, kSchemaVersion5}) {
      raw.execute(version);
    }
    raw.execute(R"sql(
      INSERT INTO batches (batch_no, name, state, created_at, updated_at) VALUES (1, 'night', 'running', 100, 200);
      INSERT INTO batch_items (key, batch_no, project_id, full_name, state, released_at, code) VALUES
        (1 << 32, 1, 'p1', 'owner/synced', 'done', 150, NULL),
        ((1 << 32) + 1, 1, 'p2', 'owner/new', 'failed', 150, 'network');
      PRAGMA user_version = 5;
    )sql");
  }
  const auto store = home.open();
  EXPECT_EQ(store->batch("b1"), (model::Batch{.id = "b1",
                                              .name = "night",
                                              .created_at = at(100),
                                              .updated_at = at(200),
                                              .running_since = at(100),
                                              .total = 2,
                                              .done = 1,
                                              .failed = 1,
                                              .failures = {{ErrorCode::kNetwork, 1}}}));
  EXPECT_EQ(store->batch_items("b1", std::nullopt, 9).at(1).message, std::nullopt);
  EXPECT_TRUE(store->syncs({}, at(300)).syncs.empty());
  EXPECT_TRUE(store->hours(at(0), at(1'000'000)).empty());
}

// Databases in use were made by these very texts. A change of the tables is a new version.
TEST(SqliteMigration, ReleasedVersionsNeverChange) {
  EXPECT_EQ(hex_encode(sha256(kSchemaVersion1)), "36d6d15d081ca3041740c96f6217659d081f1564235ebcd88099dba97b3c99c7");
  EXPECT_EQ(hex_encode(sha256(kSchemaVersion2)), "cc334465985b52f7cde25952fd1cf7271c261f63c2465df4201a90f5e03e0dd8");
  EXPECT_EQ(hex_encode(sha256(kSchemaVersion3)), "6647652de6b289677d6d63a08f208945cdd1ccf422105367775ad4f614cea6d6");
}

TEST(SqliteMigration, EndsInTheTablesOfANewDatabase) {
  SqliteHome older;
  make_version_1(older.path());
  SqliteHome newer;
  (void)older.open();
  (void)newer.open();
  const std::string tables = "SELECT group_concat(sql, char(10)) FROM (SELECT sql FROM sqlite_schema ORDER BY name)";
  EXPECT_EQ(RawConnection(older.path()).text(tables), RawConnection(newer.path()).text(tables));
  const std::string version = "PRAGMA user_version";
  EXPECT_EQ(RawConnection(older.path()).integer(version), RawConnection(newer.path()).integer(version));
}

}  // namespace
}  // namespace cpsg::storage::sqlite
