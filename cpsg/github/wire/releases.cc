// The reader of what GraphQL says of releases.
#include <vector>

#include "cpsg/base/limits.h"
#include "cpsg/github/wire/fields.h"
#include "cpsg/github/wire/graphql_answer.h"
#include "cpsg/github/wire/readers.h"

namespace cpsg::github::wire {
namespace {

model::Release read_release(const JsonValue& release) {
  const auto published_at = release["publishedAt"].optional_time();
  return {.tag = release["tagName"].text(limits::kRefNameMaxBytes),
          .name = read_filled_text(release["name"], limits::kTitleMaxBytes),
          .published_at = published_at ? *published_at : release["createdAt"].time(),
          .prerelease = release["isPrerelease"].boolean()};
}

ReleasePage read_page(const JsonValue& repository) {
  const JsonValue connection = repository["releases"];
  const JsonValue info = connection["pageInfo"];
  const std::vector<JsonValue> nodes = connection["nodes"].elements(kPageMost);
  ReleasePage page;
  page.total = connection["totalCount"].count();
  page.has_next = info["hasNextPage"].boolean();
  if (page.has_next) {
    if (nodes.empty()) info["hasNextPage"].refuse("true on an empty page");
    page.end_cursor = info["endCursor"].handle();
  }
  page.releases.reserve(nodes.size());
  for (const JsonValue& node : nodes) {
    try {
      if (!node["isDraft"].boolean()) page.releases.push_back(read_release(node));
    } catch (const Error&) {
      ++page.unreadable;
    }
  }
  return page;
}

}  // namespace

Lookup<ReleasePage> read_releases(std::string_view body) {
  auto page = read_node<ReleasePage>(body, read_page);
  page.retry_smaller = page.retry_smaller || (page.value && page.value->unreadable > 0);
  return page;
}

}  // namespace cpsg::github::wire
