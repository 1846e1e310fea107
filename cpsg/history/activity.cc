#include "cpsg/history/activity.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cpsg::history {
namespace {

using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;

using model::ActivityBucket;
using model::ScopeCounts;

using KindCounts = std::array<std::uint32_t, model::ActivityCounts::kKinds>;

void add(ScopeCounts& sum, const KindCounts& kinds, bool with_bots) {
  using enum model::ActivityCounts::Kind;
  sum.commits += std::int64_t{kinds[kPlain]} + kinds[kMerge];
  sum.merges += kinds[kMerge];
  if (!with_bots) return;
  const std::int64_t bots = std::int64_t{kinds[kBot]} + kinds[kBotMerge];
  sum.commits += bots;
  sum.merges += kinds[kBotMerge];
  sum.bots += bots;
}

void add(ScopeCounts& sum, bool merge, bool bot) {
  ++sum.commits;
  sum.merges += merge ? 1 : 0;
  sum.bots += bot ? 1 : 0;
}

// Adds commit i of the table to the counts of a bucket or an hour.
template <typename Counts>
void add_commit(Counts& counts, const CommitTable& table, const CommitChoice& choice, std::size_t i) {
  const bool of_branch = choice.rows || table.is_on_default(i);
  if (of_branch) add(counts.branch, table.is_merge(i), table.is_bot(i));
  if (choice.rows) return;
  if (!counts.all) counts.all.emplace();
  add(*counts.all, table.is_merge(i), table.is_bot(i));
}

// The counts of the buckets of one query.
class BucketCounts {
 public:
  // `hours_max` is a bound on the hours that commits lie in.
  BucketCounts(const ActivityQuery& query, std::size_t hours_max)
      : buckets_(query.clocks, query.interval, std::min(hours_max, kActivityBucketsMax)), whole_(whole_buckets(query)) {
    if (query.interval == Interval::kHour) counts_.reserve(std::min(hours_max, kActivityBucketsMax));
  }

  // Null where that would be a bucket too many.
  ActivityBucket* at(UnixTime time, std::int16_t author_offset_minutes) {
    const std::size_t number = buckets_.of(time, author_offset_minutes);
    if (number < counts_.size()) return &counts_[number];
    if (number >= kActivityBucketsMax) return nullptr;
    return &counts_.emplace_back();
  }

  std::vector<ActivityBucket> take() {
    for (std::size_t number = 0; number < counts_.size(); ++number) {
      counts_[number].start = buckets_.start(number, whole_);
    }
    if (buckets_.are_ascending()) return std::move(counts_);
    std::vector<ActivityBucket> out;
    out.reserve(counts_.size());
    for (const std::size_t number : buckets_.ascending()) out.push_back(counts_[number]);
    return out;
  }

 private:
  Buckets buckets_;
  WholeBuckets whole_;
  std::vector<ActivityBucket> counts_;
};

// Calls each(start, counts) for every hour of the roll-ups that lies in the query's time.
template <typename Each>
void for_each_hour(const std::vector<model::ActivityYear>& years, const ActivityQuery& query, const Each& each) {
  for (const model::ActivityYear& year : years) {
    const UnixTime first = model::start_of({.year = year.year});
    for (const model::ActivityHour& hour : year.hours) {
      const UnixTime start = first + hours(hour.hour_of_year);
      if ((query.since && start < *query.since) || (query.until && start >= *query.until)) continue;
      each(start, hour.counts);
    }
  }
}

bool has_commits(const model::ActivityCounts& counts, bool with_bots) {
  using enum model::ActivityCounts::Kind;
  return with_bots || counts.all[kPlain] + counts.all[kMerge] > 0;
}

bool is_whole_hour(UnixTime time) { return time == floor<hours>(time); }

std::vector<model::HourOfWeek> empty_week(bool with_all) {
  std::vector<model::HourOfWeek> week(kHoursOfWeek);
  for (std::size_t i = 0; i < week.size(); ++i) {
    week[i].weekday = static_cast<int>(i / 24) + 1;
    week[i].hour = static_cast<int>(i % 24);
    if (with_all) week[i].all.emplace();
  }
  return week;
}

std::size_t hour_of_week(LocalTime local) {
  const auto day = floor<std::chrono::days>(local);
  const unsigned weekday = std::chrono::weekday(day).iso_encoding() - 1;
  return weekday * std::size_t{24} + static_cast<std::size_t>(floor<hours>(local - day).count());
}

}  // namespace

