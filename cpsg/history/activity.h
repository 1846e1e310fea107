// Activity: how many commits were made in each hour, day, week or month of a zone, by author date.
//
//   const auto buckets = activity_from_roll_ups(history.activity(project_id, 2025, 2026), {.interval =
//   Interval::kWeek}); if (!buckets) ...  // more than kActivityBucketsMax
//
// Zones are fixed offsets from UTC. The stored roll-ups have UTC hours of the default branch and of all branches, so
// they answer for offsets of whole hours; other offsets and other branches are computed from the commit graph. All
// functions are pure, and may be called from several threads at once.
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
#include "cpsg/storage/history_reader.h"

namespace cpsg::history {

enum class Interval : std::uint8_t { kHour, kDay, kWeek, kMonth };  // weeks start on Monday
[[nodiscard]] std::optional<Interval> interval_from_name(std::string_view name);

// Minutes east of UTC, from `UTC`, `Z` or `±HH:MM` (below 24 hours); nothing for other texts.
[[nodiscard]] std::optional<std::int16_t> zone_from_text(std::string_view text);

struct ActivityQuery {
  Interval interval = Interval::kDay;
  std::int16_t zone_minutes = 0;
  // Commits from `since` on and before `until` are counted; so the first and the last bucket may be counted in part.
  std::optional<UnixTime> since;
  std::optional<UnixTime> until;
};

inline constexpr std::size_t kActivityBucketsMax = 50'000;  // of one query

// Buckets that have commits, ascending; nothing if there are more than kActivityBucketsMax. zone_minutes must be whole
// hours, and so must `since` and `until` be.
[[nodiscard]] std::optional<std::vector<model::ActivityBucket>> activity_from_roll_ups(
    const std::vector<model::ActivityYear>& years, const ActivityQuery& query);
// The same, of a project's stored roll-ups; reads the years that the query needs.
[[nodiscard]] std::optional<std::vector<model::ActivityBucket>> stored_activity(storage::HistoryReader& history,
                                                                                std::string_view project_id,
                                                                                const ActivityQuery& query);
// The same from the graph, whose rows `branch` and `all` hold; without `all`, buckets have counts of the branch alone.
[[nodiscard]] std::optional<std::vector<model::ActivityBucket>> activity_from_graph(
    const StoredGraph& stored, const model::Bitmap& branch, const std::optional<model::Bitmap>& all,
    const ActivityQuery& query);

}  // namespace cpsg::history
