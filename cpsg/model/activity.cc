#include "cpsg/model/activity.h"

#include <cassert>
#include <chrono>

#include "cpsg/base/error.h"
#include "cpsg/base/varint.h"

// Packed hours: a version byte, then for each hour the distance to the hour before it (to -1 for the first), a byte
// that says which of the eight counters are not zero (the four of `all` from bit 0, the four of `on_default` from bit
// 4), and those counters. All numbers are varints.

namespace cpsg::model {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::int64_t kHoursPerLeapYear = 366 * 24;
constexpr std::size_t kCounters = 2 * ActivityCounts::kKinds;

using Counters = std::array<std::uint32_t, kCounters>;

Counters flatten(const ActivityCounts& counts) {
  Counters flat{};
  std::copy(counts.all.begin(), counts.all.end(), flat.begin());
  std::copy(counts.on_default.begin(), counts.on_default.end(), flat.begin() + ActivityCounts::kKinds);
  return flat;
}

ActivityCounts unflatten(const Counters& flat) {
  ActivityCounts counts;
  std::copy(flat.begin(), flat.begin() + ActivityCounts::kKinds, counts.all.begin());
  std::copy(flat.begin() + ActivityCounts::kKinds, flat.end(), counts.on_default.begin());
  return counts;
}

[[noreturn]] void throw_corrupt() { throw Error(ErrorCode::kStoreCorrupt, "the stored activity of a year is damaged"); }

std::uint64_t read_number(std::span<const std::uint8_t>& bytes, std::uint64_t low, std::uint64_t high) {
  std::uint64_t value = 0;
  if (!read_varint(bytes, value) || value < low || value > high) throw_corrupt();
  return value;
}

Counters read_counters(std::span<const std::uint8_t>& bytes) {
  if (bytes.empty()) throw_corrupt();
  const std::uint8_t used = bytes.front();
  bytes = bytes.subspan(1);
  Counters flat{};
  for (std::size_t i = 0; i < kCounters; ++i) {
    if (((used >> i) & 1) != 0) flat[i] = static_cast<std::uint32_t>(read_number(bytes, 1, UINT32_MAX));
  }
  return flat;
}

std::chrono::sys_days first_day_of(std::chrono::year year) {
  return std::chrono::sys_days(year / std::chrono::January / 1);
}

}  // namespace

UtcHour utc_hour(UnixTime time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year year = std::chrono::year_month_day(day).year();
  const auto hours = std::chrono::floor<std::chrono::hours>(time - first_day_of(year));
  return {static_cast<int>(year), static_cast<std::uint16_t>(hours.count())};
}

UnixTime start_of(const UtcHour& hour) {
  return first_day_of(std::chrono::year(hour.year)) + std::chrono::hours(hour.hour_of_year);
}

std::vector<std::uint8_t> pack_activity(const std::vector<ActivityHour>& hours) {
  std::vector<std::uint8_t> bytes{kVersion};
  std::int64_t previous = -1;
  for (const ActivityHour& hour : hours) {
    assert(hour.hour_of_year > previous && hour.hour_of_year < kHoursPerLeapYear);
    append_varint(bytes, static_cast<std::uint64_t>(hour.hour_of_year - previous));
    previous = hour.hour_of_year;
    const Counters flat = flatten(hour.counts);
    unsigned used = 0;
    for (std::size_t i = 0; i < kCounters; ++i) used |= (flat[i] != 0 ? 1U : 0U) << i;
    bytes.push_back(static_cast<std::uint8_t>(used));
    for (const std::uint32_t count : flat) {
      if (count != 0) append_varint(bytes, count);
    }
  }
  return bytes;
}

std::vector<ActivityHour> unpack_activity(std::span<const std::uint8_t> bytes) {
  if (bytes.empty() || bytes.front() != kVersion) throw_corrupt();
  bytes = bytes.subspan(1);
  std::vector<ActivityHour> hours;
  constexpr std::size_t kLeastBytesAnHour = 3;
  hours.reserve(std::min<std::size_t>(bytes.size() / kLeastBytesAnHour, kHoursPerLeapYear));
  std::int64_t previous = -1;
  while (!bytes.empty()) {
    const std::uint64_t most = static_cast<std::uint64_t>(kHoursPerLeapYear - 1 - previous);
    previous += static_cast<std::int64_t>(read_number(bytes, 1, most));
    hours.push_back({static_cast<std::uint16_t>(previous), unflatten(read_counters(bytes))});
  }
  return hours;
}

}  // namespace cpsg::model
