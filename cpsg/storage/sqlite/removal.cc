#include "cpsg/storage/sqlite/removal.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/batches.h"

namespace cpsg::storage::sqlite {
namespace {

// A step ends after this time. It takes rows in small portions until then, since a row may have many kilobytes.
constexpr std::chrono::milliseconds kStepTime{10};

class StepTime {
 public:
  [[nodiscard]] bool is_over() const { return std::chrono::steady_clock::now() >= end_; }

 private:
  const std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + kStepTime;
};

struct Portion {
  std::string_view table;
  std::string_view remove;  // some rows with a key from ?1 to before ?2
};
constexpr Portion kCommits{"commits",
                           "DELETE FROM commits WHERE key IN"
                           " (SELECT key FROM commits WHERE key >= ?1 AND key < ?2 LIMIT 64)"};
constexpr Portion kPeople{"people",
                          "DELETE FROM people WHERE key IN"
                          " (SELECT key FROM people WHERE key >= ?1 AND key < ?2 LIMIT 64)"};
// Of a history: their keys begin with its number.
constexpr std::array kOfHistory{
    kCommits,
    kPeople,
    Portion{"unreachable",
            "DELETE FROM unreachable WHERE key IN"
            " (SELECT key FROM unreachable WHERE key >= ?1 AND key < ?2 LIMIT 256)"},
    Portion{"graph_chunks",
            "DELETE FROM graph_chunks WHERE key IN"
            " (SELECT key FROM graph_chunks WHERE key >= ?1 AND key < ?2 LIMIT 1)"},
    Portion{"contributors",
            "DELETE FROM contributors WHERE key IN"
            " (SELECT key FROM contributors WHERE key >= ?1 AND key < ?2 LIMIT 256)"},
    Portion{"activity",
            "DELETE FROM activity WHERE key IN"
            " (SELECT key FROM activity WHERE key >= ?1 AND key < ?2 LIMIT 1)"},
    Portion{"enriched",
            "DELETE FROM enriched WHERE key IN"
            " (SELECT key FROM enriched WHERE key >= ?1 AND key < ?2 LIMIT 1)"},
};
constexpr Portion kPullRequests{"pull_requests",
                                "DELETE FROM pull_requests WHERE key IN"
                                " (SELECT key FROM pull_requests WHERE key >= ?1 AND key < ?2 LIMIT 64)"};
// The same by the number of the project alone.
constexpr std::array kByProject{
    Portion{"branches",
            "DELETE FROM branches WHERE project_no = ?1 AND name IN"
            " (SELECT name FROM branches WHERE project_no = ?1 LIMIT 256)"},
    Portion{"project_history",
            "DELETE FROM project_history WHERE project_no = ?1 AND day IN"
            " (SELECT day FROM project_history WHERE project_no = ?1 LIMIT 256)"},
    Portion{"earlier_names",
            "DELETE FROM earlier_names WHERE turn IN"
            " (SELECT turn FROM earlier_names WHERE project_no = ?1 LIMIT 256)"},
    Portion{"etags",
            "DELETE FROM etags WHERE key IN"
            " (SELECT key FROM etags WHERE project_no = ?1 LIMIT 256)"},
    Portion{"sync_log",
            "DELETE FROM sync_log WHERE sync_no IN"
            " (SELECT sync_no FROM sync_log WHERE project_no = ?1 LIMIT 256)"},
    Portion{"bitmaps", "DELETE FROM bitmaps WHERE project_no = ?1"},
    Portion{"remotes", "DELETE FROM remotes WHERE project_no = ?1"},
    Portion{"statistics", "DELETE FROM statistics WHERE project_no = ?1"},
    Portion{"probe_marks", "DELETE FROM probe_marks WHERE project_no = ?1"},
    Portion{"api_progress", "DELETE FROM api_progress WHERE project_no = ?1"},
    Portion{"pull_walks", "DELETE FROM pull_walks WHERE project_no = ?1"},
    Portion{"enrichment_starts", "DELETE FROM enrichment_starts WHERE project_no = ?1"},
    Portion{"pull_gaps",
            "DELETE FROM pull_gaps WHERE project_no = ?1 AND number IN"
            " (SELECT number FROM pull_gaps WHERE project_no = ?1 LIMIT 256)"},
    Portion{"pull_differences", "DELETE FROM pull_differences WHERE project_no = ?1"},
    Portion{"star_pages", "DELETE FROM star_pages WHERE project_no = ?1"},
    Portion{"star_walks", "DELETE FROM star_walks WHERE project_no = ?1"},
    Portion{"releases",
            "DELETE FROM releases WHERE project_no = ?1 AND tag IN"
            " (SELECT tag FROM releases WHERE project_no = ?1 LIMIT 64)"},
    Portion{"release_walks", "DELETE FROM release_walks WHERE project_no = ?1"},
};

// False if no row is left, true if time is over before that is known.
bool remove_range(Connection& connection, const Portion& portion, std::int64_t first, std::int64_t end,
                  const StepTime& time) {
  do {
    Query(connection, portion.remove).bind(first, end).run();
    if (connection.changes() == 0) return false;
  } while (!time.is_over());
  return true;
}

bool remove_of_project(Connection& connection, const Portion& portion, ProjectNo project_no, const StepTime& time) {
  do {
    Query(connection, portion.remove).bind(project_no).run();
    if (connection.changes() == 0) return false;
  } while (!time.is_over());
  return true;
}

bool remove_of_history(Connection& connection, ProjectNo history_no, const StepTime& time) {
  return std::any_of(kOfHistory.begin(), kOfHistory.end(), [&](const Portion& portion) {
    return remove_range(connection, portion, row_key(history_no, 0), end_key(history_no), time);
  });
}

std::optional<ProjectNo> first_number(Connection& connection, std::string_view sql) {
  Query query(connection, sql);
  return query.step() ? std::optional(query.integer(0)) : std::nullopt;
}

std::vector<ProjectNo> all_numbers(Query& query) {
  std::vector<ProjectNo> found;
  while (query.step()) found.push_back(query.integer(0));
  return found;
}

// The project's own row goes; marks stay for clear_some_rows(), of its histories under other numbers too. A revision is
// never given again.
void end_project(Connection& connection, ProjectNo project_no) {
  Query(connection,
        "UPDATE first_revision SET revision = max(revision, (SELECT revision + 1 FROM projects WHERE project_no = ?))")
      .bind(project_no)
      .run();
  Query(connection,
        "INSERT INTO removed_projects (project_no, lease_fence, lease_expires_at)"
        " SELECT project_no, lease_fence, iif(lease_holder IS NULL, NULL, lease_expires_at) FROM projects"
        " WHERE project_no = ?")
      .bind(project_no)
      .run();
  Query(connection,
        "INSERT OR IGNORE INTO replaced_histories (history_no, project_no)"
        " SELECT history_no, ?1 FROM projects WHERE project_no = ?1 AND history_no <> ?1"
        " UNION ALL SELECT rewritten_no, ?1 FROM projects WHERE project_no = ?1 AND rewritten_no IS NOT NULL")
      .bind(project_no)
      .run();
  Query(connection, "DELETE FROM projects WHERE project_no = ?").bind(project_no).run();
}

}  // namespace

bool discard_some(Connection& connection, const Bounds& bounds) {
  const std::int64_t end = end_key(bounds.history_no);
  const StepTime time;
  return remove_range(connection, kCommits, row_key(bounds.history_no, bounds.rows), end, time) ||
         remove_range(connection, kPeople, row_key(bounds.history_no, bounds.people), end, time);
}

std::uint64_t remove_project(Connection& connection, ProjectNo project_no) {
  end_items_of_removed(connection, project_no);
  end_project(connection, project_no);
  return static_cast<std::uint64_t>(project_no);
}

void remove_merged(Connection& connection, ProjectNo merged, ProjectNo kept) {
  end_items_of_merged(connection, merged, kept);
  end_project(connection, merged);
}

bool has_something_to_clear(Connection& connection) {
  return Query(connection, "SELECT 1 FROM removed_projects UNION ALL SELECT 1 FROM replaced_histories LIMIT 1").step();
}

bool is_removed(Connection& connection, ProjectNo project_no) {
  return Query(connection,
               "SELECT 1 FROM removed_projects WHERE project_no = ?1"
               " UNION ALL SELECT 1 FROM replaced_histories WHERE project_no = ?1 LIMIT 1")
      .bind(project_no)
      .step();
}

void replace_history(Connection& connection, const Bounds& bounds, ProjectNo history_no) {
  Query(connection, "INSERT OR IGNORE INTO replaced_histories (history_no, project_no) VALUES (?, ?)")
      .bind(history_no, bounds.project_no)
      .run();
}

bool clear_some_replaced(Connection& connection) {
  const std::optional<ProjectNo> history_no =
      first_number(connection, "SELECT history_no FROM replaced_histories WHERE without_rows = 0 LIMIT 1");
  if (!history_no) return false;
  if (remove_of_history(connection, *history_no, StepTime())) return true;
  Query(connection, "UPDATE replaced_histories SET without_rows = 1 WHERE history_no = ?").bind(*history_no).run();
  return true;
}

bool clear_some_rows(Connection& connection) {
  const std::optional<ProjectNo> project_no =
      first_number(connection, "SELECT project_no FROM removed_projects WHERE without_rows = 0 LIMIT 1");
  if (!project_no) return clear_some_replaced(connection);
  const StepTime time;
  if (remove_of_history(connection, *project_no, time)) return true;
  if (remove_range(connection, kPullRequests, row_key(*project_no, 0), end_key(*project_no), time)) return true;
  for (const Portion& portion : kByProject) {
    if (remove_of_project(connection, portion, *project_no, time)) return true;
  }
  Query(connection, "UPDATE removed_projects SET without_rows = 1 WHERE project_no = ?").bind(*project_no).run();
  return true;
}

std::vector<ProjectNo> removed_without_rows(Connection& connection, UnixTime now) {
  Query query(connection,
              "SELECT project_no FROM removed_projects WHERE without_rows = 1"
              " AND (lease_expires_at IS NULL OR lease_expires_at <= ?)");
  query.bind(now);
  return all_numbers(query);
}

std::vector<ProjectNo> replaced_without_rows(Connection& connection) {
  Query query(connection, "SELECT history_no FROM replaced_histories WHERE without_rows = 1");
  return all_numbers(query);
}

void forget_removed(Connection& connection, std::span<const ProjectNo> project_nos) {
  Query query(connection, "DELETE FROM removed_projects WHERE project_no = ?");
  for (const ProjectNo project_no : project_nos) query.bind(project_no).run();
}

void forget_replaced(Connection& connection, std::span<const ProjectNo> history_nos) {
  Query query(connection, "DELETE FROM replaced_histories WHERE history_no = ?");
  for (const ProjectNo history_no : history_nos) query.bind(history_no).run();
}

void forget_holder_of_removed(Connection& connection, std::uint64_t fence) {
  Query(connection, "UPDATE removed_projects SET lease_expires_at = NULL WHERE lease_fence = ?").bind(fence).run();
}

std::vector<std::string_view> cleared_tables() {
  std::vector<std::string_view> tables;
  for (const Portion& portion : kOfHistory) tables.push_back(portion.table);
  tables.push_back(kPullRequests.table);
  for (const Portion& portion : kByProject) tables.push_back(portion.table);
  return tables;
}

}  // namespace cpsg::storage::sqlite
