#include "cpsg/shape/members.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::shape {
namespace {

void describe(JsonObject& out, const model::ScopeCounts& counts, std::string_view commits, std::string_view merges,
              std::string_view bots) {
  out.number(commits, counts.commits);
  out.number(merges, counts.merges);
  out.number(bots, counts.bots);
}

}  // namespace

void append_json(std::string& out, const model::ActivityBucket& bucket) {
  JsonObject object(out);
  const bool utc = bucket.start.offset_minutes == 0;
  object.text("start", utc ? model::format_utc(UnixTime(std::chrono::seconds(bucket.start.epoch_s)))
                           : model::format_git_time(bucket.start));
  describe(object, bucket.branch, "commits", "merges", "bots");
  if (bucket.all) {
    describe(object, *bucket.all, "commits_all", "merges_all", "bots_all");
  } else {
    for (const std::string_view name : {"commits_all", "merges_all", "bots_all"}) object.null(name);
  }
  object.finish();
}

}  // namespace cpsg::shape
