#include "cpsg/storage/sqlite/removal.h"

#include <algorithm>
#include <array>

#include "cpsg/storage/sqlite/batches.h"

namespace cpsg::storage::sqlite {
namespace {

constexpr std::int64_t kStepRows = 16'384;

struct KeyedTable {
  std::string_view select_last;
  std::string_view remove;
};
constexpr KeyedTable kCommits{"SELECT max(key) FROM commits WHERE key >= ? AND key < ?",
                              "DELETE FROM commits WHERE key >= ? AND key <= ?"};
constexpr KeyedTable kPeople{"SELECT max(key) FROM people WHERE key >= ? AND key < ?",
                             "DELETE FROM people WHERE key >= ? AND key <= ?"};
constexpr KeyedTable kPullRequests{"SELECT max(key) FROM pull_requests WHERE key >= ? AND key < ?",
                                   "DELETE FROM pull_requests WHERE key >= ? AND key <= ?"};
// Of a history: their keys begin with its number.
constexpr std::array kHistoryTables{
    kCommits,
    kPeople,
    KeyedTable{"SELECT max(key) FROM unreachable WHERE key >= ? AND key < ?",
               "DELETE FROM unreachable WHERE key >= ? AND key <= ?"},
    KeyedTable{"SELECT max(key) FROM graph_chunks WHERE key >= ? AND key < ?",
               "DELETE FROM graph_chunks WHERE key >= ? AND key <= ?"},
    KeyedTable{"SELECT max(key) FROM contributors WHERE key >= ? AND key < ?",
               "DELETE FROM contributors WHERE key >= ? AND key <= ?"},
    KeyedTable{"SELECT max(key) FROM activity WHERE key >= ? AND key < ?",
               "DELETE FROM activity WHERE key >= ? AND key <= ?"},
    KeyedTable{"SELECT max(key) FROM enriched WHERE key >= ? AND key < ?",
               "DELETE FROM enriched WHERE key >= ? AND key <= ?"},
};
// Tables of one row a project, or few.
constexpr std::array<std::string_view, 11> kSmallRemovals{
    "DELETE FROM branches WHERE project_no = ?",         "DELETE FROM bitmaps WHERE project_no = ?",
    "DELETE FROM remotes WHERE project_no = ?",          "DELETE FROM earlier_names WHERE project_no = ?",
    "DELETE FROM statistics WHERE project_no = ?",       "DELETE FROM project_history WHERE project_no = ?",
    "DELETE FROM probe_marks WHERE project_no = ?",      "DELETE FROM api_progress WHERE project_no = ?",
    "DELETE FROM pull_walks WHERE project_no = ?",       "DELETE FROM enrichment_starts WHERE project_no = ?",
    "DELETE FROM removed_projects WHERE project_no = ?",
};

// The last rows of the range; false when it is empty.
bool remove_last_rows(Connection& connection, const KeyedTable& table, std::int64_t first, std::int64_t end) {
  std::int64_t last = 0;
  {
    Query query(connection, table.select_last);
    query.bind(first, end).step();
    if (query.is_null(0)) return false;
    last = query.integer(0);
  }
  Query(connection, table.remove).bind(std::max(first, last - kStepRows + 1), last).run();
  return true;
}

}  // namespace

bool discard_some(Connection& connection, const Bounds& bounds) {
  const std::int64_t end = end_key(bounds.history_no);
  return remove_last_rows(connection, kCommits, row_key(bounds.history_no, bounds.rows), end) ||
         remove_last_rows(connection, kPeople, row_key(bounds.history_no, bounds.people), end);
}

void replace_history(Connection& connection, ProjectNo history_no) {
  Query(connection, "INSERT OR IGNORE INTO replaced_histories VALUES (?)").bind(history_no).run();
}

bool clear_some_replaced(Connection& connection) {
  ProjectNo history_no = 0;
  {
    Query query(connection, "SELECT history_no FROM replaced_histories LIMIT 1");
    if (!query.step()) return false;
    history_no = query.integer(0);
  }
  for (const KeyedTable& table : kHistoryTables) {
    if (remove_last_rows(connection, table, row_key(history_no, 0), end_key(history_no))) return true;
  }
  Query(connection, "DELETE FROM replaced_histories WHERE history_no = ?").bind(history_no).run();
  return true;
}

void remove_project(Connection& connection, ProjectNo project_no) {
  fail_batch_items(connection, project_no);
  Query(connection,
        "UPDATE first_revision SET revision = max(revision, (SELECT revision + 1 FROM projects WHERE project_no = ?))")
      .bind(project_no)
      .run();
  Query(connection,
        "INSERT OR IGNORE INTO replaced_histories"
        " SELECT history_no FROM projects WHERE project_no = ?1 AND history_no <> ?1"
        " UNION ALL SELECT rewritten_no FROM projects WHERE project_no = ?1 AND rewritten_no IS NOT NULL")
      .bind(project_no)
      .run();
  Query(connection, "DELETE FROM projects WHERE project_no = ?").bind(project_no).run();
  Query(connection, "INSERT INTO removed_projects VALUES (?)").bind(project_no).run();
}

bool has_leftovers(Connection& connection) {
  return Query(connection, "SELECT 1 FROM removed_projects UNION ALL SELECT 1 FROM replaced_histories LIMIT 1").step();
}

bool remove_some(Connection& connection) {
  ProjectNo project_no = 0;
  {
    Query query(connection, "SELECT project_no FROM removed_projects LIMIT 1");
    if (!query.step()) return clear_some_replaced(connection);
    project_no = query.integer(0);
  }
  for (const KeyedTable& table : kHistoryTables) {
    if (remove_last_rows(connection, table, row_key(project_no, 0), end_key(project_no))) return true;
  }
  if (remove_last_rows(connection, kPullRequests, row_key(project_no, 0), end_key(project_no))) return true;
  for (const std::string_view sql : kSmallRemovals) Query(connection, sql).bind(project_no).run();
  return true;
}

}  // namespace cpsg::storage::sqlite
