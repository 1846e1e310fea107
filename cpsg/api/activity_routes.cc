// A project's commits by hour, day, week or month.
#include <fmt/format.h>

#include "cpsg/api/etag.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/routes.h"
#include "cpsg/api/several_projects.h"
#include "cpsg/history/project_activity.h"

namespace cpsg::api {
namespace {

history::ActivityQuery activity_query(const Query& query) {
  history::ActivityQuery result;
  if (const auto name = query.text("interval")) result.interval = history::interval_from_name(*name).value();
  result.zone_minutes = query.zone("tz").value_or(0);
  result.since = query.time("since");
  result.until = query.until();
  return result;
}

}  // namespace

http::Response get_activity(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const history::ActivityQuery query = activity_query(call.target.query);
  const auto branch = branch_parameter(context.stores.history, call, project);
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);

  auto buckets = history::project_activity(context.stores.history, context.graphs, project.id,
                                           branch ? std::optional(branch->oid) : std::nullopt, query);
  if (!buckets) {
    throw invalid("interval",
                  fmt::format("interval gives more than {} buckets: ask for a longer one, or for less time with"
                              " since and until",
                              history::kActivityBucketsMax));
  }
  return answer_series(context, call, {.shape = "activity", .etag = etag, .project = &project, .what = "activity"},
                       *std::move(buckets));
}

http::Response get_activity_of_several(const Context& context, const Call& call) {
  return answer_several(context, call, &get_activity);
}

}  // namespace cpsg::api
