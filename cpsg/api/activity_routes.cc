// A project's commits by hour, day, week or month, and by the hour of the week.
#include "cpsg/api/activity_query.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/routes.h"
#include "cpsg/api/several_projects.h"
#include "cpsg/history/project_activity.h"

namespace cpsg::api {
namespace {

http::Response hours_of_week(const Context& context, const Call& call, const storage::ProjectRevision& project,
                             const history::ActivityQuery& query) {
  if (call.target.query.text("interval")) throw invalid("interval", "interval does not go with by");
  const history::CommitFilter filter = commit_filter(context, call, project);
  const std::string etag = revision_etag(project);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);
  return answer_series(context, call,
                       {.shape = "hour_of_week", .etag = etag, .project = &project, .what = "hours-of-week"},
                       history::project_hours_of_week(question_of(context, project, filter), query));
}

}  // namespace

http::Response get_activity(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const history::ActivityQuery query = activity_query(context, call.target.query);
  if (call.target.query.text("by")) return hours_of_week(context, call, project, query);
  const history::CommitFilter filter = commit_filter(context, call, project);
  const std::string etag = etag_of_buckets(call, project, query);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);

  auto buckets = history::project_activity(question_of(context, project, filter), query);
  if (!buckets) throw too_many_buckets(history::kActivityBucketsMax);
  return answer_series(context, call, {.shape = "activity", .etag = etag, .project = &project, .what = "activity"},
                       *std::move(buckets));
}

http::Response get_activity_of_several(const Context& context, const Call& call) {
  return answer_counts_of_several(context, call, &get_activity);
}

}  // namespace cpsg::api
