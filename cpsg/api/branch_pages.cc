#include "cpsg/api/branch_pages.h"

#include "cpsg/base/limits.h"

namespace cpsg::api {
namespace {

// The id just before this one; that of zeros has none and stays.
model::Oid before(model::Oid oid) {
  for (auto byte = oid.bytes.rbegin(); byte != oid.bytes.rend(); ++byte) {
    if ((*byte)-- != 0) return oid;
  }
  return {};
}

}  // namespace

std::optional<std::string> TipAuthors::of(const model::Branch& branch) {
  storage::CommitQuery query;
  query.after.emplace();
  if (branch.committed_at) query.after->committed_epoch_s = branch.committed_at->epoch_s;
  query.after->oid = before(branch.oid);
  query.limit = 1;
  query.include_unreachable = true;
  const std::vector<model::Commit> found = stores_.history.commits(view_, query);
  if (found.empty() || found.front().oid != branch.oid) return std::nullopt;
  return found.front().author.name;
}

std::vector<model::Branch> branch_page(const storage::Stores& stores, std::string_view project_id, std::string after,
                                       std::size_t limit, bool with_deleted) {
  std::vector<model::Branch> page;
  while (page.size() < limit) {
    // As many as fit, not as are missing: between the last two may lie any number of tombstones.
    std::vector<model::Branch> read = stores.history.branches(project_id, after, limit);
    if (!read.empty()) after = read.back().name;
    for (model::Branch& branch : read) {
      if (page.size() < limit && (with_deleted || !branch.deleted_at)) page.push_back(std::move(branch));
    }
    if (read.size() < limit) break;
  }
  return page;
}

std::optional<model::Branch> find_branch(const storage::Stores& stores, std::string_view project_id,
                                         std::string_view name) {
  if (name.empty() || name.size() > limits::kRefNameMaxBytes || name.back() == '\0') return std::nullopt;
  // A name shortly before the one that is looked for; few others can be between the two.
  std::string after(name);
  after.back() = static_cast<char>(static_cast<unsigned char>(after.back()) - 1);
  after += '\xFF';
  constexpr std::size_t kStep = 8;
  while (true) {
    std::vector<model::Branch> read = stores.history.branches(project_id, after, kStep);
    for (model::Branch& branch : read) {
      if (branch.name < name) continue;
      if (branch.name != name || branch.deleted_at) return std::nullopt;
      return std::move(branch);
    }
    if (read.size() < kStep) return std::nullopt;
    after = read.back().name;
  }
}

}  // namespace cpsg::api
