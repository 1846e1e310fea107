#include "cpsg/storage/sqlite/change_log.h"

namespace cpsg::storage::sqlite {

std::uint64_t change_position(Connection& connection) {
  Query query(connection, "SELECT seq FROM sqlite_sequence WHERE name = 'changes'");
  return query.step() ? static_cast<std::uint64_t>(query.integer(0)) : 0;
}

std::optional<std::vector<Change>> changes_after(Connection& connection, std::uint64_t position, std::size_t limit) {
  const std::uint64_t latest = change_position(connection);
  if (latest > position && latest - position > kRemovalsKept) return std::nullopt;
  std::vector<Change> changes;
  Query query(connection,
              "SELECT position, kind, id, removed, was_public FROM changes WHERE position > ? ORDER BY position"
              " LIMIT ?");
  query.bind(position, limit);
  while (query.step()) {
    changes.push_back({.position = static_cast<std::uint64_t>(query.integer(0)),
                       .of = query.text(1) == "batch" ? ChangeOf::kBatch : ChangeOf::kProject,
                       .id = std::string(query.text(2)),
                       .removed = query.integer(3) != 0 && query.text(1) == "project",
                       .was_public = query.integer(4) != 0});
  }
  return changes;
}

}  // namespace cpsg::storage::sqlite