bool roll_ups_answer(const std::vector<model::ActivityYear>& years, const ActivityQuery& query) {
  if (query.clocks.of_authors) return false;
  if ((query.since && !is_whole_hour(*query.since)) || (query.until && !is_whole_hour(*query.until))) return false;
  if (years.empty()) return true;
  UnixTime first = model::start_of({.year = years.front().year});
  UnixTime end = model::start_of({.year = years.back().year + 1});
  if (query.since) first = std::max(first, *query.since);
  if (query.until) end = std::min(end, *query.until);
  return std::ranges::all_of(query.clocks.zone.spans(), [&](const TimeZone::Span& span) {
    if (span.end <= first || span.begin >= end) return true;
    return span.offset % hours(1) == std::chrono::seconds(0) && (span.begin <= first || is_whole_hour(span.begin));
  });
}

ActivityBuckets activity_from_roll_ups(const std::vector<model::ActivityYear>& years, const ActivityQuery& query) {
  std::size_t hours = 0;
  for (const model::ActivityYear& year : years) hours += year.hours.size();
  BucketCounts counts(query, hours);
  bool too_many = false;
  for_each_hour(years, query, [&](UnixTime start, const model::ActivityCounts& hour) {
    if (too_many || !has_commits(hour, query.with_bots)) return;
    ActivityBucket* const bucket = counts.at(start, 0);
    too_many = bucket == nullptr;
    if (too_many) return;
    if (!bucket->all) bucket->all.emplace();
    add(bucket->branch, hour.on_default, query.with_bots);
    add(*bucket->all, hour.all, query.with_bots);
  });
  return too_many ? std::nullopt : std::optional(counts.take());
}

ActivityBuckets activity_from_table(const CommitTable& table, const CommitChoice& choice, const ActivityQuery& query) {
  BucketCounts counts(query, table.size());
  bool too_many = false;
  for_each_commit(table, choice, query, [&](std::size_t i) {
    if (too_many) return;
    ActivityBucket* const bucket = counts.at(table.time(i), table.offset_minutes(i));
    too_many = bucket == nullptr;
    if (!too_many) add_commit(*bucket, table, choice, i);
  });
  return too_many ? std::nullopt : std::optional(counts.take());
}

std::vector<model::HourOfWeek> hours_of_week_from_roll_ups(const std::vector<model::ActivityYear>& years,
                                                           const ActivityQuery& query) {
  std::vector<model::HourOfWeek> week = empty_week(true);
  for_each_hour(years, query, [&](UnixTime start, const model::ActivityCounts& counts) {
    model::HourOfWeek& hour = week[hour_of_week(query.clocks.zone.local(start))];
    add(hour.branch, counts.on_default, query.with_bots);
    add(*hour.all, counts.all, query.with_bots);
  });
  return week;
}

std::vector<model::HourOfWeek> hours_of_week_from_table(const CommitTable& table, const CommitChoice& choice,
                                                        const ActivityQuery& query) {
  std::vector<model::HourOfWeek> week = empty_week(!choice.rows);
  const TimeZone& zone = query.clocks.zone;
  TimeZone::Span span;  // of the commit before
  for_each_commit(table, choice, query, [&](std::size_t i) {
    const UnixTime time = table.time(i);
    if (query.clocks.of_authors) {
      span.offset = minutes(table.offset_minutes(i));
    } else if (time < span.begin || time >= span.end) {
      span = zone.span_at(time);
    }
    add_commit(week[hour_of_week(LocalTime(time.time_since_epoch() + span.offset))], table, choice, i);
  });
  return week;
}

}  // namespace cpsg::history
