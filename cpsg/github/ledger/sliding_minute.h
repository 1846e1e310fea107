// What an account has spent within the last minute: points of each resource, and server time.
//
//   if (!minute.required_wait(cost, now)) minute.reserve(cost);
//   minute.settle(cost, points, server_time, now);
//
// Time is a parameter. One thread uses an object.
//
// GitHub counts a request at some moment between its sending and its answer. So one in flight counts as long as it is,
// with the server time that is expected of it, and a settled one for a minute from its answer, with the real time.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

#include "cpsg/base/clock.h"
#include "cpsg/github/ledger/rules.h"

namespace cpsg::github::ledger {

class SlidingMinute {
 public:
  explicit SlidingMinute(const LedgerRules& rules) : rules_(&rules) {}

  // A request that costs more than a whole minute allows goes when nothing else is counted. What only the settlement of
  // something in flight can clear is kConcurrency.
  [[nodiscard]] std::optional<Wait> required_wait(const RequestCost& cost, Instant now) const;
  void reserve(const RequestCost& cost);
  void settle(const RequestCost& cost, std::uint32_t points, std::chrono::milliseconds server_time, Instant now);

  // By resource.
  struct Load {
    std::uint64_t points[2] = {};
    std::chrono::milliseconds time[2] = {};

    Load& operator+=(const Load& other);
    Load& operator-=(const Load& other);
  };
  // What a request counts as, before and after it is answered.
  [[nodiscard]] static Load load_of(Resource resource, std::uint32_t points, std::chrono::milliseconds time);
  [[nodiscard]] const Load& in_flight() const { return in_flight_; }

 private:
  struct Entry {
    Instant leaves_at;
    Load load;
  };
  [[nodiscard]] bool fits(const Load& load, const RequestCost& cost) const;

  const LedgerRules* rules_;
  Load in_flight_;
  Load settled_;  // the sum of entries_
  std::deque<Entry> entries_;
};

}  // namespace cpsg::github::ledger
