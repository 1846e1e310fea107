// The hours in which work that can wait may be done.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"

namespace cpsg::schedule {

class OffPeak {
 public:
  // Always.
  OffPeak() = default;
  // "22:00-06:00" in UTC, the end not included, over midnight or not; "" is always. Throws Error(kConfigInvalid).
  static OffPeak parse(std::string_view text);

  [[nodiscard]] bool contains(UnixTime now) const;
  // `now` while inside, else when it begins.
  [[nodiscard]] UnixTime next_begin(UnixTime now) const;
  [[nodiscard]] std::string text() const;

 private:
  std::chrono::minutes begin_{0};
  std::chrono::minutes end_{0};  // equal: always
};

}  // namespace cpsg::schedule
