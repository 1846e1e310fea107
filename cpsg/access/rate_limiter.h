// How often each of many subjects may do something a minute. No I/O: time is a parameter.
//
//   RateLimiter limiter(600, 16'384);
//   const Turn turn = limiter.take("203.0.113.9", now);
//   if (!turn.allowed) wait(turn.retry_after);
//
// Each subject has a bucket of as many turns as it may take a minute, which fills evenly. The table is bounded: beyond
// that the subject that was seen the longest ago is forgotten, and has a full bucket when it comes again. One thread at
// a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

#include "cpsg/base/clock.h"

namespace cpsg::access {

struct Turn {
  bool allowed = true;
  std::uint32_t remaining = 0;          // turns that are left in the bucket
  std::chrono::seconds full_in{0};      // until the bucket is full again, rounded up
  std::chrono::seconds retry_after{0};  // until the next turn, rounded up; 0 where there is one now
};

class RateLimiter {
 public:
  // `per_minute` is at least 1.
  RateLimiter(std::uint32_t per_minute, std::size_t subjects_max);

  // Takes a turn if there is one.
  Turn take(std::string_view subject, Instant now);
  // The same without taking it.
  [[nodiscard]] Turn look(std::string_view subject, Instant now) const;

  [[nodiscard]] std::uint32_t per_minute() const { return per_minute_; }
  [[nodiscard]] std::size_t subjects() const { return by_subject_.size(); }

 private:
  struct Bucket {
    std::string subject;
    Instant full_at;
  };

  [[nodiscard]] Turn turn_at(Instant full_at, Instant now) const;
  void remember(std::string_view subject, Instant full_at);

  const std::uint32_t per_minute_;
  const std::chrono::nanoseconds interval_;  // in which one turn comes back
  const std::size_t subjects_max_;
  std::list<Bucket> buckets_;  // the one seen last is first
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_subject_;
};

}  // namespace cpsg::access
