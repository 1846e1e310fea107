// Protects: which projects are due is found by an index, so that it takes as long with many projects as with few. What
// SQLite did is asked of its own counters, since a duration would say more of the machine.
#include "cpsg/storage/sqlite/work.h"

#include "cpsg/storage/conformance/sample.h"
#include "cpsg/storage/sqlite/testing/effort.h"
#include "cpsg/storage/sqlite/testing/raw_connection.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::storage::sqlite {
namespace {

using conformance::at;

constexpr int kProjects = 20'000;

// Half of them are due for a probe and half for a sync, but for the first hundred, which are due much later. Every
// thousandth has commits to be enriched.
void add_many(const std::filesystem::path& path) {
  RawConnection(path).execute(R"sql(
    INSERT INTO projects (id, owner, name, full_name_lower, source_url, state, since, next_sync_at, priority, work,
                          work_since, node_id, generation)
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)
      SELECT 'p' || i, 'o', i, 'o/' || i, '', 'ok', 0, iif(i < 100, 1000000, i), 2 + i % 2,
             iif(i % 1000 = 0, 32, 0) + iif(i % 4 < 2, 1, 4), i, 'R', 1 FROM n)sql");
}

class SqliteWork : public testing::Test {
 protected:
  SqliteWork() {
    (void)home_.open();
    add_many(home_.path());
    connection_.emplace(home_.path(), std::chrono::seconds(5));
  }

  SqliteHome home_;
  std::optional<Connection> connection_;
};

TEST_F(SqliteWork, DueProjectsAreFoundByTheIndex) {
  constexpr std::size_t kWanted = 10;
  constexpr std::int64_t kStepsPerProject = 200;
  for (const Due due : {Due::kAny, Due::kRefresh, Due::kSync}) {
    EXPECT_EQ(due_projects(*connection_, at(kProjects), due, kWanted).size(), kWanted);
  }
  const Effort effort = effort_so_far(*connection_);
  EXPECT_FALSE(effort.sorted_or_scanned);
  EXPECT_LT(effort.steps, 3 * static_cast<std::int64_t>(kWanted) * kStepsPerProject);
}

TEST_F(SqliteWork, NothingDueIsFoundAtOnce) {
  EXPECT_TRUE(due_projects(*connection_, at(50), Due::kSync, 10).empty());
  const Effort effort = effort_so_far(*connection_);
  EXPECT_FALSE(effort.sorted_or_scanned);
  EXPECT_LT(effort.steps, 500);
}

TEST_F(SqliteWork, WaitingWorkIsFoundInTheOrderOfAnIndex) {
  const auto waiting = projects_with_work(*connection_, model::Work::kEnrich, at(0), 3);
  ASSERT_EQ(waiting.size(), 3U);
  EXPECT_EQ(waiting[2].id, "p2000");
  EXPECT_FALSE(effort_so_far(*connection_).sorted_or_scanned);
}

}  // namespace
}  // namespace cpsg::storage::sqlite
