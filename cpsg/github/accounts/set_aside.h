// How long something that was refused is left alone: a minute, then twice as long with every further refusal, an hour
// at most. One success ends it.
//
//   SetAside pause;
//   pause.refused(now);                 // until now + 1 min
//   if (!pause.holds(now)) try_again();
//
// A value; whoever holds it guards it. `now` is the time of day; a clock that is set back ends the pause.
#pragma once

#include <algorithm>
#include <chrono>

#include "cpsg/base/clock.h"

namespace cpsg::github::accounts {

inline constexpr std::chrono::seconds kFirstSetAside{60};
inline constexpr std::chrono::seconds kLongestSetAside{3'600};

class SetAside {
 public:
  // Refusals that come while it holds are those of requests that were on their way, and change nothing.
  void refused(UnixTime now) {
    if (holds(now)) return;
    length_ = length_ == std::chrono::seconds(0) ? kFirstSetAside : std::min(2 * length_, kLongestSetAside);
    until_ = now + length_;
  }
  [[nodiscard]] bool holds(UnixTime now) const { return now < until_ && until_ - now <= length_; }
  [[nodiscard]] UnixTime until() const { return until_; }

 private:
  std::chrono::seconds length_{0};
  UnixTime until_{};
};

}  // namespace cpsg::github::accounts
