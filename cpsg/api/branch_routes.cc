// A project's branches, and the parameter `branch` of other routes.
#include <fmt/format.h>

#include "cpsg/api/cursor.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/page.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/limits.h"
#include "cpsg/storage/page_bounds.h"

namespace cpsg::api {
namespace {

// Between two live branches may lie any number of deleted ones: a page ends after this many reads, even if it is not
// full.
constexpr int kReadsMax = 20;

struct BranchPage {
  std::vector<model::Branch> branches;
  std::optional<std::string> next_after;  // the name after which the next page begins, if there is one
};

// Names beyond max_bytes, as they are stored, are not read: the page itself is bounded when it is written.
BranchPage read_page(storage::HistoryReader& history, std::string_view project_id, std::string after, std::size_t limit,
                     std::size_t max_bytes, bool with_deleted) {
  BranchPage page;
  std::size_t step = limit + 1;
  std::size_t names_bytes = 0;
  for (int reads = 0; reads < kReadsMax; ++reads) {
    std::vector<model::Branch> read = history.branches(project_id, after, step);
    const bool last = storage::is_last(read, step);
    if (!read.empty()) after = read.back().name;
    for (model::Branch& branch : read) {
      if (branch.deleted_at && !with_deleted) continue;
      if (page.branches.size() == limit || (names_bytes > max_bytes && !page.branches.empty())) {
        page.next_after = page.branches.back().name;
        return page;
      }
      names_bytes += branch.name.size();
      page.branches.push_back(std::move(branch));
    }
    if (last) return page;
    step = limits::kPageMax;
  }
  page.next_after = after;
  return page;
}

}  // namespace

std::optional<model::Branch> branch_parameter(storage::HistoryReader& history, const Call& call,
                                              const storage::ProjectRevision& project) {
  const auto name = call.target.query.text("branch");
  if (!name) return std::nullopt;
  auto branch = history.branch(project.id, *name);
  if (!branch || branch->deleted_at) {
    throw http::FieldError(ErrorCode::kNotFound, "branch",
                           fmt::format("{}/{} has no branch '{}'", project.owner, project.name, *name));
  }
  return branch;
}

http::Response list_branches(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const Query& query = call.target.query;
  const std::size_t limit = query.limit();
  const bool with_deleted = query.boolean("deleted");
  const auto cursor = query.text("cursor");
  std::string after = cursor ? decode_name_cursor(NameCursorKind::kBranch, *cursor) : "";
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);

  storage::HistoryReader& history = context.stores.history;
  BranchPage read = read_page(history, project.id, std::move(after), limit, call.request.list_max_bytes, with_deleted);
  const auto authors = history.authors_of(project.id, read.branches);
  Page page(call.target, call.request.list_max_bytes);
  for (std::size_t i = 0; i < read.branches.size(); ++i) {
    if (page.try_add(shape::BranchView{read.branches[i], authors[i]})) continue;
    read.next_after = read.branches[i - 1].name;
    break;
  }
  std::optional<std::string> next;
  if (read.next_after) next = encode_cursor(NameCursorKind::kBranch, *read.next_after);
  return page.finish(next, etag);
}

}  // namespace cpsg::api
