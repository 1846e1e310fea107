// Roll-ups: commits by hour and by person. They are computed from the commit graph, and each year and each person is
// replaced as a whole.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/commit.h"
#include "cpsg/model/git_time.h"

namespace cpsg::model {

// Commits of one UTC hour by author date. The counters don't overlap: a commit is in exactly one of `kinds`, and
// commits of the default branch are in `on_default` too.
struct ActivityCounts {
  enum Kind : std::uint8_t { kPlain, kMerge, kBot, kBotMerge, kKinds };

  std::array<std::uint32_t, kKinds> all{};         // reachable from any live branch
  std::array<std::uint32_t, kKinds> on_default{};  // reachable from the default branch

  friend bool operator==(const ActivityCounts&, const ActivityCounts&) = default;
};

struct ActivityHour {
  std::uint16_t hour_of_year = 0;  // UTC, 0 = 1 January 00:00
  ActivityCounts counts;

  friend bool operator==(const ActivityHour&, const ActivityHour&) = default;
};

// The UTC hour that a second lies in.
struct UtcHour {
  int year = 0;
  std::uint16_t hour_of_year = 0;

  friend auto operator<=>(const UtcHour&, const UtcHour&) = default;
};
[[nodiscard]] UtcHour utc_hour(UnixTime time);
[[nodiscard]] UnixTime start_of(const UtcHour& hour);

// One UTC year of a project; hours without commits are left out, the others ascend.
struct ActivityYear {
  int year = 0;
  std::vector<ActivityHour> hours;

  friend bool operator==(const ActivityYear&, const ActivityYear&) = default;
};

// Compact bytes of a year's ascending hours (varints). Unpacking throws Error(kStoreCorrupt) on bytes that pack did not
// make.
[[nodiscard]] std::vector<std::uint8_t> pack_activity(const std::vector<ActivityHour>& hours);
[[nodiscard]] std::vector<ActivityHour> unpack_activity(std::span<const std::uint8_t> bytes);

// Commits of one scope. Merges have several parents; those of bots count in both `merges` and `bots`.
struct ScopeCounts {
  std::int64_t commits = 0;
  std::int64_t merges = 0;
  std::int64_t bots = 0;

  friend bool operator==(const ScopeCounts&, const ScopeCounts&) = default;
};

// When a bucket of time begins.
struct BucketStart {
  GitTime time;          // in the zone that was asked for; of the authors' own clocks what they show, as if in UTC
  bool partial = false;  // the bucket is not over yet, or the time that was asked for has only a part of it

  friend bool operator==(const BucketStart&, const BucketStart&) = default;
};

struct ActivityBucket {
  BucketStart start;
  ScopeCounts branch;              // on the default branch, or the one asked for
  std::optional<ScopeCounts> all;  // on any live branch; null where one branch was asked for

  friend bool operator==(const ActivityBucket&, const ActivityBucket&) = default;
};

// One of the 168 hours of a week, by author time.
struct HourOfWeek {
  int weekday = 1;  // 1 Monday to 7 Sunday
  int hour = 0;     // 0 to 23
  ScopeCounts branch;
  std::optional<ScopeCounts> all;  // both as in ActivityBucket

  friend bool operator==(const HourOfWeek&, const HourOfWeek&) = default;
};

// How many people worked in a stretch of time.
struct ContributorSummary {
  std::int64_t active = 0;      // people with commits in it
  std::int64_t first_time = 0;  // of them, those whose first commit of all lies in it
  std::int64_t returning = 0;   // of them, those who had commits before it
  std::int64_t commits = 0;
  // The smallest number of people who made half of the commits together; null where there are none.
  std::optional<std::int64_t> half_of_commits;

  friend bool operator==(const ContributorSummary&, const ContributorSummary&) = default;
};

struct ContributorBucket {
  BucketStart start;
  ContributorSummary summary;

  friend bool operator==(const ContributorBucket&, const ContributorBucket&) = default;
};

// One author: those with the same stored e-mail (without one: the same name) are one contributor.
struct Contributor {
  Person person;                            // named as on their newest commit
  std::int64_t commits = 0;                 // on the default branch
  std::int64_t commits_all = 0;             // on any live branch
  std::optional<UnixTime> first_commit_at;  // by author date, over live branches
  std::optional<UnixTime> last_commit_at;
  // Of the time and the branch that were asked for; null where neither was.
  std::optional<std::int64_t> commits_in_range;

  friend bool operator==(const Contributor&, const Contributor&) = default;
};

// The commits of one person in each bucket that has some.
struct ContributorActivity {
  Person person;
  std::int64_t commits = 0;  // in all buckets together
  struct Bucket {
    BucketStart start;
    std::int64_t commits = 0;

    friend bool operator==(const Bucket&, const Bucket&) = default;
  };
  std::vector<Bucket> buckets;

  friend bool operator==(const ContributorActivity&, const ContributorActivity&) = default;
};

}  // namespace cpsg::model
