#include "cpsg/storage/sqlite/saved_lists.h"

#include <fmt/format.h>

#include <string>

#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/text_list.h"

namespace cpsg::storage::sqlite {
namespace {

model::SavedList read_head(const Query& query) {
  return {.name = std::string(query.text(0)), .query = query.text_or_null(1), .updated_at = query.time(2)};
}

// Throws where the others leave no room for one that takes this many bytes.
void require_room(Connection& connection, const model::SavedList& list, std::size_t bytes) {
  Query query(connection, "SELECT count(*), coalesce(sum(projects_bytes), 0) FROM saved_lists WHERE name <> ?");
  query.bind(list.name).step();
  if (static_cast<std::size_t>(query.integer(0)) >= kSavedListsMax) {
    throw Error(ErrorCode::kConflict, fmt::format("there are {} lists already: delete one", kSavedListsMax));
  }
  if (static_cast<std::size_t>(query.integer(1)) + bytes > kSavedListsMaxBytes) {
    throw Error(ErrorCode::kConflict, "the lists take all the room that they have: delete one, or name fewer projects");
  }
}

}  // namespace

std::vector<model::SavedList> saved_lists(Connection& connection, std::string_view after, std::size_t limit) {
  Query query(connection, "SELECT name, query, updated_at FROM saved_lists WHERE name > ? ORDER BY name LIMIT ?");
  query.bind(after, limit);
  std::vector<model::SavedList> lists;
  while (query.step()) lists.push_back(read_head(query));
  return lists;
}

std::optional<model::SavedList> saved_list(Connection& connection, std::string_view name) {
  Query query(connection, "SELECT name, query, updated_at, projects FROM saved_lists WHERE name = ?");
  if (!query.bind(name).step()) return std::nullopt;
  model::SavedList list = read_head(query);
  list.projects = split_texts(query.text(3));
  return list;
}

SavedLists::Put put_saved_list(Connection& connection, const model::SavedList& list, UnixTime now,
                               const SavedLists::Check& check) {
  const std::optional<model::SavedList> stored = saved_list(connection, list.name);
  if (check) check(stored);
  if (stored && stored->query == list.query && stored->projects == list.projects) return SavedLists::Put::kUnchanged;
  const std::string projects = join_texts(list.projects);
  require_room(connection, list, projects.size());
  Query(connection,
        "INSERT INTO saved_lists (name, query, updated_at, projects_bytes, projects) VALUES (?1, ?2, ?3, ?4, ?5)"
        " ON CONFLICT (name) DO UPDATE SET query = ?2, updated_at = ?3, projects_bytes = ?4, projects = ?5")
      .bind(list.name, list.query, now, projects.size(), projects)
      .run();
  return stored ? SavedLists::Put::kChanged : SavedLists::Put::kCreated;
}

bool remove_saved_list(Connection& connection, std::string_view name, const SavedLists::Check& check) {
  if (check) check(saved_list(connection, name));
  Query(connection, "DELETE FROM saved_lists WHERE name = ?").bind(name).run();
  return connection.changes() > 0;
}

}  // namespace cpsg::storage::sqlite
