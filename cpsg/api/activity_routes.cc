// A project's commits by hour, day, week or month.
#include <fmt/format.h>

#include "cpsg/api/etag.h"
#include "cpsg/api/page.h"
#include "cpsg/api/routes.h"
#include "cpsg/history/activity.h"

namespace cpsg::api {
namespace {

history::ActivityQuery activity_query(const Query& query) {
  history::ActivityQuery result;
  if (const auto name = query.text("interval")) result.interval = history::interval_from_name(*name).value();
  result.zone_minutes = query.zone("tz").value_or(0);
  result.since = query.time("since");
  // There the end is exclusive.
  if (const auto last = query.until()) result.until = *last + std::chrono::seconds(1);
  return result;
}

using ActivityBuckets = std::optional<std::vector<model::ActivityBucket>>;

// Of one branch, or of the default branch and all branches where there is none, from the commit graph.
ActivityBuckets computed_activity(const Context& context, std::string_view project_id,
                                  const std::optional<model::Branch>& branch, const history::ActivityQuery& query) {
  const storage::CommitView view = context.stores.history.commit_view(project_id);
  ActivityBuckets buckets;
  context.graphs.read(view, [&](const history::StoredGraph& stored) {
    const bool of_branch = branch.has_value();
    buckets = history::activity_from_graph(
        stored, of_branch ? history::rows_reached(stored, branch->oid, view.rows) : view.on_default,
        of_branch ? std::nullopt : std::optional(view.live), query);
  });
  return buckets;
}

}  // namespace

http::Response get_activity(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const history::ActivityQuery query = activity_query(call.target.query);
  const auto branch = branch_parameter(context.stores.history, call, project);
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, etag)) return *std::move(unchanged);

  constexpr int kMinutesPerHour = 60;
  const bool stored = !branch && query.zone_minutes % kMinutesPerHour == 0;
  const ActivityBuckets buckets = stored ? history::stored_activity(context.stores.history, project.id, query)
                                         : computed_activity(context, project.id, branch, query);
  if (!buckets) {
    throw invalid("interval",
                  fmt::format("interval gives more than {} buckets: ask for a longer one, or for less time with"
                              " since and until",
                              history::kActivityBucketsMax));
  }
  Page page(call.target);
  for (const model::ActivityBucket& bucket : *buckets) page.add(bucket);
  return page.finish(std::nullopt, etag);
}

}  // namespace cpsg::api
