#include "cpsg/storage/sqlite/projects.h"

#include <fmt/format.h>

#include <cassert>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"

namespace cpsg::storage::sqlite {
namespace {

const std::string kSelectProject =
    "SELECT id, owner, name, source_url, generation, default_branch, empty, commits, commits_all, branches,"
    " contributors, missing_parents, shallow, state, reason, code, since, next_sync_at, last_synced_at, failures,"
    " lease_since, lease_expires_at FROM projects ";

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

model::Project read_project(const Query& query) {
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
  return project;
}

std::vector<model::Project> read_projects(Query& query) {
  std::vector<model::Project> projects;
  while (query.step()) projects.push_back(read_project(query));
  return projects;
}

}  // namespace

void throw_unknown_project(std::string_view project_id) {
  throw Error(ErrorCode::kNotFound, fmt::format("no project has the id {}", project_id));
}

Bounds find_bounds(Connection& connection, std::string_view project_id) {
  Query query(connection, "SELECT project_no, generation, row_bound, person_bound FROM projects WHERE id = ?");
  if (!query.bind(project_id).step()) throw_unknown_project(project_id);
  return {.project_no = query.integer(0),
          .generation = static_cast<std::uint64_t>(query.integer(1)),
          .rows = static_cast<std::uint32_t>(query.integer(2)),
          .people = static_cast<std::uint32_t>(query.integer(3))};
}

Store::Added add_project(Connection& connection, std::string_view owner, std::string_view name,
                         std::string_view source_url, UnixTime now) {
  const std::string full_name = fmt::format("{}/{}", owner, name);
  if (auto known = find_project(connection, full_name)) {
    if (known->source_url != source_url) {
      throw Error(ErrorCode::kUrlInvalid,
                  fmt::format("{} is already followed from {}: give this one another name (--as owner/name)", full_name,
                              known->source_url.empty() ? "the configured host" : known->source_url));
    }
    return {.project = *std::move(known), .created = false};
  }
  const std::string id = model::derive_project_id(full_name, source_url);
  const std::string lower = ascii_lower(full_name);
  Query(connection,
        "INSERT INTO projects (id, owner, name, full_name_lower, source_url, state, since, next_sync_at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)")
      .bind(id, owner, name, lower, source_url, model::name(model::SyncState::kPending), now)
      .run();
  return {.project = get_project(connection, id), .created = true};
}

std::optional<model::Project> find_project(Connection& connection, std::string_view full_name) {
  static const std::string sql = kSelectProject + "WHERE full_name_lower = ?";
  const std::string lower = ascii_lower(full_name);
  Query query(connection, sql);
  if (!query.bind(lower).step()) return std::nullopt;
  return read_project(query);
}

model::Project get_project(Connection& connection, std::string_view project_id) {
  static const std::string sql = kSelectProject + "WHERE id = ?";
  Query query(connection, sql);
  if (!query.bind(project_id).step()) throw_unknown_project(project_id);
  return read_project(query);
}

std::vector<model::Project> list_projects(Connection& connection, std::string_view after, std::size_t limit) {
  static const std::string sql = kSelectProject + "WHERE full_name_lower > ? ORDER BY full_name_lower LIMIT ?";
  const std::string lower = ascii_lower(after);
  Query query(connection, sql);
  query.bind(lower, limit);
  return read_projects(query);
}

std::vector<model::Project> due_projects(Connection& connection, UnixTime now, std::size_t limit) {
  static const std::string sql = kSelectProject +
                                 "WHERE next_sync_at <= ?1 AND (lease_holder IS NULL OR lease_expires_at <= ?1)"
                                 " ORDER BY next_sync_at, id LIMIT ?2";
  Query query(connection, sql);
  query.bind(now, limit);
  return read_projects(query);
}

void write_status(Connection& connection, ProjectNo project_no, const model::ProjectStatus& status) {
  assert(status.state != model::SyncState::kSyncing && "the lease says that");
  const auto code = status.code ? std::optional(traits(*status.code).name) : std::nullopt;
  Query(connection,
        "UPDATE projects SET state = ?2, reason = ?3, code = ?4, since = ?5, next_sync_at = ?6, last_synced_at = ?7,"
        " failures = ?8 WHERE project_no = ?1")
      .bind(project_no, model::name(status.state), status.reason, code, status.since, status.next_sync_at,
            status.last_synced_at, status.failures)
      .run();
}

void write_publication(Connection& connection, const Bounds& bounds, const model::ProjectCounts& counts) {
  const auto default_branch = counts.default_branch ? std::optional(blob_of(*counts.default_branch)) : std::nullopt;
  Query(connection,
        "UPDATE projects SET generation = ?2, row_bound = ?3, person_bound = ?4, default_branch = ?5, empty = ?6,"
        " commits = ?7, commits_all = ?8, branches = ?9, contributors = ?10, missing_parents = ?11, shallow = ?12"
        " WHERE project_no = ?1")
      .bind(bounds.project_no, bounds.generation, bounds.rows, bounds.people, default_branch, counts.empty,
            counts.commits, counts.commits_all, counts.branches, counts.contributors, counts.missing_parents,
            counts.shallow)
      .run();
}

}  // namespace cpsg::storage::sqlite
