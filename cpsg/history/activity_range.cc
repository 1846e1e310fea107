// What time an activity query is about.
#include <algorithm>
#include <chrono>

#include "cpsg/history/activity.h"

namespace cpsg::history {
namespace {

// The clocks that are the first on earth to begin a day, fourteen hours before UTC.
constexpr std::chrono::hours kFirstClocks{14};
// No author's clock is further from UTC than that.
constexpr std::chrono::hours kOffsetMax{24};

UnixTime as_if_in_utc(LocalTime local) { return UnixTime(local.time_since_epoch()); }

}  // namespace

WholeBuckets whole_buckets(const ActivityQuery& query) {
  const auto begin_of_bucket_at = [&](UnixTime time) {
    return present_bucket(query.clocks, query.interval, time).begin;
  };
  WholeBuckets whole{.from = UnixTime::min(), .before = begin_of_bucket_at(query.now)};
  if (query.since) whole.from = query.clocks.of_authors ? *query.since + kFirstClocks : *query.since;
  if (query.local_since) whole.from = std::max(whole.from, as_if_in_utc(*query.local_since));
  if (query.until && *query.until < query.now) whole.before = begin_of_bucket_at(*query.until);
  if (query.local_until) {
    CalendarPeriods shown(TimeZone(), query.interval);
    whole.before = std::min(whole.before, shown.at(as_if_in_utc(*query.local_until)).begin);
  }
  return whole;
}

TableRange range_of(const CommitTable& table, const ActivityQuery& query) {
  TableRange range{table.first_dated(), table.size()};
  if (query.since) range.begin = table.first_at(*query.since);
  if (query.until) range.end = table.first_at(*query.until);
  if (query.local_since) {
    range.begin = std::max(range.begin, table.first_at(as_if_in_utc(*query.local_since) - kOffsetMax));
  }
  if (query.local_until) {
    range.end = std::min(range.end, table.first_at(as_if_in_utc(*query.local_until) + kOffsetMax));
  }
  return range;
}

}  // namespace cpsg::history
