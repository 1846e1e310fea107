// A project's pull requests.
#include <fmt/format.h>

#include "cpsg/api/cursor.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/parse_number.h"
#include "cpsg/http/problem.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::api {
namespace {

// Few of many may pass a filter: a page ends after this many were read, even if it is not full.
constexpr std::size_t kReadMax = 20 * limits::kPageMax;
constexpr std::size_t kNumberSegment = 5;

std::optional<model::PullState> state_filter(const Query& query) {
  const auto text = query.text("state");
  return text ? model::pull_state_from_name(*text) : std::nullopt;  // nothing for `all`
}

// Adds at most `limit` of that state behind `after`, which then names the last that was passed. Whether more follow.
bool add_pulls(storage::PullRequests& store, const std::string& project_id,
               const std::optional<model::PullState>& state, std::int64_t& after, ItemSink& items, std::size_t limit) {
  const std::size_t step = state ? limits::kPageMax : limit;
  std::size_t left = limit;
  for (std::size_t passed = 0; left > 0 && passed < kReadMax;) {
    const std::vector<model::PullRequest> pulls = store.pull_requests(project_id, after, step + 1);
    std::size_t taken = 0;
    for (; taken < std::min(pulls.size(), step) && left > 0; ++taken) {
      const model::PullRequest& pull = pulls[taken];
      const bool passes = !state || pull.state == *state;
      if (passes && !items.add(pull)) return true;
      after = pull.number;
      if (passes) --left;
    }
    passed += taken;
    if (taken == pulls.size() && storage::is_last(pulls, step + 1)) return false;
  }
  return true;
}

}  // namespace

http::Response list_pulls(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const Query& query = call.target.query;
  const auto state = state_filter(query);
  const auto cursor = query.text("cursor");
  const std::int64_t first_after = cursor ? decode_number_cursor(NumberCursorKind::kPull, *cursor) : 0;
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);

  auto read = [&pulls = context.stores.pulls, id = project.id, state, after = first_after](
                  ItemSink& items, std::size_t limit) mutable -> std::optional<std::string> {
    return add_pulls(pulls, id, state, after, items, limit)
               ? std::optional(encode_cursor(NumberCursorKind::kPull, after))
               : std::nullopt;
  };
  return answer_list(context, call, {.shape = "pull_request", .etag = etag, .project = &project, .what = "pulls"},
                     std::move(read));
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
