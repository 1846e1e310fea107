// A project's branches, one of them, and the parameter `branch` of other routes.
#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "cpsg/api/cursor.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/parameter.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/parse_number.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kBranchNameSegment = 5;

storage::BranchSort sort_from_name(std::string_view name) {
  if (name == "committed_at") return storage::BranchSort::kCommittedAt;
  if (name == "ahead") return storage::BranchSort::kAhead;
  if (name == "behind") return storage::BranchSort::kBehind;
  if (name == "commits") return storage::BranchSort::kCommits;
  return storage::BranchSort::kName;
}

// By the minute, so that an answer stands until the next one.
UnixTime idle_since(std::int64_t days, UnixTime now) {
  return std::chrono::floor<std::chrono::minutes>(now) - std::chrono::days(days);
}

storage::BranchQuery branch_query(const Query& query, UnixTime now) {
  storage::BranchQuery result;
  result.sort = sort_from_name(query.text("sort").value_or("name"));
  result.descending = query.text("order").value_or("asc") == "desc";
  result.filter.text = query.text("q").value_or("");
  result.filter.with_deleted = query.boolean("deleted");
  if (query.text("merged")) result.filter.merged = query.boolean("merged");
  if (const auto days = query.text("idle_days")) {
    result.filter.committed_before = idle_since(parse_number<std::int64_t>(*days).value(), now);
  }
  result.limit = query.limit();
  result.with_total = query.boolean("total");
  if (const auto cursor = query.text("cursor")) {
    result.after = decode_branch_cursor(*cursor, result.sort, result.descending);
  }
  return result;
}

http::FieldError no_such_branch(const storage::ProjectRevision& project, std::string_view name) {
  return {ErrorCode::kNotFound, "branch", fmt::format("{}/{} has no branch '{}'", project.owner, project.name, name)};
}

}  // namespace

std::optional<model::Branch> branch_parameter(storage::HistoryReader& history, const Call& call,
                                              const storage::ProjectRevision& project) {
  const auto name = call.target.query.text("branch");
  if (!name) return std::nullopt;
  auto branch = history.branch(project.id, *name);
  if (!branch || branch->deleted_at) throw no_such_branch(project, *name);
  return branch;
}

http::Response list_branches(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const UnixTime now = context.options.clock();
  storage::BranchQuery query = branch_query(call.target.query, now);
  const bool by_time = query.filter.committed_before.has_value();
  const std::string etag = by_time ? "" : revision_etag(project);  // else another one while the project stays the same
  if (!by_time) {
    if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);
  } else if (call.basis != nullptr) {
    call.basis->valid_until = std::chrono::floor<std::chrono::minutes>(now) + std::chrono::minutes(1);
  }

  storage::HistoryReader& history = context.stores.history;
  ListOptions options{.shape = "branch", .etag = etag, .project = &project, .what = "branches"};
  std::optional<storage::BranchPage> first;  // where it tells the total, too
  if (query.with_total && !is_streamed(list_format_of(call.target.query))) {
    first = history.branches(project.id, query);
    options.beside = fmt::format("\"total\":{}", first->total.value());
  }
  query.with_total = false;
  auto read = [&history, id = project.id, query, first = std::move(first)](
                  ItemSink& items, std::size_t limit) mutable -> std::optional<std::string> {
    query.limit = limit;
    storage::BranchPage page = first ? *std::exchange(first, std::nullopt) : history.branches(id, query);
    const auto authors = history.authors_of(id, page.branches);
    for (std::size_t i = 0; i < page.branches.size(); ++i) {
      if (items.add(shape::BranchView{page.branches[i], authors[i]})) continue;
      page.next = i > 0 ? storage::cursor_of(page.branches[i - 1], query.sort) : query.after;
      break;
    }
    if (!page.next) return std::nullopt;
    query.after = page.next;
    return encode_cursor(*page.next, query.sort, query.descending);
  };
  return answer_list(context, call, options, std::move(read));
}

http::Response get_branch(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const std::string name = rest_of_path(call.target.segments, kBranchNameSegment);
  storage::HistoryReader& history = context.stores.history;
  const auto branch = history.branch(project.id, name);
  if (!branch) throw no_such_branch(project, name);
  const auto author = history.authors_of(project.id, {&*branch, 1}).front();
  std::string body;
  shape::append_json(body, shape::BranchView{*branch, author});
  return json_answer(call.request, call.target.query, std::move(body));
}

}  // namespace cpsg::api
