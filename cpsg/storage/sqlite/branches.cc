#include "cpsg/storage/sqlite/branches.h"

#include <algorithm>
#include <unordered_map>

#include "cpsg/base/error.h"
#include "cpsg/storage/page_bounds.h"

namespace cpsg::storage::sqlite {
namespace {

const std::string kSelectBranch =
    "SELECT name, oid, is_default, ahead, behind, merged, commits, committed_epoch, committed_offset, deleted_at"
    " FROM branches WHERE project_no = ? ";

model::Branch read_branch(const Query& query) {
  model::Branch branch;
  branch.name = query.blob_text(0);
  const auto oid = query.blob(1);
  if (oid.size() != branch.oid.bytes.size()) throw Error(ErrorCode::kStoreCorrupt, "a stored branch has a broken oid");
  std::ranges::copy(oid, branch.oid.bytes.begin());
  branch.is_default = query.integer(2) != 0;
  branch.ahead = query.integer_or_null(3);
  branch.behind = query.integer_or_null(4);
  if (!query.is_null(5)) branch.merged = query.integer(5) != 0;
  branch.commits = query.integer(6);
  if (!query.is_null(7)) branch.committed_at = {query.integer(7), static_cast<std::int16_t>(query.integer(8))};
  branch.deleted_at = query.time_or_null(9);
  return branch;
}

std::vector<model::Branch> read_branches(Query& query) {
  std::vector<model::Branch> branches;
  while (query.step()) branches.push_back(read_branch(query));
  return branches;
}

void write_branch(Query& replace, ProjectNo project_no, const model::Branch& branch) {
  const auto epoch = branch.committed_at ? std::optional(branch.committed_at->epoch_s) : std::nullopt;
  const auto offset = branch.committed_at ? std::optional(branch.committed_at->offset_minutes) : std::nullopt;
  replace
      .bind(project_no, blob_of(branch.name), Blob{branch.oid.bytes}, branch.is_default, branch.ahead, branch.behind,
            branch.merged, branch.commits, epoch, offset, branch.deleted_at)
      .run();
}

}  // namespace

std::vector<model::Branch> live_branches(Connection& connection, ProjectNo project_no) {
  static const std::string sql = kSelectBranch + "AND deleted_at IS NULL ORDER BY name";
  Query query(connection, sql);
  query.bind(project_no);
  return read_branches(query);
}

std::vector<model::Branch> branch_page(Connection& connection, ProjectNo project_no, std::string_view after,
                                       std::size_t limit) {
  static const std::string sql = kSelectBranch + "AND name > ? ORDER BY name LIMIT ?";
  Query query(connection, sql);
  query.bind(project_no, blob_of(after), limit);
  std::vector<model::Branch> branches;
  BlockBound bound;
  while (query.step() && bound.take(branches.emplace_back(read_branch(query)))) {
  }
  return branches;
}

std::optional<model::Branch> find_branch(Connection& connection, ProjectNo project_no, std::string_view name) {
  static const std::string sql = kSelectBranch + "AND name = ?";
  Query query(connection, sql);
  if (!query.bind(project_no, blob_of(name)).step()) return std::nullopt;
  return read_branch(query);
}

void write_branches(Connection& connection, ProjectNo project_no, std::span<const model::Branch> live, UnixTime now) {
  std::unordered_map<std::string_view, const model::Branch*> to_write;
  for (const model::Branch& branch : live) to_write.emplace(branch.name, &branch);
  std::vector<model::Branch> vanished;
  {
    static const std::string sql = kSelectBranch + "ORDER BY name";
    Query query(connection, sql);
    query.bind(project_no);
    while (query.step()) {
      model::Branch stored = read_branch(query);
      const auto wanted = to_write.find(stored.name);
      if (wanted == to_write.end()) {
        if (!stored.deleted_at) vanished.push_back(std::move(stored));
      } else if (*wanted->second == stored) {
        to_write.erase(wanted);
      }
    }
  }
  Query replace(connection, "INSERT OR REPLACE INTO branches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (model::Branch& branch : vanished) {
    branch.deleted_at = now;
    branch.is_default = false;
    write_branch(replace, project_no, branch);
  }
  for (const auto& [name, branch] : to_write) write_branch(replace, project_no, *branch);
}

}  // namespace cpsg::storage::sqlite
