// How many things one query asks for, learned per query from how long GitHub took: halved after a 502, 504 or
// RESOURCE_LIMITS_EXCEEDED and when an answer took too long, grown back step by step while answers are quick.
#pragma once

#include <chrono>
#include <cstddef>

namespace cpsg::github::client {

struct BatchBounds {
  std::size_t least = 1;
  std::size_t start = 25;
  std::size_t most = 100;
};

// GitHub ends a query after 10 s.
inline constexpr std::chrono::milliseconds kBatchTooSlow{7'000};
inline constexpr std::chrono::milliseconds kBatchQuick{4'000};
inline constexpr std::size_t kBatchQuickInARow = 3;  // before it grows by a quarter

// Not synchronised.
class BatchSize {
 public:
  explicit BatchSize(BatchBounds bounds);
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t least() const { return bounds_.least; }
  // `asked`: how many were in the query.
  void answered(std::size_t asked, std::chrono::milliseconds server_time);
  // False: already at the least; it was not the size.
  bool failed(std::size_t asked);
  // Server time to expect of a query for that many.
  [[nodiscard]] std::chrono::milliseconds expected(std::size_t asked) const;

 private:
  BatchBounds bounds_;
  std::size_t size_;
  std::size_t quick_in_a_row_ = 0;
  double ms_each_ = 0;  // moving average; 0: none yet
};

}  // namespace cpsg::github::client
