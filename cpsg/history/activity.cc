#include "cpsg/history/activity.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

#include "cpsg/base/ascii.h"

namespace cpsg::history {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;

using model::ActivityBucket;
using model::ScopeCounts;

constexpr std::array<std::pair<std::string_view, Interval>, 4> kIntervals = {{
    {"hour", Interval::kHour},
    {"day", Interval::kDay},
    {"week", Interval::kWeek},
    {"month", Interval::kMonth},
}};

// The start of the bucket that a local time lies in.
UnixTime floor_local(UnixTime local, Interval interval) {
  const auto day = floor<days>(local);
  switch (interval) {
    case Interval::kHour:
      return floor<hours>(local);
    case Interval::kDay:
      return day;
    case Interval::kWeek:
      return day - (std::chrono::weekday(day) - std::chrono::Monday);
    case Interval::kMonth: {
      const std::chrono::year_month_day date(day);
      return std::chrono::sys_days(date.year() / date.month() / 1);
    }
  }
  return day;
}

// The buckets of one query while commits are counted.
class Buckets {
 public:
  explicit Buckets(const ActivityQuery& query) : query_(query), zone_(std::chrono::minutes(query.zone_minutes)) {
    if (query.since) first_ = *query.since;
    if (query.until) end_ = *query.until;
  }

  // The bucket of that time; null if it is outside the query's range.
  ActivityBucket* at(UnixTime time) {
    if (time < first_ || time >= end_) return nullptr;
    const UnixTime start = start_of(time);
    ActivityBucket& bucket = buckets_[start];
    bucket.start = {start.time_since_epoch().count(), query_.zone_minutes};
    return &bucket;
  }

  [[nodiscard]] bool too_many() const { return buckets_.size() > kActivityBucketsMax; }

  std::vector<ActivityBucket> take() {
    std::vector<ActivityBucket> out;
    out.reserve(buckets_.size());
    for (auto& [start, bucket] : buckets_) out.push_back(bucket);
    return out;
  }

 private:
  // Times whose year would be beyond 9999 in the zone count as the last that is not.
  [[nodiscard]] UnixTime start_of(UnixTime time) const {
    const UnixTime local = std::min(time + zone_, UnixTime(std::chrono::seconds(model::kMaxEpochS)));
    return floor_local(local, query_.interval) - zone_;
  }

  const ActivityQuery& query_;
  std::chrono::seconds zone_;
  UnixTime first_ = UnixTime::min();
  UnixTime end_ = UnixTime::max();
  std::map<UnixTime, ActivityBucket> buckets_;
};

using KindCounts = std::array<std::uint32_t, model::ActivityCounts::kKinds>;

void add(ScopeCounts& sum, const KindCounts& kinds) {
  using enum model::ActivityCounts::Kind;
  sum.commits += std::accumulate(kinds.begin(), kinds.end(), std::int64_t{0});
  sum.merges += std::int64_t{kinds[kMerge]} + kinds[kBotMerge];
  sum.bots += std::int64_t{kinds[kBot]} + kinds[kBotMerge];
}

void add_commit(ScopeCounts& sum, bool merge, bool bot) {
  ++sum.commits;
  sum.merges += merge ? 1 : 0;
  sum.bots += bot ? 1 : 0;
}

}  // namespace

std::optional<Interval> interval_from_name(std::string_view name) {
  for (const auto& [known, interval] : kIntervals) {
    if (known == name) return interval;
  }
  return std::nullopt;
}

std::optional<std::int16_t> zone_from_text(std::string_view text) {
  if (text == "UTC" || text == "Z") return std::int16_t{0};
  const bool shaped = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':';
  if (!shaped) return std::nullopt;
  const auto number = [&](std::size_t at) -> int {
    const auto digit = [&](std::size_t i) { return is_ascii_digit(text[i]) ? text[i] - '0' : 100; };
    return digit(at) * 10 + digit(at + 1);
  };
  const int hour = number(1);
  const int minute = number(4);
  if (hour > 23 || minute > 59) return std::nullopt;
  const int minutes = hour * 60 + minute;
  return static_cast<std::int16_t>(text[0] == '-' ? -minutes : minutes);
}

std::optional<std::vector<ActivityBucket>> activity_from_roll_ups(const std::vector<model::ActivityYear>& years,
                                                                  const ActivityQuery& query) {
  Buckets buckets(query);
  for (const model::ActivityYear& year : years) {
    for (const model::ActivityHour& hour : year.hours) {
      ActivityBucket* const bucket = buckets.at(model::start_of({year.year, hour.hour_of_year}));
      if (bucket == nullptr) continue;
      if (buckets.too_many()) return std::nullopt;
      if (!bucket->all) bucket->all.emplace();
      add(bucket->branch, hour.counts.on_default);
      add(*bucket->all, hour.counts.all);
    }
  }
  return buckets.take();
}

std::optional<std::vector<ActivityBucket>> stored_activity(storage::HistoryReader& history, std::string_view project_id,
                                                           const ActivityQuery& query) {
  const auto year_of = [](UnixTime time) {
    return static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time)).year());
  };
  const int first = query.since ? year_of(*query.since) : std::numeric_limits<int>::min();
  const int last = query.until ? year_of(*query.until) : std::numeric_limits<int>::max();
  return activity_from_roll_ups(history.activity(project_id, first, last), query);
}

std::optional<std::vector<ActivityBucket>> activity_from_graph(const StoredGraph& stored, const model::Bitmap& branch,
                                                               const std::optional<model::Bitmap>& all,
                                                               const ActivityQuery& query) {
  Buckets buckets(query);
  for (const Node node : stored.order) {
    const CommitFacts facts = stored.graph.facts(node);
    const bool on_branch = branch.test(facts.row);
    const bool on_any = all && all->test(facts.row);
    if ((!on_branch && !on_any) || facts.authored_epoch_s < 0) continue;
    ActivityBucket* const bucket = buckets.at(UnixTime(std::chrono::seconds(facts.authored_epoch_s)));
    if (bucket == nullptr) continue;
    if (buckets.too_many()) return std::nullopt;
    const bool merge = stored.graph.parents(node).size() > 1;
    if (all && !bucket->all) bucket->all.emplace();
    if (on_branch) add_commit(bucket->branch, merge, facts.bot);
    if (on_any) add_commit(*bucket->all, merge, facts.bot);
  }
  return buckets.take();
}

}  // namespace cpsg::history
