#include "cpsg/storage/sqlite/identities.h"

#include <fmt/format.h>

#include <cassert>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/project_row.h"
#include "cpsg/storage/sqlite/projects.h"
#include "cpsg/storage/sqlite/removal.h"
#include "cpsg/storage/sqlite/work.h"

namespace cpsg::storage::sqlite {
namespace {

// What of a project's row decides who it is.
struct Holder {
  ProjectNo project_no = 0;
  std::string id;
  std::string owner;
  std::string name;
  std::string source_url;
  std::optional<std::int64_t> github_id;
  bool published = false;

  [[nodiscard]] bool is_githubs() const { return source_url.empty(); }
  [[nodiscard]] std::string full_name() const { return owner + "/" + name; }
};

enum class By : std::uint8_t { kId, kGithubId, kName };

template <typename Value>
std::optional<Holder> find_holder(Connection& connection, By by, const Value& value) {
  constexpr std::string_view kSelects[] = {
      "SELECT project_no, id, owner, name, source_url, github_id, generation FROM projects WHERE id = ?",
      "SELECT project_no, id, owner, name, source_url, github_id, generation FROM projects WHERE github_id = ?",
      "SELECT project_no, id, owner, name, source_url, github_id, generation FROM projects WHERE full_name_lower = ?"};
  Query query(connection, kSelects[static_cast<std::size_t>(by)]);
  if (!query.bind(value).step()) return std::nullopt;
  return Holder{.project_no = query.integer(0),
                .id = std::string(query.text(1)),
                .owner = std::string(query.text(2)),
                .name = std::string(query.text(3)),
                .source_url = std::string(query.text(4)),
                .github_id = query.integer_or_null(5),
                .published = query.integer(6) != 0};
}

Holder get_holder(Connection& connection, std::string_view project_id) {
  auto holder = find_holder(connection, By::kId, project_id);
  if (!holder) throw_unknown_project(project_id);
  return *std::move(holder);
}

void forget_earlier_name(Connection& connection, ProjectNo project_no, const std::string& full_name) {
  const std::string lower = ascii_lower(full_name);
  Query(connection, "DELETE FROM earlier_names WHERE project_no = ? AND full_name_lower = ?")
      .bind(project_no, lower)
      .run();
}

// A name is listed once, where it was given up last.
void add_earlier_name(Connection& connection, ProjectNo project_no, const std::string& full_name) {
  forget_earlier_name(connection, project_no, full_name);
  const std::string lower = ascii_lower(full_name);
  Query(connection, "INSERT INTO earlier_names (project_no, full_name, full_name_lower) VALUES (?, ?, ?)")
      .bind(project_no, full_name, lower)
      .run();
}

// The name must be free.
void rename_project(Connection& connection, const Holder& holder, const std::string& owner, const std::string& name) {
  const std::string full_name = owner + "/" + name;
  const std::string lower = ascii_lower(full_name);
  if (lower != ascii_lower(holder.full_name())) {
    add_earlier_name(connection, holder.project_no, holder.full_name());
    forget_earlier_name(connection, holder.project_no, full_name);
  }
  Query(connection,
        "UPDATE projects SET owner = ?2, name = ?3, full_name_lower = ?4, revision = revision + 1"
        " WHERE project_no = ?1")
      .bind(holder.project_no, owner, name, lower)
      .run();
}

// Branches of pull requests that lie in the project itself: GitHub tells their repository by its present name, and
// moves no pull request's time for it.
void rename_head_repositories(Connection& connection, const Holder& holder, const std::string& full_name) {
  const std::string until_now = holder.full_name();
  Query(connection, "UPDATE pull_requests SET head_repo = ?4 WHERE key >= ?1 AND key < ?2 AND head_repo = ?3")
      .bind(row_key(holder.project_no, 0), end_key(holder.project_no), until_now, full_name)
      .run();
}

std::string aside_suffix(const Holder& holder) { return ".was-" + holder.id; }

void supersede(Connection& connection, const Holder& holder, UnixTime now) {
  const std::string suffix = aside_suffix(holder);
  if (!std::string_view(holder.name).ends_with(suffix)) {
    rename_project(connection, holder, holder.owner, holder.name + suffix);
  }
  Query(connection,
        "UPDATE projects SET since = CASE WHEN state = ?2 THEN since ELSE ?3 END, state = ?2, reason = ?4, code = ?5,"
        " next_sync_at = NULL WHERE project_no = ?1")
      .bind(holder.project_no, model::name(model::SyncState::kGone), now,
            std::string_view("another repository has its name now"), traits(ErrorCode::kGone).name)
      .run();
  constexpr auto kAllWork = static_cast<model::Work>(0xFF);
  clear_work(connection, holder.project_no, kAllWork);
}

// What was to be done for `gone` is to be done for `kept`, which is followed again if it was put aside.
void take_over_work(Connection& connection, const Holder& kept, const Holder& gone, UnixTime now) {
  Query query(connection, "SELECT work, next_sync_at, priority FROM projects WHERE project_no = ?");
  query.bind(gone.project_no).step();
  mark_work(connection, kept.project_no, static_cast<model::Work>(query.integer(0)), now);
  Query(connection,
        "UPDATE projects SET next_sync_at = min(coalesce(next_sync_at, ?2), coalesce(?2, next_sync_at)),"
        " priority = min(priority, ?3) WHERE project_no = ?1")
      .bind(kept.project_no, query.time_or_null(1), query.integer(2))
      .run();
  Query(connection,
        "UPDATE projects SET state = ?3, since = ?4, reason = NULL, code = NULL, failures = 0"
        " WHERE project_no = ?1 AND state = ?2")
      .bind(kept.project_no, model::name(model::SyncState::kGone), model::name(model::SyncState::kPending), now)
      .run();
}

// A batch that holds both keeps its two items, of which one is that of a project that is gone.
void take_over_batch_items(Connection& connection, const Holder& kept, const Holder& gone) {
  Query(connection, "UPDATE OR IGNORE batch_items SET project_id = ?1 WHERE project_id = ?2")
      .bind(kept.id, gone.id)
      .run();
}

void take_over_names(Connection& connection, const Holder& kept, const Holder& gone) {
  Query(connection, "UPDATE earlier_names SET project_no = ?1 WHERE project_no = ?2")
      .bind(kept.project_no, gone.project_no)
      .run();
  Query(connection,
        "DELETE FROM earlier_names WHERE project_no = ?1 AND sequence NOT IN"
        " (SELECT max(sequence) FROM earlier_names WHERE project_no = ?1 GROUP BY full_name_lower)")
      .bind(kept.project_no)
      .run();
  add_earlier_name(connection, kept.project_no, gone.full_name());
  forget_earlier_name(connection, kept.project_no, kept.full_name());
}

void merge(Connection& connection, const Holder& kept, const Holder& gone, UnixTime now) {
  take_over_work(connection, kept, gone, now);
  take_over_batch_items(connection, kept, gone);
  take_over_names(connection, kept, gone);
  remove_project(connection, gone.project_no);
  bump_revision(connection, kept.project_no);
}

// Of two projects that are the same repository, the one with history goes on; of equals, `bound_first`. The id of the
// other is noted in `removed`, where the one that was asked for goes before others.
Holder unite(Connection& connection, Holder bound_first, Holder other, UnixTime now, std::string_view asked_for,
             std::optional<std::string>& removed) {
  if (other.published && !bound_first.published) std::swap(bound_first, other);
  merge(connection, bound_first, other, now);
  if (!removed || other.id == asked_for) removed = other.id;
  return bound_first;
}

std::optional<Holder> find_in_the_way(Connection& connection, const Holder& holder, const Identity& identity) {
  const std::string lower = ascii_lower(identity.owner + "/" + identity.name);
  auto found = find_holder(connection, By::kName, lower);
  if (found && found->project_no == holder.project_no) found.reset();
  return found;
}

// The name must be free. True if the full name is another one now, and not just in its case.
bool take_name(Connection& connection, const Holder& holder, const Identity& identity) {
  if (holder.owner == identity.owner && holder.name == identity.name) return false;
  rename_project(connection, holder, identity.owner, identity.name);
  const std::string full_name = identity.owner + "/" + identity.name;
  if (equal_ignoring_case(full_name, holder.full_name())) return false;
  rename_head_repositories(connection, holder, full_name);
  return true;
}

void write_identity(Connection& connection, ProjectNo project_no, const Identity& identity) {
  Query(connection,
        "UPDATE projects SET revision = revision + (github_id IS NOT ?2), github_id = ?2, node_id = ?3"
        " WHERE project_no = ?1")
      .bind(project_no, identity.github_id, identity.node_id)
      .run();
}

}  // namespace

Bound bind_identity(Connection& connection, std::string_view project_id, const Identity& identity, UnixTime now) {
  Holder kept = get_holder(connection, project_id);
  if (!kept.is_githubs()) return {.project_id = kept.id};
  if (kept.github_id && *kept.github_id != identity.github_id) {
    throw Error(ErrorCode::kBusy, fmt::format("{} was found to be repository {} meanwhile, not {}: try again later",
                                              kept.full_name(), *kept.github_id, identity.github_id));
  }
  std::optional<std::string> removed;
  if (auto other = find_holder(connection, By::kGithubId, identity.github_id);
      other && other->project_no != kept.project_no) {
    kept = unite(connection, *std::move(other), std::move(kept), now, project_id, removed);
  }
  auto in_the_way = find_in_the_way(connection, kept, identity);
  if (in_the_way && in_the_way->is_githubs()) {
    if (in_the_way->github_id) {
      supersede(connection, *in_the_way, now);
    } else {
      kept = unite(connection, std::move(kept), *in_the_way, now, project_id, removed);
    }
    in_the_way.reset();
  }
  const std::string name_until_now = kept.full_name();
  const bool renamed = !in_the_way && take_name(connection, kept, identity);
  write_identity(connection, kept.project_no, identity);
  return {.project_id = kept.id,
          .removed = std::move(removed),
          .renamed_from = renamed ? std::optional(name_until_now) : std::nullopt};
}

model::Project supersede_project(Connection& connection, std::string_view project_id, UnixTime now) {
  const Holder holder = get_holder(connection, project_id);
  assert(holder.is_githubs() && "no other repository can have its name");
  const model::Priority priority = get_project(connection, project_id).priority;
  supersede(connection, holder, now);
  std::string_view name = holder.name;
  const std::string suffix = aside_suffix(holder);
  if (name.ends_with(suffix)) name.remove_suffix(suffix.size());
  return add_project(connection, holder.owner, name, "", now, now, priority).project;
}

}  // namespace cpsg::storage::sqlite
