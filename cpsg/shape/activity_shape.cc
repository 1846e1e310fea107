// Activity by time: of commits, and of the people who made them.
#include "cpsg/shape/describe.h"
#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/rows.h"
#include "cpsg/shape/shapes.h"
#include "cpsg/shape/start_text.h"

namespace cpsg::shape {

// The counts of both scopes, each as an object has them.
template <typename Writer>
void counts(Writer& out, const model::ScopeCounts& branch, const std::optional<model::ScopeCounts>& all) {
  const auto of_all = [&](std::int64_t model::ScopeCounts::* count) {
    return all ? std::optional<std::int64_t>((*all).*count) : std::nullopt;
  };
  out.number("commits", branch.commits, "commits on the default branch, or on `branch`");
  out.number("merges", branch.merges, "those of `commits` that have two parents or more");
  out.number("bots", branch.bots, "those of `commits` whose author is a bot");
  member(out, "commits_all", of_all(&model::ScopeCounts::commits),
         "the same over all live branches; null with `branch`");
  member(out, "merges_all", of_all(&model::ScopeCounts::merges), "merges over all live branches; null with `branch`");
  member(out, "bots_all", of_all(&model::ScopeCounts::bots),
         "commits by bots over all live branches; null with `branch`");
}

template <typename Writer>
void start(Writer& out, const model::BucketStart& start) {
  out.text("start", start_text(start.time),
           {"when the bucket begins, in the zone that was asked for; with `tz=author` what the clocks show then, "
            "written as if in UTC",
            TextForm::kTime});
}

template <typename Writer>
void partial(Writer& out, const model::BucketStart& start) {
  out.boolean(
      "partial", start.partial,
      "whether only a part of the bucket is counted: it is not over yet, or it begins before `since` or ends after"
      " `until`; with `tz=author` on any clock on earth");
}

template <typename Writer>
void summary(Writer& out, const model::ContributorSummary& summary) {
  out.number("active", summary.active, "people who made commits");
  out.number("first_time", summary.first_time, "those of `active` who had made none before");
  out.number("returning", summary.returning, "those of `active` who had made some before");
  member(out, "half_of_commits", summary.half_of_commits,
         "the smallest number of people who made half of the commits together; null without commits");
  out.number("commits", summary.commits, "the commits of all of them");
}

template <typename Writer>
void describe(Writer& out, const model::ActivityBucket& bucket) {
  start(out, bucket.start);
  counts(out, bucket.branch, bucket.all);
  partial(out, bucket.start);
}

template <typename Writer>
void describe(Writer& out, const model::HourOfWeek& hour) {
  out.number("weekday", hour.weekday, "1 Monday to 7 Sunday, in the zone that was asked for");
  out.number("hour", hour.hour, "0 to 23");
  counts(out, hour.branch, hour.all);
}

template <typename Writer>
void describe(Writer& out, const model::ContributorSummary& whole) {
  summary(out, whole);
}

template <typename Writer>
void describe(Writer& out, const model::ContributorBucket& bucket) {
  start(out, bucket.start);
  summary(out, bucket.summary);
  partial(out, bucket.start);
}

template <typename Writer>
void describe(Writer& out, const model::ContributorActivity::Bucket& bucket) {
  start(out, bucket.start);
  out.number("commits", bucket.commits, "this person's commits");
  partial(out, bucket.start);
}

template <typename Writer>
void describe(Writer& out, const model::ContributorActivity& activity) {
  member(out, "name", activity.person.name,
         "as on the newest commit; null where it is an address that may not be stored");
  member(out, "email", activity.person.email, "as the privacy settings store it; null where there is none");
  member(out, "login", activity.person.login, "GitHub's; null where it is not known");
  out.boolean("bot", activity.person.bot, "whether this is a program");
  out.number("commits", activity.commits, "this person's commits in the time that was asked for");
  out.objects("buckets", activity.buckets, "those that have commits of this person, oldest first");
}

void append_json(std::string& out, const model::ActivityBucket& bucket) { write<JsonObject>(out, bucket); }
void append_row(Columns& out, const model::ActivityBucket& bucket) {
  ColumnRow row(out);
  describe(row, bucket);
  row.finish();
}
void append_json(std::string& out, const model::HourOfWeek& hour) { write<JsonObject>(out, hour); }
void append_json(std::string& out, const model::ContributorSummary& summary) { write<JsonObject>(out, summary); }
void append_json(std::string& out, const model::ContributorBucket& bucket) { write<JsonObject>(out, bucket); }
void append_json(std::string& out, const model::ContributorActivity& activity) { write<JsonObject>(out, activity); }

ShapeDescription activity_description() {
  return description_of("activity", "the commits of one hour, day, week or month, by author time",
                        model::ActivityBucket());
}
ShapeDescription hour_of_week_description() {
  return description_of("hour_of_week", "the commits of one of the 168 hours of a week, by author time",
                        model::HourOfWeek());
}
ShapeDescription contributor_summary_description() {
  return description_of("contributor_summary", "how many people worked in the time that was asked for",
                        model::ContributorSummary());
}
ShapeDescription contributor_activity_description() {
  return description_of("contributor_activity", "the commits of one person by hour, day, week or month",
                        model::ContributorActivity());
}
ShapeDescription contributor_bucket_description() {
  return description_of("contributor_bucket", "how many people worked in one hour, day, week or month, by author time",
                        model::ContributorBucket());
}

}  // namespace cpsg::shape
