// A project's branches, and the parameter `branch` of other routes.
#include <fmt/format.h>

#include "cpsg/api/cursor.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/list_answer.h"
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
  const bool with_deleted = query.boolean("deleted");
  const auto cursor = query.text("cursor");
  std::string after = cursor ? decode_name_cursor(NameCursorKind::kBranch, *cursor) : "";
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);

  auto read = [&history = context.stores.history, id = project.id, max_bytes = call.request.list_max_bytes,
               with_deleted, after](ItemSink& items, std::size_t limit) mutable -> std::optional<std::string> {
    BranchPage page = read_page(history, id, after, limit, max_bytes, with_deleted);
    const auto authors = history.authors_of(id, page.branches);
    for (std::size_t i = 0; i < page.branches.size(); ++i) {
      if (items.add(shape::BranchView{page.branches[i], authors[i]})) continue;
      page.next_after = i > 0 ? page.branches[i - 1].name : after;
      break;
    }
    if (!page.next_after) return std::nullopt;
    after = *page.next_after;
    return encode_cursor(NameCursorKind::kBranch, after);
  };
  return answer_list(context, call, {.shape = "branch", .etag = etag, .project = &project, .what = "branches"},
                     std::move(read));
}

}  // namespace cpsg::api
