// A project's pull requests.
#include <fmt/format.h>

#include "cpsg/api/cursor.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/page.h"
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

}  // namespace

http::Response list_pulls(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const Query& query = call.target.query;
  std::size_t left = query.limit();
  const auto state = state_filter(query);
  const auto cursor = query.text("cursor");
  std::int64_t after = cursor ? decode_number_cursor(NumberCursorKind::kPull, *cursor) : 0;
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);

  Page page(call.target, call.request.list_max_bytes);
  bool more = true;
  bool full = false;
  const std::size_t step = state ? limits::kPageMax : left;
  for (std::size_t passed = 0; more && !full && left > 0 && passed < kReadMax;) {
    const std::vector<model::PullRequest> pulls = context.stores.pulls.pull_requests(project.id, after, step + 1);
    std::size_t taken = 0;
    for (; taken < std::min(pulls.size(), step) && left > 0; ++taken) {
      const model::PullRequest& pull = pulls[taken];
      const bool passes = !state || pull.state == *state;
      full = passes && !page.try_add(pull);
      if (full) break;
      after = pull.number;
      if (passes) --left;
    }
    passed += taken;
    more = pulls.size() > taken || !storage::is_last(pulls, step + 1);
  }
  std::optional<std::string> next;
  if (more) next = encode_cursor(NumberCursorKind::kPull, after);
  return page.finish(next, etag);
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
