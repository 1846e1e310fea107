#include "cpsg/storage/sqlite/project_row.h"

#include <fmt/format.h>

#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/statistics.h"

namespace cpsg::storage::sqlite {
namespace {

[[noreturn]] void throw_unreadable(const Query& query, const char* column) {
  throw Error(ErrorCode::kStoreCorrupt,
              fmt::format("the stored {} of {}/{} is none that is known", column, query.text(1), query.text(2)));
}

std::optional<model::ProjectCounts> read_counts(const Query& query, int column) {
  if (query.integer(4) == 0) return std::nullopt;
  model::ProjectCounts counts;
  if (!query.is_null(column)) counts.default_branch = query.blob_text(column);
  counts.empty = query.integer(column + 1) != 0;
  counts.commits = query.integer(column + 2);
  counts.commits_all = query.integer(column + 3);
  counts.branches = query.integer(column + 4);
  counts.contributors = query.integer(column + 5);
  counts.missing_parents = query.integer(column + 6);
  counts.shallow = query.integer(column + 7) != 0;
  return counts;
}

model::ProjectStatus read_status(const Query& query, int column) {
  model::ProjectStatus status;
  const auto state = model::sync_state_from_name(query.text(column));
  if (!state) throw_unreadable(query, "state");
  status.state = *state;
  status.reason = query.text_or_null(column + 1);
  if (!query.is_null(column + 2)) {
    status.code = error_code_from_name(query.text(column + 2));
    if (!status.code) throw_unreadable(query, "error code");
  }
  status.since = query.time_or_null(column + 3);
  status.next_sync_at = query.time_or_null(column + 4);
  status.last_synced_at = query.time_or_null(column + 5);
  status.failures = query.integer(column + 6);
  return status;
}

std::vector<std::string> earlier_names(Connection& connection, ProjectNo project_no) {
  Query query(connection, "SELECT full_name FROM earlier_names WHERE project_no = ? ORDER BY turn");
  query.bind(project_no);
  std::vector<std::string> names;
  while (query.step()) names.emplace_back(query.text(0));
  return names;
}

}  // namespace

const std::string& select_project() {
  static const std::string sql = fmt::format(
      "SELECT p.id, p.owner, p.name, p.source_url, p.generation, p.default_branch, p.empty, p.commits, p.commits_all,"
      " p.branches, p.contributors, p.missing_parents, p.shallow, p.state, p.reason, p.code, p.since, p.next_sync_at,"
      " p.last_synced_at, p.failures, p.lease_since, p.lease_expires_at, p.project_no, p.github_id, p.node_id,"
      " p.revision, p.priority, p.work, p.work_version, p.commit_coverage, p.branch_coverage, p.pull_coverage, {}"
      " FROM projects p LEFT JOIN statistics s ON s.project_no = p.project_no ",
      kStatisticsColumns);
  return sql;
}

model::Project read_project(Connection& connection, const Query& query) {
  model::Project project;
  project.id = query.text(0);
  project.owner = query.text(1);
  project.name = query.text(2);
  project.source_url = query.text(3);
  project.generation = static_cast<std::uint64_t>(query.integer(4));
  project.counts = read_counts(query, 5);
  project.status = read_status(query, 13);
  project.syncing_since = query.time_or_null(20);
  project.syncing_until = query.time_or_null(21);
  project.renamed_from = earlier_names(connection, query.integer(22));
  project.github_id = query.integer_or_null(23);
  project.node_id = query.text(24);
  project.revision = static_cast<std::uint64_t>(query.integer(25));
  project.priority = static_cast<model::Priority>(query.integer(26));
  project.work = static_cast<model::Work>(query.integer(27));
  project.work_version = static_cast<std::uint64_t>(query.integer(28));
  project.coverage = {
      .commits = query.real_or_null(29), .branches = query.real_or_null(30), .pull_requests = query.real_or_null(31)};
  project.statistics = read_statistics(query, 32);
  return project;
}

std::vector<model::Project> read_projects(Connection& connection, Query& query) {
  std::vector<model::Project> projects;
  while (query.step()) projects.push_back(read_project(connection, query));
  return projects;
}

}  // namespace cpsg::storage::sqlite
