// Zones of clocks: how local time follows from UTC, with daylight saving.
//
//   const std::optional<TimeZone> zone = TimeZone::find("Europe/Berlin");
//   if (zone) local = zone->local(now);
//
// A zone is `UTC`, `Z`, an offset such as `+05:30`, or a name of the system's zone database (IANA), spelled as there.
// The database is Debian's tzdata, which knows all changes up to 2037; later ones are not foreseen. Local time is what
// a clock shows: around a change of the clocks it skips some times and shows others twice.
//
// A value: copies share what was read of the database, which never changes. Threads: all functions may be called from
// several threads at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"

namespace cpsg {

using LocalTime = std::chrono::local_seconds;

class TimeZone {
 public:
  // A stretch of time in which the clocks keep one offset from UTC.
  struct Span {
    UnixTime begin;
    UnixTime end;
    std::chrono::seconds offset{0};
  };

  TimeZone();                                                        // UTC
  [[nodiscard]] static TimeZone fixed(std::int16_t offset_minutes);  // within (-24 h, 24 h)
  // Nothing for texts that name no zone, be they what they may. Throws Error(kInternal) where the system has no zone
  // database.
  [[nodiscard]] static std::optional<TimeZone> find(std::string_view text);

  // `Europe/Berlin`, `+05:30`, `UTC`.
  [[nodiscard]] const std::string& name() const { return data_->name; }
  // All of time, ascending; neighbours have different offsets.
  [[nodiscard]] std::span<const Span> spans() const { return data_->spans; }
  [[nodiscard]] const Span& span_at(UnixTime time) const;

  [[nodiscard]] LocalTime local(UnixTime time) const {
    return LocalTime(time.time_since_epoch() + span_at(time).offset);
  }
  // The first moment at which the clocks show that time or a later one: a midnight that does not exist is the moment at
  // which the clocks were moved past it, and of one that comes twice it is the first.
  [[nodiscard]] UnixTime first_at(LocalTime local) const;

 private:
  struct Data {
    std::string name;
    std::vector<Span> spans;
  };

  explicit TimeZone(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  static std::shared_ptr<const Data> data_of_offset(std::string name, std::chrono::seconds offset);
  static std::shared_ptr<const Data> read_data(const std::string& name);

  std::shared_ptr<const Data> data_;
};

// Minutes east of UTC, from `UTC`, `Z` or `±HH:MM` (below 24 hours); nothing for other texts.
[[nodiscard]] std::optional<std::int16_t> offset_from_text(std::string_view text);

// A zone's name that was probably meant: the same in other case, or the text as the last part of a name ("berlin").
[[nodiscard]] std::optional<std::string> similar_zone_name(std::string_view text);

}  // namespace cpsg
