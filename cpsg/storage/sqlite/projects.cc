#include "cpsg/storage/sqlite/projects.h"

#include <fmt/format.h>

#include <algorithm>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/columns.h"
#include "cpsg/storage/sqlite/project_row.h"
#include "cpsg/storage/sqlite/removal.h"

namespace cpsg::storage::sqlite {
namespace {

bool is_taken(Connection& connection, std::string_view project_id) {
  return Query(connection, "SELECT 1 FROM projects WHERE id = ?").bind(project_id).step();
}

// Another project may have been added under this name and given it up since; '#' is in no name.
std::string free_project_id(Connection& connection, const std::string& full_name, std::string_view source_url) {
  std::string id = model::derive_project_id(full_name, source_url);
  for (int run = 2; is_taken(connection, id); ++run) {
    id = model::derive_project_id(fmt::format("{}#{}", full_name, run), source_url);
  }
  return id;
}

// As model::is_put_aside() for the table `p`; an id holds no wildcard.
const std::string kNotPutAside = fmt::format("NOT p.name LIKE '%{}' || p.id", model::kPutAsideMark);

const std::string kSelectRevision =
    "SELECT p.id, p.owner, p.name, p.revision, p.generation, p.row_version,"
    " (SELECT visibility FROM statistics WHERE project_no = p.project_no) IS 'public', p.project_no";
const std::string kSelectRevisionByName = kSelectRevision + " FROM projects p WHERE p.full_name_lower = ?";
const std::string kSelectRevisionByEarlierName =
    kSelectRevision +
    " FROM earlier_names e"
    " JOIN projects p ON p.project_no = e.project_no WHERE e.full_name_lower = ? AND " +
    kNotPutAside + " ORDER BY e.turn DESC LIMIT 1";

// Looks names up in one read transaction, with statements that are prepared once.
class RevisionReader {
 public:
  explicit RevisionReader(Connection& connection)
      : by_name_(connection, kSelectRevisionByName), by_earlier_name_(connection, kSelectRevisionByEarlierName) {}

  std::optional<ProjectRevision> find(std::string_view full_name) {
    const std::string lower = ascii_lower(full_name);
    if (by_name_.find(lower)) return read(by_name_, false);
    if (by_earlier_name_.find(lower)) return read(by_earlier_name_, true);
    return std::nullopt;
  }

 private:
  static ProjectRevision read(const Query& query, bool moved) {
    return {.id = std::string(query.text(0)),
            .owner = std::string(query.text(1)),
            .name = std::string(query.text(2)),
            .incarnation = static_cast<std::uint64_t>(query.integer(7)),
            .revision = static_cast<std::uint64_t>(query.integer(3)),
            .version = static_cast<std::uint64_t>(query.integer(5)),
            .moved = moved,
            .published = query.integer(4) != 0,
            .is_public = query.integer(6) != 0};
  }

