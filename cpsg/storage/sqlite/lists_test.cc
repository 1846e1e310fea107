// Protects: lists and counts are read by an index and in a number of statements that does not grow with the list. What
// SQLite did is asked of its own counters, since a duration would say more of the machine.
#include "cpsg/storage/conformance/sample.h"
#include "cpsg/storage/sqlite/batches.h"
#include "cpsg/storage/sqlite/deliveries.h"
#include "cpsg/storage/sqlite/projects.h"
#include "cpsg/storage/sqlite/pull_lists.h"
#include "cpsg/storage/sqlite/pull_requests.h"
#include "cpsg/storage/sqlite/testing/effort.h"
#include "cpsg/storage/sqlite/testing/raw_connection.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::storage::sqlite {
namespace {

using conformance::at;

class SqliteLists : public testing::Test {
 protected:
  SqliteLists() { (void)home_.open(); }

  // Fills the tables; reads are to follow on the connection that it returns.
  Connection& fill(const std::string& sql) {
    RawConnection(home_.path()).execute(sql);
    return connection_.emplace(home_.path(), std::chrono::seconds(5));
  }

  SqliteHome home_;
  std::optional<Connection> connection_;
};

TEST_F(SqliteLists, ProjectsAndTheirEarlierNamesAreOneStatement) {
  Connection& connection = fill(R"sql(
    INSERT INTO projects (project_no, id, owner, name, full_name_lower, source_url, state)
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
      SELECT i, 'p' || i, 'o', i, 'o/' || i, '', 'ok' FROM n;
    INSERT INTO earlier_names (project_no, full_name, full_name_lower)
      SELECT project_no, 'B/' || name, 'b/' || name FROM projects UNION ALL
      SELECT project_no, 'A/' || name, 'a/' || name FROM projects WHERE project_no > 1)sql");
  const auto projects = list_projects(connection, "", 1'000);
  ASSERT_EQ(projects.size(), 1'000U);
  EXPECT_EQ(projects[0].renamed_from, (std::vector<std::string>{"B/1"}));
  EXPECT_EQ(projects[1].renamed_from, (std::vector<std::string>{"B/10", "A/10"}));
  const Effort effort = effort_so_far(connection);
  EXPECT_EQ(effort.statements, 1);
  EXPECT_FALSE(effort.sorted_or_scanned);
}

TEST_F(SqliteLists, PullRequestsAreCountedByTheIndexOfTheirStates) {
  Connection& connection = fill(R"sql(
    INSERT INTO pull_requests (key, title, state, draft, bot, base_ref, head_ref, created_at, updated_at, labels)
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 19999)
      SELECT (1 + i % 2) * 4294967296 + 1 + i, 't', iif(i % 5 = 0, 'open', 'merged'), 0, 0, 'b', 'h', 0, 0, '' FROM n)sql");
  const model::PullCounts counts = count_pull_requests(connection, 2);
  EXPECT_EQ(counts, (model::PullCounts{.open = 2'000, .closed = 0, .merged = 8'000}));
  const Effort effort = effort_so_far(connection);
  EXPECT_FALSE(effort.sorted_or_scanned);
  EXPECT_LT(effort.steps, 10'000 * 5);
}

// A project of 20,000, few of them open, of which half have the same values in everything that lists are sorted by.
constexpr const char* kManyPulls = R"sql(
  INSERT INTO pull_requests (key, title, state, draft, author, bot, base_ref, head_ref, created_at, updated_at,
                             merged_at, additions, deletions, labels)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    SELECT 2 * 4294967296 + i, 't', iif(i % 100 = 0, 'open', 'merged'), 0, 'user' || (i % 40), 0, 'b', 'h',
           max(i, 10000), max(i, 10000), iif(i % 100 = 0, NULL, max(i, 10000) + 1), iif(i < 10000, 1, i), 0, ''
    FROM n)sql";

TEST_F(SqliteLists, LaterPagesOfPullRequestsCostWhatTheFirstDoes) {
  Connection& connection = fill(kManyPulls);
  constexpr std::size_t kPage = 10;
  constexpr int kStepsMax = kPage * 70;  // some 25 columns a row
  using enum PullSort;
  for (const PullSort sort : {kNumber, kCreated, kUpdated, kMerged, kLead, kSize}) {
    for (const bool descending : {false, true}) {
      for (const auto state : {std::optional<model::PullState>(), std::optional(model::PullState::kMerged)}) {
        PullQuery query{.filter = {.state = state}, .sort = sort, .descending = descending, .limit = kPage};
        const std::int64_t before = effort_so_far(connection).steps;
        query.after = cursor_of(sort, list_pulls(connection, 2, query).pulls.back());
        const std::int64_t first = effort_so_far(connection).steps;
        EXPECT_LT(first - before, kStepsMax);
        // In the middle, among many of the same value; number 5,000 is open.
        const bool hides_open = state || sort == kMerged || sort == kLead;
        query.after->number = 5'001;
        if (sort == kCreated || sort == kUpdated) query.after->value = 10'000;
        if (sort == kMerged) query.after->value = 10'001;
        if (sort == kLead || sort == kSize) query.after->value = 1;
        EXPECT_EQ(list_pulls(connection, 2, query).pulls.front().number,
                  descending ? (hides_open ? 4'999 : 5'000) : 5'002)
            << static_cast<int>(sort);
        EXPECT_LT(effort_so_far(connection).steps - first, kStepsMax) << static_cast<int>(sort);
      }
    }
  }
  EXPECT_FALSE(effort_so_far(connection).sorted_or_scanned);
}

TEST_F(SqliteLists, PullRequestsOfAStateAnAuthorOrAPeriodAreReachedByAnIndex) {
  Connection& connection = fill(kManyPulls);
  constexpr std::size_t kPage = 10;
  std::int64_t steps = 0;
  const auto expect_few_steps = [&](const PullQuery& query, std::int64_t count) {
    EXPECT_EQ(list_pulls(connection, 2, query).pulls.size(), kPage);
    EXPECT_LT(effort_so_far(connection).steps - steps, static_cast<std::int64_t>(kPage) * 70);
    steps = effort_so_far(connection).steps;
    EXPECT_EQ(count_pulls(connection, 2, query.filter), count);
    EXPECT_LT(effort_so_far(connection).steps - steps, count * 7 + 100) << "counted on the index";
    steps = effort_so_far(connection).steps;
  };
  const std::optional open(model::PullState::kOpen);
  const auto at_s = [](std::int64_t s) { return UnixTime(std::chrono::seconds(s)); };
  expect_few_steps({.filter = {.state = open}, .limit = kPage}, 200);
  expect_few_steps({.filter = {.state = open}, .sort = PullSort::kCreated, .limit = kPage}, 200);
  expect_few_steps({.filter = {.author = "USER7"}, .limit = kPage}, 500);
  expect_few_steps(
      {.filter = {.by = PullTime::kUpdated, .since = at_s(19'001)}, .sort = PullSort::kUpdated, .limit = kPage}, 1'000);
  expect_few_steps({.filter = {.state = open, .since = at_s(18'000)}, .sort = PullSort::kCreated, .limit = kPage}, 21);
  EXPECT_FALSE(effort_so_far(connection).sorted_or_scanned);
}

TEST_F(SqliteLists, FactsOfPullRequestsAreReadFromOneIndex) {
  Connection& connection = fill(std::string(kManyPulls) +
                                "; INSERT INTO projects (project_no, id, owner, name,"
                                " full_name_lower, source_url, state) VALUES (2, 'p2', 'o', 'n', 'o/n', '', 'ok')");
  EXPECT_EQ(pull_facts(connection, "p2").pulls.size(), 20'000U);
  const Effort effort = effort_so_far(connection);
  EXPECT_EQ(effort.statements, 5) << "one for each state, the project and its walk";
  EXPECT_LT(effort.steps, 20'000 * 20);
  EXPECT_FALSE(effort.sorted_or_scanned);
}

// One batch of 10,000 items and 99 of 100.
constexpr const char* kManyItems = R"sql(
  INSERT INTO batches (batch_no, name, state, created_at, updated_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT i, 'x', 'running', 0, 0 FROM n;
  INSERT INTO batch_items (key, batch_no, project_id, full_name, state)
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
    SELECT batch_no * 4294967296 + i, batch_no, 'p' || i, 'o/' || i, iif(i % 2 = 0, 'done', 'pending')
    FROM batches, n WHERE batch_no = 1 OR i < 100)sql";

TEST_F(SqliteLists, BatchesAndTheirCountsAreOneStatement) {
  Connection& connection = fill(kManyItems);
  const auto batches = list_batches(connection, 50, std::nullopt, "");
  ASSERT_EQ(batches.size(), 50U);
  EXPECT_EQ(batches[49].id, "b51");
  EXPECT_EQ(batches[49].total, 100);
  EXPECT_EQ(batches[49].done, 50);
  const Effort effort = effort_so_far(connection);
  EXPECT_EQ(effort.statements, 1);
  EXPECT_LT(effort.steps, 50 * (100 * 5 + 50)) << "the items of the other batches are not read";
}

TEST_F(SqliteLists, LaterPagesOfABatchCostWhatTheFirstDoes) {
  Connection& connection = fill(kManyItems);
  constexpr std::size_t kPage = 10;
  for (const auto state : {std::optional<model::BatchItemState>(), std::optional(model::BatchItemState::kDone)}) {
    const auto items = batch_items(connection, "b1", state, kPage, 9'000);
    ASSERT_EQ(items.size(), kPage);
    EXPECT_EQ(items.front().place, state ? 9'002U : 9'001U);
  }
  const Effort effort = effort_so_far(connection);
  EXPECT_FALSE(effort.sorted_or_scanned);
  EXPECT_LT(effort.steps, 2 * static_cast<std::int64_t>(kPage) * 50);
}

TEST_F(SqliteLists, ItemsAreUpdatedByTheIndexOfTheirProjects) {
  Connection& connection = fill(kManyItems);
  std::vector<BatchItemChange> changes;
  for (int i = 0; i < 10; ++i) {
    const std::string id = "p" + std::to_string(9'000 + i);
    changes.push_back({.before = {.project_id = id}, .after = {.project_id = id}});
  }
  change_batch_items(connection, "b1", changes, at(1));
  const Effort effort = effort_so_far(connection);
  EXPECT_FALSE(effort.sorted_or_scanned);
  EXPECT_LT(effort.steps, 10 * 100);
}

TEST_F(SqliteLists, DeliveriesAreCountedByTheIndexOfTheirEvents) {
  Connection& connection = fill(R"sql(
    INSERT INTO deliveries (delivery_id, received_at, event)
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
      SELECT 'd' || i, i, iif(i % 4 = 0, 'ping', 'push') FROM n)sql");
  const auto counts = delivery_counts(connection);
  ASSERT_EQ(counts.size(), 2U);
  EXPECT_EQ(counts[1].event, "push");
  EXPECT_EQ(counts[1].count, 7'500);
  EXPECT_LT(effort_so_far(connection).steps, 10'000 * 10);
}

}  // namespace
}  // namespace cpsg::storage::sqlite
