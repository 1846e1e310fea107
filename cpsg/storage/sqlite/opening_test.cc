// Protects: what is opened is a database of this program and of a version it knows, and everything else is refused with
// the right code and left as it was.
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <iterator>

#include "cpsg/storage/conformance/sample.h"
#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/integrity.h"
#include "cpsg/storage/sqlite/read_access.h"
#include "cpsg/storage/sqlite/testing/raw_connection.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::storage::sqlite {
namespace {

using conformance::at;
using conformance::throws_error;
using testing::HasSubstr;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void write_file(const std::filesystem::path& path, std::string_view content) {
  std::ofstream(path, std::ios::binary) << content;
}

TEST(SqliteOpening, DirectoryIsMadeAndTheFileIsItsOwnersAlone) {
  const SqliteHome home;
  const auto path = home.directory() / "a" / "b" / "file:strange?name.db";
  {
    (void)open_sqlite_store(path, {});
  }
  struct stat status{};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

// What `work` answers in a child process that may not do what only root may. -1: it threw.
int as_nobody(const std::function<int()>& work) {
  constexpr uid_t kNobody = 65534;
  const pid_t child = fork();
  if (child == 0) {
    if (::getuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0)) _exit(99);
    try {
      _exit(work());
    } catch (const Error& e) {
      std::fprintf(stderr, "%s\n", e.what());
      _exit(100 + static_cast<int>(e.code()));
    }
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
constexpr SqliteOptions kReading{.access = Access::kRead};

TEST(SqliteReading, ADatabaseThatIsNotThereIsAnEmptyOneAndIsNotMade) {
  const SqliteHome home;
  const auto path = home.directory() / "none" / "cpsg.db";
  {
    const auto store = open_sqlite_store(path, kReading);
    EXPECT_THAT(store->list_projects("", 10), testing::IsEmpty());
    const auto other = open_sqlite_store(path, kReading);
    EXPECT_THAT(other->batches(10), testing::IsEmpty());
    store->release_memory();
    EXPECT_EQ(store->find_project("o/n"), std::nullopt);
  }
  EXPECT_TRUE(std::filesystem::is_empty(home.directory()));
}

TEST(SqliteReading, ADatabaseThatIsBeingMadeIsAnEmptyOne) {
  const SqliteHome home;
  RawConnection(home.path()).execute("PRAGMA journal_mode = WAL");  // the first step of a writer; no table yet
  ASSERT_GT(std::filesystem::file_size(home.path()), 0U);
  EXPECT_THAT(home.open(kReading)->list_projects("", 10), testing::IsEmpty());
}

TEST(SqliteReading, WhatIsNoFileIsRefused) {
  EXPECT_TRUE(throws_error(ErrorCode::kStoreIo, [] { (void)open_sqlite_store("/dev/null", kReading); }));
}

TEST(SqliteReading, IsDoneBesideAWriter) {
  const SqliteHome home;
  const auto writer = home.open();
  const auto reader = home.open(kReading);
  writer->add_project("o", "n", "", at(0), at(0), model::Priority::kRefresh);
  EXPECT_TRUE(reader->find_project("o/n"));
}

// A directory of the owner's, whose files others may read.
class SqliteReadingByOthers : public testing::Test {
 protected:
  SqliteReadingByOthers() { writer->add_project("o", "n", "", at(0), at(0), model::Priority::kRefresh); }
  void let_others_read() const {
    ::chmod(home.directory().c_str(), 0755);
    for (const auto& entry : std::filesystem::directory_iterator(home.directory())) ::chmod(entry.path().c_str(), 0644);
  }
  [[nodiscard]] int projects_seen() const {
    return as_nobody(
        [&] { return static_cast<int>(open_sqlite_store(home.path(), kReading)->list_projects("", 10).size()); });
  }
  const SqliteHome home;
  std::unique_ptr<SqliteStore> writer = home.open();
};

TEST_F(SqliteReadingByOthers, AFileInADirectoryThatCannotBeWrittenIsReadAsItStands) {
  writer.reset();
  let_others_read();
  EXPECT_EQ(projects_seen(), 1);
}

TEST_F(SqliteReadingByOthers, ALogThatOnlyAWriterCouldReadIsSaid) {
  // As a machine that stopped leaves it: this process must not have it open, for a child would share that.
  const std::filesystem::path log = home.path().string() + "-wal";
  std::filesystem::copy_file(log, home.directory() / "kept");
  writer.reset();
  std::filesystem::rename(home.directory() / "kept", log);
  let_others_read();
  EXPECT_EQ(projects_seen(), 100 + static_cast<int>(ErrorCode::kStoreIo));
}

TEST_F(SqliteReadingByOthers, AnOlderVersionSaysWhoCanBringItUpToDate) {
  writer.reset();
  RawConnection(home.path()).execute("PRAGMA user_version = 1");
  let_others_read();
  EXPECT_EQ(projects_seen(), 100 + static_cast<int>(ErrorCode::kStoreIo));
}

TEST_F(SqliteReadingByOthers, WhatLooksDamagedBecauseItIsWrittenToIsSaidToBeWrittenTo) {
  writer.reset();
  let_others_read();
  ::chmod(home.path().c_str(), 0666);
  const int result = as_nobody([&] {
    Database(home.path(), kReading).read([&](Connection&) {
      std::ofstream(home.path(), std::ios::app) << "x";
      throw Error(ErrorCode::kStoreCorrupt, "a page");
    });
    return 0;
  });
  EXPECT_EQ(result, 100 + static_cast<int>(ErrorCode::kStoreLocked));
}

TEST(SqliteReading, AFileThatIsWrittenWhileItIsReadAsItStandsIsSaid) {
  const SqliteHome home;
  (void)home.open();
  ReadAccess access = find_read_access(home.path(), std::chrono::seconds{1});
  access.require_unchanged();
  access.kind = ReadAccess::Kind::kImmutable;
  EXPECT_TRUE(throws_error(ErrorCode::kStoreLocked, [&] { access.require_unchanged(); }));
}

TEST(SqliteIntegrity, ADamagedPageIsFoundAndASoundFileIsNot) {
  const SqliteHome home;
  {
    const auto store = home.open();
    for (int i = 0; i < 200; ++i) {
      store->add_project("owner", "name" + std::to_string(i), "", at(0), at(0), model::Priority::kRefresh);
    }
  }
  EXPECT_EQ(check_integrity(home.path(), std::chrono::seconds{10}), Integrity::kSound);
  std::string bytes = read_file(home.path());
  for (std::size_t page = 8192 * 3; page + 4096 < bytes.size(); page += 8192) bytes.replace(page, 64, 64, '\xEE');
  write_file(home.path(), bytes);
  EXPECT_TRUE(
      throws_error(ErrorCode::kStoreCorrupt, [&] { (void)check_integrity(home.path(), std::chrono::seconds{10}); }));
}

TEST(SqliteOpening, LogIsTidiedAwayAtTheEnd) {
  SqliteHome home;
  {
    const auto store = home.open();
    store->add_project("o", "n", "", at(0), at(0), model::Priority::kRefresh);
    EXPECT_TRUE(std::filesystem::exists(home.path().string() + "-wal"));
    (void)store->find_project("o/n");
  }
  EXPECT_FALSE(std::filesystem::exists(home.path().string() + "-wal"));
}

TEST(SqliteOpening, NewerVersionIsRefused) {
  SqliteHome home;
  {
    (void)home.open();
  }
  RawConnection(home.path()).execute("PRAGMA user_version = 4711");
  const auto result = throws_error(ErrorCode::kStoreNewer, [&] { (void)home.open(); });
  EXPECT_TRUE(result);
  EXPECT_THAT(result.message(), HasSubstr("4711"));
}

// What another process does when it is of a newer version.
TEST(SqliteOpening, DatabaseThatANewerVersionMigratedMeanwhileSaysSo) {
  SqliteHome home;
  const auto store = home.open();
  const auto other = home.open();
  const std::string id = store->add_project("o", "n", "", at(0), at(0), model::Priority::kRefresh).project.id;
  (void)store->batches(1);
  RawConnection(home.path())
      .execute(
          "ALTER TABLE batches RENAME COLUMN name TO title; ALTER TABLE settings RENAME TO new_settings;"
          "PRAGMA user_version = 4711");

  for (const std::function<void()>& use : std::initializer_list<std::function<void()>>{
           [&] { (void)store->batches(1); }, [&] { (void)other->batches(1); }, [&] { (void)other->setting("x"); },
           [&] { store->add_work(id, model::Work::kRefs, at(1), model::Priority::kWebhook); }}) {
    const auto refused = throws_error(ErrorCode::kStoreNewer, use);
    EXPECT_TRUE(refused);
    EXPECT_THAT(refused.message(), HasSubstr("written by a newer cpsg"));
  }
  RawConnection(home.path()).execute("PRAGMA user_version = 5");
  EXPECT_THROW((void)store->batches(1), std::logic_error) << "of our own version, a column that is missing is a bug";
}

TEST(SqliteOpening, DatabaseOfAnotherProgramIsRefusedAndNotTouched) {
  SqliteHome home;
  RawConnection(home.path()).execute("CREATE TABLE theirs (a)");
  const std::string before = read_file(home.path());
  EXPECT_TRUE(throws_error(ErrorCode::kStoreCorrupt, [&] { (void)home.open(); }));
  RawConnection(home.path()).execute("PRAGMA application_id = 7; PRAGMA user_version = 1");
  EXPECT_TRUE(throws_error(ErrorCode::kStoreCorrupt, [&] { (void)home.open(); }));
  RawConnection(home.path()).execute("PRAGMA application_id = 0; PRAGMA user_version = 0");
  EXPECT_EQ(read_file(home.path()).size(), before.size());
}

TEST(SqliteOpening, FileThatIsNoDatabaseIsRefusedAndNotTouched) {
  SqliteHome home;
  const std::string content(10'000, 'x');
  write_file(home.path(), content);
  EXPECT_TRUE(throws_error(ErrorCode::kStoreCorrupt, [&] { (void)home.open(); }));
  EXPECT_EQ(read_file(home.path()), content);
}

TEST(SqliteOpening, DamagedPageIsToldApartFromBadInput) {
  SqliteHome home;
  std::string id;
  {
    const auto store = home.open();
    conformance::SampleProject project(store->stores());
    id = project.id();
    conformance::stage_generation(*store, project.lease, 1);
    project.publish(conformance::generation_publication(1));
  }
  std::string content = read_file(home.path());
  constexpr std::size_t kPage = 8192;
  for (std::size_t i = 2 * kPage; i < content.size(); ++i) content[i] = static_cast<char>(0xA5);
  write_file(home.path(), content);
  EXPECT_TRUE(throws_error(ErrorCode::kStoreCorrupt, [&] { (void)home.open()->commit_view(id); }));
}

TEST(SqliteOpening, PathThatCannotHoldAFileIsAnInputOutputError) {
  SqliteHome home;
  write_file(home.directory() / "file", "");
  std::filesystem::create_directory(home.path());
  EXPECT_TRUE(throws_error(ErrorCode::kStoreIo, [&] { (void)home.open(); })) << "a directory";
  EXPECT_TRUE(throws_error(ErrorCode::kStoreIo, [&] {
    (void)open_sqlite_store(home.directory() / "file" / "cpsg.db", {});
  })) << "below a file";
  EXPECT_TRUE(
      throws_error(ErrorCode::kStoreIo, [&] { (void)open_sqlite_store("/proc/no-such-directory/cpsg.db", {}); }));
}

TEST(SqliteOpening, EmptyFileBecomesADatabase) {
  SqliteHome home;
  write_file(home.path(), "");
  home.open()->add_project("o", "n", "", at(0), at(0), model::Priority::kRefresh);
  EXPECT_TRUE(home.open()->find_project("o/n"));
}

TEST(SqliteOpening, SpaceIsThatOfTheFileWhateverItsPagesAre) {
  const SqliteHome home;
  RawConnection(home.path()).execute("PRAGMA page_size = 4096; CREATE TABLE t (x); DROP TABLE t");
  (void)home.open();
  EXPECT_EQ(home.open()->space().size_bytes, std::filesystem::file_size(home.path()));
}

TEST(SqliteOpening, ManyProcessesMayCreateItAtOnce) {
  for (int round = 0; round < 5; ++round) {
    SqliteHome home;
    std::vector<pid_t> children;
    for (int i = 0; i < 4; ++i) {
      const pid_t child = ::fork();
      if (child == 0) {
        try {
          home.open()->add_project("o", std::to_string(i), "", at(0), at(0), model::Priority::kRefresh);
          ::_exit(0);
        } catch (const std::exception& error) {
          ::dprintf(2, "%s\n", error.what());
          ::_exit(1);
        }
      }
      children.push_back(child);
    }
    for (const pid_t child : children) {
      int status = 0;
      ::waitpid(child, &status, 0);
      EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(home.open()->list_projects("", 10).size(), 4U);
  }
}

// The rows of a project whose removal was cut short.
TEST(SqliteOpening, UnfinishedRemovalIsFinishedByTheNextThatClears) {
  SqliteHome home;
  {
    const auto store = home.open();
    conformance::SampleProject project(store->stores());
    conformance::stage_generation(*store, project.lease, 1);
    project.publish(conformance::generation_publication(1));
    store->put_pull_requests(project.lease, std::array{model::PullRequest{.number = 7}}, {}, at(0));
    store->enrich_commits(project.lease, std::array{CommitDetail{.row = 19}});
    const std::string& id = project.id();
    store->record_refreshed(
        std::array{Refreshed{.project_id = id, .mark = model::ProbeMark{}, .statistics = model::Statistics{}}}, at(0));
    store->record_refs_listed(project.lease, at(0));
    store->bind_identity(store->project(id), {.github_id = 1, .node_id = "R_1", .owner = "owner", .name = "renamed"},
                         at(0));
  }
  RawConnection raw(home.path());
  raw.execute("INSERT INTO removed_projects (project_no) SELECT project_no FROM projects; DELETE FROM projects");
  ASSERT_GT(raw.integer("SELECT count(*) FROM commits"), 0);
  {
    const auto store = home.open();
    while (store->clear_removed(at(0)) != Clearing::kDone) {
    }
  }
  for (const char* table :
       {"removed_projects", "commits", "people", "branches", "bitmaps", "graph_chunks", "remotes", "activity",
        "contributors", "unreachable", "pull_requests", "pull_walks", "enriched", "enrichment_starts", "earlier_names",
        "statistics", "project_history", "probe_marks", "api_progress"}) {
    EXPECT_EQ(raw.integer(std::string("SELECT count(*) FROM ") + table), 0) << table;
  }
}

}  // namespace
}  // namespace cpsg::storage::sqlite
