// The hours in which work that can wait may be done.
//
//   const OffPeak hours = OffPeak::parse("22:00-06:00");
//   if (hours.contains(now)) enrich();
//
// A value; all times are UTC, to the minute.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"

namespace cpsg::schedule {

class OffPeak {
 public:
  // Always.
  OffPeak() = default;
  // "22:00-06:00", the end not included, over midnight or not; "" is always. Throws Error(kConfigInvalid) for any other
  // text, and where begin and end are the same.
  static OffPeak parse(std::string_view text);

  [[nodiscard]] bool contains(UnixTime now) const;
  // The first time after `now` at which contains() says something else; nothing where it never does.
  [[nodiscard]] std::optional<UnixTime> changes_at(UnixTime now) const;
  // As parse() takes it.
  [[nodiscard]] std::string text() const;

 private:
  std::chrono::minutes begin_{0};
  std::chrono::minutes end_{0};  // equal: always
};

}  // namespace cpsg::schedule
