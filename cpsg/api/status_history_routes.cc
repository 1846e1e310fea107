// GET /v1/status/history: syncs, failures, budgets and deliveries by hour or day, for thirty days.
#include <algorithm>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/routes.h"
#include "cpsg/api/status_history.h"
#include "cpsg/shape/describe.h"

namespace cpsg::api {
namespace {

using shape::member;

constexpr double kMsPerSecond = 1'000;

struct FailureView {
  storage::FailureCount failure;
};

template <typename Writer>
void describe(Writer& out, const FailureView& view) {
  out.text("code", traits(view.failure.code).name, {"why they failed", &shape::error_codes});
  out.number("count", view.failure.count, "how many");
}

struct BudgetHourView {
  storage::BudgetHour budget;
};

template <typename Writer>
void describe(Writer& out, const BudgetHourView& view) {
  const storage::BudgetHour& budget = view.budget;
  out.text("account", budget.account, "whoever GitHub counts together: a user, an installation, an address");
  out.text("resource", budget.resource, "`rest` or `graphql`");
  member(out, "limit", budget.limit, "points an hour; null until GitHub told");
  member(out, "remaining_min", budget.remaining_min, "the least that was left at any moment; null until GitHub told");
  out.number("waited_s", budget.waited_s, "seconds for which GitHub had asked to wait");
  member(out, "points", budget.points,
         "who used the budget: the points that requests as this account cost, by servers alone, not by `cpsg sync`; "
         "null where nobody counted them");
}

struct BucketView {
  StatusBucket bucket;
};

template <typename Writer>
void describe(Writer& out, const BucketView& view) {
  const StatusBucket& bucket = view.bucket;
  std::vector<FailureView> failures;
  std::vector<BudgetHourView> budgets;
  for (const storage::FailureCount& each : bucket.failures) failures.push_back({each});
  for (const storage::BudgetHour& each : bucket.budgets) budgets.push_back({each});
  std::optional<double> p50;
  if (bucket.p50_ms) p50 = static_cast<double>(*bucket.p50_ms) / kMsPerSecond;
  member(out, "start", bucket.begins_at, "when the hour or day begins, in UTC");
  out.boolean(
      "partial", bucket.partial,
      "whether it is not over yet, or has not all of its hours: they begin before `since` or before those that are"
      " kept, or not before `until`");
  out.number(
      "syncs", bucket.syncs,
      "syncs that ended in it, failed ones too, and each time that GitHub refused one of many projects that were asked"
      " about at once");
  out.objects("failures", failures, "those that failed, by code");
  member(out, "p50_s", p50, "the median of how long the syncs took, exact; null where there was none");
  out.begin(
      "points",
      "what all work cost of the budgets at GitHub: syncs, what asks about many projects at once, and what is read in"
      " the background");
  out.fraction("rest", bucket.rest_points, "of REST's");
  out.fraction("graphql", bucket.graphql_points, "of GraphQL's");
  out.end();
  out.objects("budgets", budgets, "of each account and resource that was looked at, at most 16 accounts at a moment");
  out.number("deliveries", bucket.deliveries, "webhook deliveries that were new");
}

void append_json(std::string& out, const BucketView& view) { shape::write<shape::JsonObject>(out, view); }

}  // namespace

shape::ShapeDescription status_hour_description() {
  return shape::description_of("status_hour", "what happened in an hour or a day over all projects", BucketView());
}

http::Response get_status_history(const Context& context, const Call& call) {
  const Query& query = call.target.query;
  const UnixTime now = context.options.clock();
  const UnixTime first = std::chrono::floor<std::chrono::hours>(now - storage::kHoursKept);  // that is kept
  const UnixTime end = now + std::chrono::hours(24);  // of what other clocks may have told
  const StatusQuery asked{.interval = query.text("interval") == "day" ? StatusInterval::kDay : StatusInterval::kHour,
                          .since = std::max(query.since().value_or(first), first),
                          .until = std::min(query.until().value_or(now + std::chrono::hours(1)), end),
                          .now = now};
  limit_until(call.basis, now + std::chrono::seconds(1));  // buckets end by themselves
  std::vector<BucketView> views;
  if (call.caller.sees_private) {  // its counts tell of private projects too
    const std::vector<storage::StatusHour> hours = context.stores.status_history.hours(asked.since, asked.until);
    for (StatusBucket& bucket : status_buckets(hours, asked)) views.push_back({std::move(bucket)});
  }
  return answer_series(context, call, {.shape = "status_hour", .what = "status"}, std::move(views));
}

}  // namespace cpsg::api
