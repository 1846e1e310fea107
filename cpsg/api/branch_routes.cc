// A project's branches, one of them, and the parameter `branch` of other routes.
#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "cpsg/api/cursor.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/parameter.h"
#include "cpsg/api/routes.h"
#include "cpsg/api/several_projects.h"
#include "cpsg/base/parse_number.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kStreamedReadMin = 10'000;

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
  } else {
    limit_until(call.basis, std::chrono::floor<std::chrono::minutes>(now) + std::chrono::minutes(1));
  }

  storage::HistoryReader& history = context.stores.history;
  ListOptions options{.shape = "branch", .etag = etag, .project = &project, .what = "branches", .of_generation = true};
  std::optional<storage::BranchPage> first;  // where it tells the total, too
  if (query.with_total) {
    first = history.branches(project.id, query);
    options.beside = fmt::format("\"total\":{}", first->total.value());
  }
  query.with_total = false;
  // In another order than that of names each read looks at all branches, so a stream reads many at once.
  const bool reads_many = is_streamed(list_format_of(call.target.query)) && query.sort != storage::BranchSort::kName;
  auto read = [&history, id = project.id, query, first = std::move(first), read_min = reads_many ? kStreamedReadMin : 0,
               page = storage::BranchPage(), authors = std::vector<std::optional<std::string>>(),
               at = std::size_t{0}](ItemSink& items, std::size_t limit) mutable -> std::optional<std::string> {
    // A read is bounded in bytes, and in how many branches it looks at: one that found something may have more behind
    // it.
    std::size_t found = 1;
    for (std::size_t left = limit; left > 0 && found > 0; left -= found) {
      if (at == page.branches.size()) {
        query.limit = std::max(left, read_min);
        page = first ? *std::exchange(first, std::nullopt) : history.branches(id, query);
        authors = history.authors_of(id, page.branches);
        at = 0;
      }
      found = std::min(left, page.branches.size() - at);
      for (const std::size_t end = at + found; at < end; ++at) {
        if (!items.add(shape::BranchView{page.branches[at], authors[at]})) {
          return encode_cursor(*query.after, query.sort, query.descending);
        }
        query.after = storage::cursor_of(page.branches[at], query.sort);
      }
      if (at < page.branches.size()) continue;
      if (!page.next) return std::nullopt;
      query.after = page.next;
    }
    return encode_cursor(*query.after, query.sort, query.descending);
  };
  return answer_list(context, call, options, std::move(read));
}

http::Response list_branches_of_several(const Context& context, const Call& call) {
  return answer_several(context, call, &list_branches);
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
