// Activity: how many commits were made in each hour, day, week or month, or in each of the 168 hours of a week, by
// author time.
//
//   const auto buckets = activity_from_roll_ups(history.activity(project_id, 2025, 2026), {.interval =
//   Interval::kWeek}); if (!buckets) ...  // more than kActivityBucketsMax
//
// The stored roll-ups have UTC hours of the default branch and of all branches, so they answer for clocks that are
// whole hours from UTC; the rest is counted from a table of the commits. All functions are pure, and may be called from
// several threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/history/buckets.h"
#include "cpsg/history/commit_table.h"
#include "cpsg/model/activity.h"
#include "cpsg/model/bitmap.h"

namespace cpsg::history {

struct ActivityQuery {
  Interval interval = Interval::kDay;
  Clocks clocks;
  // Commits from `since` on and before `until` are counted; so the first and the last bucket may be counted in part.
  std::optional<UnixTime> since;
  std::optional<UnixTime> until;
  bool with_bots = true;
  UnixTime now{};  // buckets that are not over then are partial
  // With the authors' own clocks also: commits whose author's clock showed that time or a later one, and an earlier
  // one.
  std::optional<LocalTime> local_since = std::nullopt;
  std::optional<LocalTime> local_until = std::nullopt;

  [[nodiscard]] bool has_bounds() const { return since || until || local_since || local_until; }
  [[nodiscard]] bool has_local(LocalTime local) const {
    return (!local_since || local >= *local_since) && (!local_until || local < *local_until);
  }
};

// The buckets that the query's time does not cut, and that are over at its `now`.
[[nodiscard]] WholeBuckets whole_buckets(const ActivityQuery& query);

// Which of a table's commits are meant; all of them where neither is given.
struct CommitChoice {
  std::optional<model::Bitmap> rows;    // those that a branch reaches
  std::optional<model::Bitmap> people;  // those by people with these numbers

  [[nodiscard]] bool has(const CommitTable& table, std::size_t i) const {
    return (!rows || rows->test(table.row(i))) && (!people || people->test(table.person(i)));
  }
};

inline constexpr std::size_t kActivityBucketsMax = 50'000;  // of one query: five years by hour are 43,848
using ActivityBuckets = std::optional<std::vector<model::ActivityBucket>>;

// Whether those years' hours can be counted by these clocks, in this time: the clocks are whole hours from UTC in it,
// and it begins and ends with an hour.
[[nodiscard]] bool roll_ups_answer(const std::vector<model::ActivityYear>& years, const ActivityQuery& query);

// Buckets that have commits, ascending; nothing if there are more than kActivityBucketsMax. Only where the roll-ups
// answer.
[[nodiscard]] ActivityBuckets activity_from_roll_ups(const std::vector<model::ActivityYear>& years,
                                                     const ActivityQuery& query);
// The same from a table, which has the offsets where the clocks are the authors'. Where rows are chosen, buckets have
// counts of these alone.
[[nodiscard]] ActivityBuckets activity_from_table(const CommitTable& table, const CommitChoice& choice,
                                                  const ActivityQuery& query);

// All 168 hours from Monday 00:00; the query's interval and `now` mean nothing.
inline constexpr std::size_t kHoursOfWeek = 7 * 24;
[[nodiscard]] std::vector<model::HourOfWeek> hours_of_week_from_roll_ups(const std::vector<model::ActivityYear>& years,
                                                                         const ActivityQuery& query);
[[nodiscard]] std::vector<model::HourOfWeek> hours_of_week_from_table(const CommitTable& table,
                                                                      const CommitChoice& choice,
                                                                      const ActivityQuery& query);

// The places of a table that may have commits of the query's time.
struct TableRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};
[[nodiscard]] TableRange range_of(const CommitTable& table, const ActivityQuery& query);

// Calls each(i) for the dated commits of the table that the query's time, the choice and `with_bots` allow, by time.
template <typename Each>
void for_each_commit(const CommitTable& table, const CommitChoice& choice, const ActivityQuery& query,
                     const Each& each) {
  const TableRange range = range_of(table, query);
  const bool looks_at_clocks = query.local_since || query.local_until;
  for (std::size_t i = range.begin; i < range.end; ++i) {
    if (looks_at_clocks && !query.has_local(table.local_of_author(i))) continue;
    if ((query.with_bots || !table.is_bot(i)) && choice.has(table, i)) each(i);
  }
}

}  // namespace cpsg::history
