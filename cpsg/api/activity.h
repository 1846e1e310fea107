// Commits by hour, day, week or month of a zone, by author date.
//
// Zones are fixed offsets from UTC. Whole-hour offsets of the default branch and of all branches come from the stored
// roll-ups; other offsets and other branches are computed from the commit graph.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/activity.h"
#include "cpsg/model/bitmap.h"
#include "cpsg/model/git_time.h"
#include "cpsg/sync/stored_graph.h"

namespace cpsg::api {

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

// Commits of one scope. Merges have several parents; those of bots count in both `merges` and `bots`.
struct ScopeCounts {
  std::int64_t commits = 0;
  std::int64_t merges = 0;
  std::int64_t bots = 0;

  friend bool operator==(const ScopeCounts&, const ScopeCounts&) = default;
};

struct ActivityBucket {
  model::GitTime start;            // in the query's zone
  ScopeCounts branch;              // on the default branch, or the one asked for
  std::optional<ScopeCounts> all;  // on any live branch; null where one branch was asked for

  friend bool operator==(const ActivityBucket&, const ActivityBucket&) = default;
};

// Buckets with commits, ascending. Throws http::FieldError("interval") when they are too many for one answer.
[[nodiscard]] std::vector<ActivityBucket> activity_from_roll_ups(const std::vector<model::ActivityYear>& years,
                                                                 const ActivityQuery& query);
// Of the graph's commits whose rows are in `branch` and, where given, in `all`.
[[nodiscard]] std::vector<ActivityBucket> activity_from_graph(const sync::StoredGraph& stored,
                                                              const model::Bitmap& branch,
                                                              const std::optional<model::Bitmap>& all,
                                                              const ActivityQuery& query);

void append_json(std::string& out, const ActivityBucket& bucket);

}  // namespace cpsg::api
