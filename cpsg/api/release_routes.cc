// A project's releases.
#include "cpsg/api/cursor.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/routes.h"
#include "cpsg/api/several_projects.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::api {

http::Response list_releases(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const Query& query = call.target.query;
  storage::ReleaseQuery first{.since = query.since(), .until = query.until()};
  if (const auto cursor = query.text("cursor")) first.after = decode_release_cursor(*cursor);
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);

  auto read = [&store = context.stores.releases, id = project.id, asked = std::move(first)](
                  ItemSink& items, std::size_t limit) mutable -> std::optional<std::string> {
    asked.limit = limit + 1;
    std::vector<model::Release> releases = store.releases(id, asked);
    const bool more = cut_to_limit(releases, limit);
    std::size_t added = 0;
    for (; added < releases.size() && items.add(releases[added]); ++added) {
      asked.after = storage::ReleaseCursor{releases[added].published_at, releases[added].tag};
    }
    if (!more && added == releases.size()) return std::nullopt;
    return encode_cursor(*asked.after);
  };
  return answer_list(context, call, {.shape = "release", .etag = etag, .project = &project, .what = "releases"},
                     std::move(read));
}

http::Response list_releases_of_several(const Context& context, const Call& call) {
  return answer_several(context, call, &list_releases);
}

}  // namespace cpsg::api
