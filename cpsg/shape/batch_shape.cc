// A batch with its progress, and a project of it.
#include <cmath>

#include "cpsg/shape/describe.h"
#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::shape {
namespace {

// To thousandths: sums of shares have digits that say nothing.
double rounded(double points) { return std::round(points * 1'000) / 1'000; }

std::vector<ValueMeaning> batch_states() {
  return {{"running", "its projects are handed out"},
          {"paused", "none is handed out until it is resumed; those that run go on"},
          {"cancelled", "for good"},
          {"finished", "none is pending or running; a retry of the failed ones makes it run again"}};
}

std::vector<ValueMeaning> batch_item_states() {
  return {{"pending", "not handed out yet"},
          {"running", "due for the workers"},
          {"done", "synced since it was handed out, with all that the token may read"},
          {"failed", "its sync failed in a way that a retry does not help, or too often; or it was removed"}};
}

std::vector<ValueMeaning> batch_waits() {
  return {{"quota", "projects that are handed out wait for budget at GitHub; the branches and commits of others come"},
          {"off_peak", "it is not an hour in which its projects are handed out"},
          {"paused", "until somebody resumes it"}};
}

struct WaitView {
  model::BatchWait reason = model::BatchWait::kQuota;
  std::optional<UnixTime> until;
};

template <typename Writer>
void describe(Writer& out, const WaitView& view) {
  out.text("reason", model::name(view.reason), {"why", &batch_waits});
  member(out, "until", view.until, "when it goes on; null where nobody can tell");
}

struct FailuresView {
  model::BatchFailures failures;
};

template <typename Writer>
void describe(Writer& out, const FailuresView& view) {
  out.text("code", traits(view.failures.code).name, {"why they failed", &error_codes});
  out.number("count", view.failures.count, "how many");
}

// What is told of the batch beside the counts of its items.
template <typename Writer>
void describe(Writer& out, const model::Batch& batch, const model::BatchOutlook& outlook) {
  member(
      out, "per_hour", outlook.per_hour,
      "how many projects became done an hour, in the last hour in which any did; null until they did so for a minute");
  member(out, "eta_at", outlook.eta_at,
         "when it ends at that pace, in the hours in which it runs; null while `per_hour` is, where a person decides,"
         " and once it has ended");
  const WaitView wait{outlook.waiting.value_or(model::BatchWait::kQuota), outlook.waiting_until};
  object(out, "waiting", outlook.waiting ? &wait : nullptr,
         "why it, or a part of it, waits now; null where nothing of it does");
  out.begin("points", "of GraphQL's budget at GitHub");
  out.fraction("spent", rounded(batch.graphql_points),
               "what its projects have cost from when each was handed out until it ended, in whichever way: their"
               " syncs, whose own points `GET .../syncs` tells, and beside these their shares of the queries that ask"
               " about many projects at once, of interrupted syncs, and of reading lines, logins and releases");
  member(out, "forecast", outlook.forecast_points ? std::optional(rounded(*outlook.forecast_points)) : std::nullopt,
         "what they will have cost at the end; null until one has ended");
  out.end();
  std::vector<FailuresView> failures;
  for (const model::BatchFailures& each : batch.failures) failures.push_back({each});
  out.objects("failures", failures, "those that failed, by code");
}

}  // namespace

template <typename Writer>
void describe(Writer& out, const BatchView& view) {
  const model::Batch& batch = view.batch;
  out.text("id", batch.id, "the batch's own id, opaque");
  out.text("name", batch.name, "what people call it");
  out.text("state", model::name(batch.state), {"whether its projects are handed out", &batch_states});
  member(out, "created_at", batch.created_at, "when it was created");
  member(out, "updated_at", batch.updated_at, "when it, or one of its projects in it, last changed");
  out.begin("progress", "how many of its projects are in which state");
  out.number("total", batch.total, "all of them");
  out.number("pending", batch.pending, "not handed out yet");
  out.number("running", batch.running, "handed out, those included that wait for budget");
  out.number("done", batch.done, "synced since, with all that the token may read");
  out.number("failed", batch.failed, "given up");
  out.end();
  out.boolean("off_peak", batch.off_peak, "whether its projects are handed out only in the configured hours");
  describe(out, batch, view.outlook);
}

template <typename Writer>
void describe(Writer& out, const model::BatchItem& item) {
  member(out, "full_name", item.full_name.empty() ? std::nullopt : std::optional(item.full_name),
         "`owner/name`; null once the project is removed");
  out.text("state", model::name(item.state), {"how far the batch is with it", &batch_item_states});
  member(out, "released_at", item.released_at, "when it was last handed out; null until then");
  member(out, "ended_at", item.ended_at,
         "when it became done or failed; null while it is neither, and once the project is removed");
  member(out, "code", item.code, "why it failed; null where it did not");
  member(out, "message", item.message, "the same in words; null where it did not, or nobody said");
  out.number(
      "attempts", item.attempts,
      "syncs that have ended since it was first handed out, and times that GitHub refused it when many were asked"
      " about at once");
  out.fraction("seconds", static_cast<double>(item.duration_ms) / 1'000, "that these took, all together");
}

void append_json(std::string& out, const BatchView& view) { write<JsonObject>(out, view); }
void append_json(std::string& out, const model::BatchItem& item) { write<JsonObject>(out, item); }

ShapeDescription batch_description() {
  return description_of("batch", "a list of projects that are brought in, a few at a time",
                        BatchView{model::Batch(), {}});
}
ShapeDescription batch_project_description() {
  return description_of("batch_project", "a project of a batch", model::BatchItem());
}

}  // namespace cpsg::shape
