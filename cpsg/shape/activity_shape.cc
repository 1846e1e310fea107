// A bucket of activity.
#include "cpsg/shape/describe.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::shape {
namespace {

std::string start_text(const model::GitTime& start) {
  if (start.offset_minutes != 0) return model::format_git_time(start);
  return model::format_utc(UnixTime(std::chrono::seconds(start.epoch_s)));  // with Z instead of +00:00
}

}  // namespace

template <typename Writer>
void describe(Writer& out, const model::ActivityBucket& bucket) {
  const auto of_all = [&](std::int64_t model::ScopeCounts::* count) {
    return bucket.all ? std::optional<std::int64_t>((*bucket.all).*count) : std::nullopt;
  };
  out.text("start", start_text(bucket.start));
  out.number("commits", bucket.branch.commits);
  out.number("merges", bucket.branch.merges);
  out.number("bots", bucket.branch.bots);
  member(out, "commits_all", of_all(&model::ScopeCounts::commits));
  member(out, "merges_all", of_all(&model::ScopeCounts::merges));
  member(out, "bots_all", of_all(&model::ScopeCounts::bots));
}

void append_json(std::string& out, const model::ActivityBucket& bucket) { write<JsonObject>(out, bucket); }

}  // namespace cpsg::shape
