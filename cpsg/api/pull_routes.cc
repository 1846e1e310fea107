// A project's pull requests.
#include <fmt/format.h>

#include "cpsg/api/etag.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/pull_filters.h"
#include "cpsg/api/routes.h"
#include "cpsg/api/several_projects.h"
#include "cpsg/base/parse_number.h"
#include "cpsg/http/problem.h"
#include "cpsg/shape/shapes.h"
#include "cpsg/storage/page_bounds.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kNumberSegment = 5;

// `"total":3`; null where nobody can tell within bounds, and until all were read once. Nothing where it was not asked
// for.
std::string total_beside(storage::PullRequests& store, const Call& call, const std::string& project_id,
                         const storage::PullFilter& filter) {
  const Query& query = call.target.query;
  if (!query.boolean(kTotalParameter)) return "";
  const bool all_read = store.pull_walk(project_id).watermark.has_value();
  const auto total = all_read ? store.count_pulls(project_id, filter) : std::nullopt;
  return fmt::format("\"total\":{}", total ? std::to_string(*total) : "null");
}

}  // namespace

http::Response list_pulls(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const storage::PullQuery first = pull_query(call.target.query);
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);

  storage::PullRequests& store = context.stores.pulls;
  auto read = [&store, id = project.id, query = first](ItemSink& items,
                                                       std::size_t limit) mutable -> std::optional<std::string> {
    for (std::size_t left = limit;;) {
      query.limit = left;
      const storage::PullPage page = store.list_pulls(id, query);
      for (const model::PullRequest& pull : page.pulls) {
        // The first item has a place always, so that there is one before.
        if (!items.add(pull)) return encode_cursor(order_of(query), query.after.value());
        query.after = storage::cursor_of(query.sort, pull);
      }
      if (!page.next) return std::nullopt;
      query.after = page.next;
      left -= page.pulls.size();
      // A read that its bytes ended is followed by another one; where few passed the filter, the page ends too.
      if (left == 0 || storage::is_last(page.pulls, query.limit)) return encode_cursor(order_of(query), *page.next);
    }
  };
  return answer_list(context, call,
                     {.shape = "pull_request",
                      .etag = etag,
                      .project = &project,
                      .what = "pulls",
                      .beside = total_beside(store, call, project.id, first.filter)},
                     std::move(read));
}

http::Response list_pulls_of_several(const Context& context, const Call& call) {
  return answer_several(context, call, &list_pulls);
}

http::Response get_pull(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const auto number = parse_number<std::int64_t>(call.target.segments[kNumberSegment]).value();
  const auto pull = context.stores.pulls.pull_request(project.id, number);
  if (!pull) {
    throw Error(ErrorCode::kNotFound, fmt::format("{}/{} has no pull request {}", project.owner, project.name, number));
  }
  std::string body;
  shape::append_json(body, *pull);
  return json_answer(call.request, call.target.query, std::move(body));
}

}  // namespace cpsg::api
