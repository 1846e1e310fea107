#include "cpsg/history/buckets.h"

#include <algorithm>
#include <chrono>
#include <numeric>

#include "cpsg/model/git_time.h"

namespace cpsg::history {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr UnixTime kLastWritable{seconds(model::kMaxEpochS)};
// The clocks that are the last on earth to end a day, twelve hours behind UTC.
constexpr std::chrono::hours kLastClocks{12};

UnixTime latest_of(const Clocks& clocks) {
  return clocks.of_authors ? kLastWritable : kLastWritable - clocks.zone.spans().back().offset;
}

std::int16_t whole_minutes(seconds offset) {
  return static_cast<std::int16_t>(std::chrono::duration_cast<minutes>(offset).count());
}

}  // namespace

PresentBucket present_bucket(const Clocks& clocks, Interval interval, UnixTime now) {
  const UnixTime time = clocks.of_authors ? now - kLastClocks : now;
  CalendarPeriods periods(clocks.of_authors ? TimeZone() : clocks.zone, interval);
  const CalendarPeriod& period = periods.at(time);
  return {period.begin, clocks.of_authors ? period.end + kLastClocks : period.end};
}

Buckets::Buckets(const Clocks& clocks, Interval interval, std::size_t hours_max)
    : clocks_(clocks), periods_(clocks.of_authors ? TimeZone() : clocks.zone, interval), latest_(latest_of(clocks)) {
  if (interval == Interval::kHour) begins_.reserve(hours_max);
}

Buckets::Begin Buckets::begin_of(UnixTime time, std::int16_t author_offset_minutes) {
  if (clocks_.of_authors) time += minutes(author_offset_minutes);
  const CalendarPeriod& period = periods_.at(std::min(time, latest_));
  return {period.begin, whole_minutes(period.offset)};
}

std::size_t Buckets::number_of(const Begin& begin) {
  if (begins_.empty() || begin.time > begins_[greatest_].time) {
    greatest_ = begins_.size();
    begins_.push_back(begin);
    if (!numbers_.empty()) numbers_.emplace(begin.time.time_since_epoch().count(), greatest_);
    return greatest_;
  }
  if (numbers_.empty()) {
    for (std::size_t number = 0; number < begins_.size(); ++number) {
      numbers_.emplace(begins_[number].time.time_since_epoch().count(), number);
    }
  }
  const auto [known, is_new] = numbers_.try_emplace(begin.time.time_since_epoch().count(), begins_.size());
  if (is_new) begins_.push_back(begin);
  return known->second;
}

std::size_t Buckets::of(UnixTime time, std::int16_t author_offset_minutes) {
  const Begin begin = begin_of(time, author_offset_minutes);
  if (begins_.empty() || begin.time != begins_[last_].time) last_ = number_of(begin);
  return last_;
}

std::vector<std::size_t> Buckets::ascending() const {
  std::vector<std::size_t> order(begins_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!are_ascending()) {
    std::sort(order.begin(), order.end(),
              [this](std::size_t a, std::size_t b) { return begins_[a].time < begins_[b].time; });
  }
  return order;
}

model::BucketStart Buckets::start(std::size_t number, const WholeBuckets& whole) const {
  const Begin& begin = begins_[number];
  return {.time = {begin.time.time_since_epoch().count(), begin.offset_minutes},
          .partial = begin.time < whole.from || begin.time >= whole.before};
}

}  // namespace cpsg::history
