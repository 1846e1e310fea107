#include "cpsg/storage/sqlite/identities.h"

#include <fmt/format.h>

#include <cassert>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/leases.h"
#include "cpsg/storage/sqlite/project_row.h"
#include "cpsg/storage/sqlite/projects.h"
#include "cpsg/storage/sqlite/removal.h"
#include "cpsg/storage/sqlite/work.h"

namespace cpsg::storage::sqlite {
namespace {

// The columns of a project's row that say which repository it is.
struct IdentityRow {
  ProjectNo project_no = 0;
  std::string id;
  std::string owner;
  std::string name;
  std::string source_url;
  std::optional<std::int64_t> github_id;
  std::string node_id;
  bool published = false;

  [[nodiscard]] bool is_on_github() const { return source_url.empty(); }
  [[nodiscard]] std::string full_name() const { return owner + "/" + name; }
  [[nodiscard]] bool is_put_aside() const { return model::is_put_aside(name, id); }
  // The name that it had at GitHub when it was last seen there.
  [[nodiscard]] std::string github_name() const {
    return is_put_aside() ? name.substr(0, name.size() - model::kPutAsideMark.size() - id.size()) : name;
  }
};

enum class By : std::uint8_t { kId, kGithubId, kName };

template <typename Value>
std::optional<IdentityRow> find_row(Connection& connection, By by, const Value& value) {
  constexpr std::string_view kSelects[] = {
      "SELECT project_no, id, owner, name, source_url, github_id, node_id, generation FROM projects WHERE id = ?",
      "SELECT project_no, id, owner, name, source_url, github_id, node_id, generation FROM projects"
      " WHERE github_id = ?",
      "SELECT project_no, id, owner, name, source_url, github_id, node_id, generation FROM projects"
      " WHERE full_name_lower = ?"};
  Query query(connection, kSelects[static_cast<std::size_t>(by)]);
  if (!query.bind(value).step()) return std::nullopt;
  return IdentityRow{.project_no = query.integer(0),
                     .id = std::string(query.text(1)),
                     .owner = std::string(query.text(2)),
                     .name = std::string(query.text(3)),
                     .source_url = std::string(query.text(4)),
                     .github_id = query.integer_or_null(5),
                     .node_id = std::string(query.text(6)),
                     .published = query.integer(7) != 0};
}

IdentityRow get_row(Connection& connection, std::string_view project_id) {
  auto project = find_row(connection, By::kId, project_id);
  if (!project) throw_unknown_project(project_id);
  return *std::move(project);
}

void forget_earlier_name(Connection& connection, ProjectNo project_no, const std::string& full_name) {
  const std::string lower = ascii_lower(full_name);
  Query(connection, "DELETE FROM earlier_names WHERE project_no = ? AND full_name_lower = ?")
      .bind(project_no, lower)
      .run();
}

// Each name is listed once, at the place of its last use.
void add_earlier_name(Connection& connection, ProjectNo project_no, const std::string& full_name) {
  forget_earlier_name(connection, project_no, full_name);
  const std::string lower = ascii_lower(full_name);
  Query(connection, "INSERT INTO earlier_names (project_no, full_name, full_name_lower) VALUES (?, ?, ?)")
      .bind(project_no, full_name, lower)
      .run();
}

// The name must be free.
void rename_project(Connection& connection, const IdentityRow& project, const std::string& owner,
                    const std::string& name) {
  const std::string full_name = owner + "/" + name;
  const std::string lower = ascii_lower(full_name);
  if (lower != ascii_lower(project.full_name())) {
    if (!project.is_put_aside()) add_earlier_name(connection, project.project_no, project.full_name());
    forget_earlier_name(connection, project.project_no, full_name);
  }
  Query(connection,
        "UPDATE projects SET owner = ?2, name = ?3, full_name_lower = ?4, revision = revision + 1"
        " WHERE project_no = ?1")
      .bind(project.project_no, owner, name, lower)
      .run();
}

// The head repository of many pull requests is the project itself. GitHub shows it under its present name, but does not
// change updated_at of those pull requests, so that no refresh would bring the new name.
void rename_head_repositories(Connection& connection, const IdentityRow& project, const std::string& full_name) {
  const std::string old_name = project.owner + "/" + project.github_name();
  Query(connection, "UPDATE pull_requests SET head_repo = ?4 WHERE key >= ?1 AND key < ?2 AND head_repo = ?3")
      .bind(row_key(project.project_no, 0), end_key(project.project_no), old_name, full_name)
      .run();
}

void supersede(Connection& connection, const IdentityRow& project, UnixTime now) {
  if (!project.is_put_aside()) {
    rename_project(connection, project, project.owner,
                   fmt::format("{}{}{}", project.name, model::kPutAsideMark, project.id));
  }
  Query(connection,
        "UPDATE projects SET since = CASE WHEN state = ?2 THEN since ELSE ?3 END, state = ?2, reason = ?4, code = ?5,"
        " next_sync_at = NULL WHERE project_no = ?1")
      .bind(project.project_no, model::name(model::SyncState::kGone), now,
            std::string_view("another repository has its name now"), traits(ErrorCode::kGone).name)
      .run();
  constexpr auto kAllWork = static_cast<model::Work>(0xFF);
  clear_work(connection, project.project_no, kAllWork);
  break_lease(connection, project.project_no);
}

// A project that was put aside and has a name of GitHub's again is followed again: its state is to be found out.
void follow_again(Connection& connection, ProjectNo project_no, UnixTime now) {
  Query(connection,
        "UPDATE projects SET state = ?3, since = ?4, reason = NULL, code = NULL, failures = 0,"
        " next_sync_at = coalesce(next_sync_at, ?4) WHERE project_no = ?1 AND state = ?2")
      .bind(project_no, model::name(model::SyncState::kGone), model::name(model::SyncState::kPending), now)
      .run();
}

// What was to be done for `merged` is to be done for `kept`, which is followed again if it was superseded before.
void take_over_work(Connection& connection, const IdentityRow& kept, const IdentityRow& merged, UnixTime now) {
  Query query(connection, "SELECT work, next_sync_at, priority, followers FROM projects WHERE project_no = ?");
  query.bind(merged.project_no).step();
  mark_work(connection, kept.project_no, static_cast<model::Work>(query.integer(0)), now);
  Query(connection,
        "UPDATE projects SET next_sync_at = min(coalesce(next_sync_at, ?2), coalesce(?2, next_sync_at)),"
        " priority = min(priority, ?3), followers = followers + ?4 WHERE project_no = ?1")
      .bind(kept.project_no, query.time_or_null(1), query.integer(2), query.integer(3))
      .run();
  follow_again(connection, kept.project_no, now);
}

// A batch that holds both projects keeps its two items; remove_merged() fails that of `merged`.
void take_over_batch_items(Connection& connection, const IdentityRow& kept, const IdentityRow& merged) {
  Query(connection, "UPDATE OR IGNORE batch_items SET project_id = ?1 WHERE project_id = ?2")
      .bind(kept.id, merged.id)
      .run();
}

void take_over_names(Connection& connection, const IdentityRow& kept, const IdentityRow& merged) {
  Query(connection, "UPDATE earlier_names SET project_no = ?1 WHERE project_no = ?2")
      .bind(kept.project_no, merged.project_no)
      .run();
  Query(connection,
        "DELETE FROM earlier_names WHERE project_no = ?1 AND turn NOT IN"
        " (SELECT max(turn) FROM earlier_names WHERE project_no = ?1 GROUP BY full_name_lower)")
      .bind(kept.project_no)
      .run();
  if (!merged.is_put_aside()) add_earlier_name(connection, kept.project_no, merged.full_name());
  forget_earlier_name(connection, kept.project_no, kept.full_name());
}

void merge(Connection& connection, const IdentityRow& kept, const IdentityRow& merged, UnixTime now) {
  take_over_work(connection, kept, merged, now);
  take_over_batch_items(connection, kept, merged);
  take_over_names(connection, kept, merged);
  remove_merged(connection, merged.project_no, kept.project_no);
  bump_revision(connection, kept.project_no);
}

// Merges two projects that are the same repository and returns the one that stays: the one with published history; if
// both or none have it, `bound_first`. Puts the id of the other into `removed`, unless the id that the caller asked for
// is there already.
IdentityRow merge_duplicates(Connection& connection, IdentityRow bound_first, IdentityRow other, UnixTime now,
                             std::string_view asked_for, std::optional<std::string>& removed) {
  if (other.published && !bound_first.published) std::swap(bound_first, other);
  merge(connection, bound_first, other, now);
  if (!removed || other.id == asked_for) removed = other.id;
  return bound_first;
}

std::optional<IdentityRow> find_other_of_that_name(Connection& connection, const IdentityRow& project,
                                                   const Identity& identity) {
  const std::string lower = ascii_lower(identity.owner + "/" + identity.name);
  auto found = find_row(connection, By::kName, lower);
  if (found && found->project_no == project.project_no) found.reset();
  return found;
}

// The name must be free. Returns whether the full name differs now in more than the case of its letters.
bool take_name(Connection& connection, const IdentityRow& project, const Identity& identity) {
  if (project.owner == identity.owner && project.name == identity.name) return false;
  rename_project(connection, project, identity.owner, identity.name);
  const std::string full_name = identity.owner + "/" + identity.name;
  if (equal_ignoring_case(full_name, project.full_name())) return false;
  rename_head_repositories(connection, project, full_name);
  return true;
}

void write_identity(Connection& connection, ProjectNo project_no, const Identity& identity) {
  Query(connection,
        "UPDATE projects SET revision = revision + (github_id IS NOT ?2), github_id = ?2, node_id = ?3"
        " WHERE project_no = ?1")
      .bind(project_no, identity.github_id, identity.node_id)
      .run();
}

bool is_already(const IdentityRow& project, const Identity& identity) {
  return project.github_id == identity.github_id && project.node_id == identity.node_id &&
         project.owner == identity.owner && project.name == identity.name;
}

// Whoever decided on a change by what was read, decides anew.
void require_unchanged(const IdentityRow& project, const model::Project& read) {
  if (project.github_id == read.github_id && project.node_id == read.node_id && project.owner == read.owner &&
      project.name == read.name) {
    return;
  }
  throw Error(ErrorCode::kBusy, fmt::format("{} was found to be {} (repository {}) meanwhile: try again later",
                                            read.full_name(), project.full_name(), project.github_id.value_or(0)));
}

}  // namespace

Binding bind_identity(Connection& connection, const model::Project& read, const Identity& identity, UnixTime now) {
  const std::string_view project_id = read.id;
  IdentityRow kept = get_row(connection, project_id);
  if (!kept.is_on_github() || is_already(kept, identity)) return {.project_id = kept.id};
  require_unchanged(kept, read);
  if (kept.github_id && *kept.github_id != identity.github_id) {
    throw Error(ErrorCode::kBusy, fmt::format("{} was found to be repository {} meanwhile, not {}: try again later",
                                              kept.full_name(), *kept.github_id, identity.github_id));
  }
  std::optional<std::string> removed;
  std::optional<std::string> put_aside;
  if (auto other = find_row(connection, By::kGithubId, identity.github_id);
      other && other->project_no != kept.project_no) {
    kept = merge_duplicates(connection, *std::move(other), std::move(kept), now, project_id, removed);
  }
  auto other = find_other_of_that_name(connection, kept, identity);
  if (other && other->is_on_github()) {
    if (other->github_id) {
      supersede(connection, *other, now);
      add_work(connection, other->id, model::Work::kProbe, now, read.priority);
      put_aside = other->id;
    } else {
      kept = merge_duplicates(connection, std::move(kept), *other, now, project_id, removed);
    }
    other.reset();
  }
  const std::string old_name = kept.full_name();
  const bool renamed = !other && take_name(connection, kept, identity);
  write_identity(connection, kept.project_no, identity);
  if (renamed && kept.is_put_aside()) follow_again(connection, kept.project_no, now);
  return {.project_id = kept.id,
          .removed = std::move(removed),
          .renamed_from = renamed && !kept.is_put_aside() ? std::optional(old_name) : std::nullopt,
          .put_aside = std::move(put_aside)};
}

model::Project supersede_project(Connection& connection, const model::Project& read, UnixTime now) {
  const IdentityRow project = get_row(connection, read.id);
  assert(project.is_on_github() && "no other repository can have its name");
  const bool put_aside = project.is_put_aside() && project.github_id == read.github_id;
  if (!put_aside) require_unchanged(project, read);
  const model::Priority priority = get_project(connection, read.id).priority;
  supersede(connection, project, now);
  return add_project(connection, project.owner, project.github_name(), "", now, now, priority).project;
}

}  // namespace cpsg::storage::sqlite