  Query by_name_;
  Query by_earlier_name_;
};

// One more follower, for whom a project that waits for its first sync may be due sooner.
void follow_known(Connection& connection, std::string_view project_id, std::optional<UnixTime> due_at,
                  model::Priority priority) {
  Query(connection, "UPDATE projects SET followers = followers + 1 WHERE id = ?").bind(project_id).run();
  if (!due_at) return;
  Query(connection,
        "UPDATE projects SET next_sync_at = min(coalesce(next_sync_at, ?2), ?2), priority = min(priority, ?3)"
        " WHERE id = ?1 AND state = ?4")
      .bind(project_id, due_at, static_cast<int>(priority), model::name(model::SyncState::kPending))
      .run();
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

const std::string& select_project() {
  // A full name never holds a line feed.
  static const std::string sql = "SELECT " + column_list<model::Project>("p.") + ", " +
                                 column_list<model::ProjectCounts>("p.") + ", " + column_list<model::Statistics>("s.") +
                                 ", (SELECT group_concat(full_name, char(10)) FROM"
                                 " (SELECT full_name FROM earlier_names WHERE project_no = p.project_no ORDER BY turn))"
                                 " FROM projects p LEFT JOIN statistics s ON s.project_no = p.project_no ";
  return sql;
}

model::Project read_project(const Query& query) {
  ColumnReader columns(query, 0);
  auto project = columns.read<model::Project>();
  project.counts = columns.read_if_there<model::ProjectCounts>();
  project.statistics = columns.read_if_there<model::Statistics>();
  project.renamed_from = split_lines(query.text(columns.next()));
  return project;
}

std::vector<model::Project> read_projects(Query& query) {
  std::vector<model::Project> projects;
  while (query.step()) projects.push_back(read_project(query));
  return projects;
}

Projects::Added add_project(Connection& connection, std::string_view owner, std::string_view name,
                            std::string_view source_url, UnixTime now, std::optional<UnixTime> due_at,
                            model::Priority priority) {
  const std::string full_name = fmt::format("{}/{}", owner, name);
  if (auto known = find_project(connection, full_name)) {
    if (known->source_url != source_url) {
      throw Error(
          ErrorCode::kConflict,
          fmt::format("{} is already followed from another place, and a name stands for one project", full_name));
    }
    follow_known(connection, known->id, due_at, priority);
    return {.project = get_project(connection, known->id), .created = false};
  }
  const std::string id = free_project_id(connection, full_name, source_url);
  const std::string lower = ascii_lower(full_name);
  Query(connection,
        "INSERT INTO projects (id, owner, name, full_name_lower, source_url, state, since, next_sync_at, priority,"
        " work, work_version, work_since, followed_since, revision)"
        " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1, ?7, ?7, revision FROM first_revision")
      .bind(id, owner, name, lower, source_url, model::name(model::SyncState::kPending), now, due_at,
            static_cast<int>(priority), static_cast<int>(model::kInitialWork))
      .run();
  return {.project = get_project(connection, id), .created = true};
}

void add_followers(Connection& connection, std::span<const std::string> project_ids) {
  Query query(connection, "UPDATE projects SET followers = followers + 1 WHERE id = ? AND generation = 0");
  for (const std::string& id : project_ids) query.bind(id).run();
}

bool withdraw_project(Connection& connection, std::string_view project_id, UnixTime now) {
  Query take(connection,
             "UPDATE projects SET followers = max(followers - 1, 0) WHERE id = ?1 AND generation = 0"
             " RETURNING project_no, followers = 0 AND (lease_holder IS NULL OR lease_expires_at <= ?2)");
  if (!take.bind(project_id, now).step()) return false;
  const ProjectNo project_no = take.integer(0);
  const bool last = take.integer(1) != 0;
  if (last) remove_project(connection, project_no);
  return last;
}

std::optional<model::Project> find_project(Connection& connection, std::string_view full_name) {
  static const std::string sql = select_project() + "WHERE p.full_name_lower = ?";
  const std::string lower = ascii_lower(full_name);
  Query query(connection, sql);
  if (!query.bind(lower).step()) return std::nullopt;
  return read_project(query);
}

std::optional<model::Project> find_by_earlier_name(Connection& connection, std::string_view full_name) {
  static const std::string sql = select_project() +
                                 "JOIN earlier_names e ON e.project_no = p.project_no WHERE e.full_name_lower = ?1"
                                 " AND NOT EXISTS (SELECT 1 FROM projects n WHERE n.full_name_lower = ?1)"
                                 " AND " +
                                 kNotPutAside + " ORDER BY e.turn DESC LIMIT 1";
  const std::string lower = ascii_lower(full_name);
  Query query(connection, sql);
  if (!query.bind(lower).step()) return std::nullopt;
  return read_project(query);
}

std::optional<model::Project> find_by_github_id(Connection& connection, std::int64_t github_id) {
  static const std::string sql = select_project() + "WHERE p.github_id = ?";
  Query query(connection, sql);
  if (!query.bind(github_id).step()) return std::nullopt;
  return read_project(query);
}

model::Project get_project(Connection& connection, std::string_view project_id) {
  static const std::string sql = select_project() + "WHERE p.id = ?";
  Query query(connection, sql);
  if (!query.bind(project_id).step()) throw_unknown_project(project_id);
  return read_project(query);
}

std::vector<model::Project> projects(Connection& connection, std::span<const std::string> project_ids) {
  static const std::string sql = select_project() + "WHERE p.id = ?";
  Query query(connection, sql);
  std::vector<model::Project> found;
  found.reserve(project_ids.size());
  for (const std::string& id : project_ids) {
    if (query.find(id)) found.push_back(read_project(query));
  }
  return found;
}

std::optional<ProjectRevision> revision(Connection& connection, std::string_view full_name) {
  return RevisionReader(connection).find(full_name);
}

std::vector<std::optional<ProjectRevision>> revisions(Connection& connection, std::span<const std::string> full_names) {
  RevisionReader reader(connection);
  std::vector<std::optional<ProjectRevision>> found;
  found.reserve(full_names.size());
  for (const std::string& name : full_names) found.push_back(reader.find(name));
  return found;
}

std::vector<model::Project> list_projects(Connection& connection, std::string_view after, std::size_t limit) {
  static const std::string sql = select_project() + "WHERE p.full_name_lower > ? ORDER BY p.full_name_lower LIMIT ?";
  const std::string lower = ascii_lower(after);
  Query query(connection, sql);
  query.bind(lower, limit);
  return read_projects(query);
}

std::vector<model::Project> list_public_projects(Connection& connection, std::string_view after, std::size_t limit) {
  static const std::string sql = select_project() +
                                 "WHERE p.full_name_lower > ? AND s.visibility = 'public'"
                                 " ORDER BY p.full_name_lower LIMIT ?";
  const std::string lower = ascii_lower(after);
  Query query(connection, sql);
  query.bind(lower, limit);
  return read_projects(query);
}

}  // namespace cpsg::storage::sqlite
