// A bucket of activity.
#include "cpsg/shape/describe.h"
#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/shapes.h"
#include "cpsg/shape/start_text.h"

namespace cpsg::shape {

template <typename Writer>
void describe(Writer& out, const model::ActivityBucket& bucket) {
  const auto of_all = [&](std::int64_t model::ScopeCounts::* count) {
    return bucket.all ? std::optional<std::int64_t>((*bucket.all).*count) : std::nullopt;
  };
  out.text("start", start_text(bucket.start),
           {"when the bucket begins, in the zone that was asked for", TextForm::kTime});
  out.number("commits", bucket.branch.commits, "commits of the bucket on the default branch, or on `branch`");
  out.number("merges", bucket.branch.merges, "those of `commits` that have two parents or more");
  out.number("bots", bucket.branch.bots, "those of `commits` whose author is a bot");
  member(out, "commits_all", of_all(&model::ScopeCounts::commits),
         "the same over all live branches; null with `branch`");
  member(out, "merges_all", of_all(&model::ScopeCounts::merges), "merges over all live branches; null with `branch`");
  member(out, "bots_all", of_all(&model::ScopeCounts::bots),
         "commits by bots over all live branches; null with `branch`");
}

void append_json(std::string& out, const model::ActivityBucket& bucket) { write<JsonObject>(out, bucket); }

ShapeDescription activity_description() {
  return description_of("activity", "the commits of one hour, day, week or month, by author time",
                        model::ActivityBucket());
}

}  // namespace cpsg::shape
