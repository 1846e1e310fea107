// Commits by hour, day, week or month of a zone, by author date.
//
// Zones are fixed offsets from UTC. Whole-hour offsets of the default branch and of all branches come from the stored
// roll-ups; other offsets and other branches are computed from the commit graph.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/history/stored_graph.h"
#include "cpsg/model/activity.h"
#include "cpsg/model/bitmap.h"

namespace cpsg::history {

enum class Interval : std::uint8_t { kHour, kDay, kWeek, kMonth };  // weeks start on Monday
[[nodiscard]] std::optional<Interval> interval_from_name(std::string_view name);

// `UTC`, `Z` or `±HH:MM` (below 24 hours): minutes east of UTC.
[[nodiscard]] std::optional<std::int16_t> zone_from_text(std::string_view text);

struct ActivityQuery {
  Interval interval = Interval::kDay;
  std::int16_t zone_minutes = 0;
  // Buckets are never cut: those from the one that `since` lies in to the last that begins before `until`.
  std::optional<UnixTime> since;
  std::optional<UnixTime> until;
};

inline constexpr std::size_t kActivityBucketsMax = 50'000;  // of one answer

// Buckets with commits, ascending; nothing if there are more than kActivityBucketsMax.
[[nodiscard]] std::optional<std::vector<model::ActivityBucket>> activity_from_roll_ups(
    const std::vector<model::ActivityYear>& years, const ActivityQuery& query);
// Of the graph's commits whose rows are in `branch` and, where given, in `all`.
[[nodiscard]] std::optional<std::vector<model::ActivityBucket>> activity_from_graph(
    const StoredGraph& stored, const model::Bitmap& branch, const std::optional<model::Bitmap>& all,
    const ActivityQuery& query);

}  // namespace cpsg::history
