// The stretches of time into which commits are counted: the hours, days, weeks or months of a zone, or of the clocks of
// the commits' own authors.
//
//   Buckets buckets({.zone = zone}, Interval::kWeek);
//   const std::size_t number = buckets.of(time, offset_minutes);  // counts[number] is its counter
//   const std::vector<std::size_t> order = buckets.ascending();  // places of `counts`, the earliest first
//
// One thread uses an object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "cpsg/base/calendar_period.h"
#include "cpsg/model/activity.h"

namespace cpsg::history {

using Interval = CalendarUnit;  // weeks start on Monday

// Whose clocks say when an hour, a day, a week or a month begins.
struct Clocks {
  TimeZone zone;
  // Each author's own clock, as it stood when they committed; the zone means nothing then.
  bool of_authors = false;
};

// The bucket that is not over at `now`, and the moment at which the next one is that. With the authors' own clocks it
// is over when it is so everywhere on earth.
struct PresentBucket {
  UnixTime begin;  // with the authors' own clocks: what the clocks show, as if in UTC
  UnixTime over_at;
};
[[nodiscard]] PresentBucket present_bucket(const Clocks& clocks, Interval interval, UnixTime now);

// The buckets that are counted whole: those that begin at `from` or later, and before `before`. Both as PresentBucket's
// `begin`.
struct WholeBuckets {
  UnixTime from;
  UnixTime before;
};

class Buckets {
 public:
  // `hours_max` is a bound on the hours that its times lie in.
  Buckets(const Clocks& clocks, Interval interval, std::size_t hours_max = 0);

  // The number of the time's bucket; new buckets get the numbers 0, 1, 2, ... The offset is the author's.
  std::size_t of(UnixTime time, std::int16_t author_offset_minutes);

  [[nodiscard]] std::size_t size() const { return begins_.size(); }
  // Whether each bucket is later than those with smaller numbers.
  [[nodiscard]] bool are_ascending() const { return numbers_.empty(); }
  // The numbers of all buckets, the earliest first.
  [[nodiscard]] std::vector<std::size_t> ascending() const;
  // When it begins. It is partial where it is not one of the whole ones.
  [[nodiscard]] model::BucketStart start(std::size_t number, const WholeBuckets& whole) const;

 private:
  struct Begin {
    UnixTime time;
    std::int16_t offset_minutes;
  };

  [[nodiscard]] Begin begin_of(UnixTime time, std::int16_t author_offset_minutes);
  std::size_t number_of(const Begin& begin);

  Clocks clocks_;
  CalendarPeriods periods_;
  UnixTime latest_;            // later times count as this one: its year is the last that can be written
  std::vector<Begin> begins_;  // by number
  std::size_t last_ = 0;       // the number of the bucket that was asked for last
  std::size_t greatest_ = 0;   // that of the latest bucket
  // By begin. Empty while every bucket was later than those before it: commits mostly come in the order of time.
  std::unordered_map<std::int64_t, std::size_t> numbers_;
};

}  // namespace cpsg::history
