// How many things one query asks for, learned from how long GitHub takes: halved where GitHub answered that many only
// in parts and when a response took too long, grown back step by step while responses are quick. A thing that fails
// also alone says nothing of the size.
//
//   BatchSize size({.least = 1, .start = 25, .most = 100});
//   size.answered(size.size(), server_time);
//
// Not synchronised: one thread at a time. Source: GitHub's "Rate limits and query limits for the GraphQL API"
// (timeouts).
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

class BatchSize {
 public:
  explicit BatchSize(BatchBounds bounds);
  [[nodiscard]] std::size_t size() const { return size_; }
  // `asked`: how many were in the query.
  void answered(std::size_t asked, std::chrono::milliseconds server_time);
  // The query failed for its size, as far as known. False: it was at the least already, so that was not the reason.
  bool failed(std::size_t asked);
  // What failed was no matter of size: at least as many as in the beginning.
  void restore();
  // The server time to expect of a query for `asked` things.
  [[nodiscard]] std::chrono::milliseconds expected(std::size_t asked) const;

 private:
  BatchBounds bounds_;
  std::size_t size_;
  std::size_t quick_in_a_row_ = 0;
  double ms_each_ = 0;  // moving average; 0: none yet
};

}  // namespace cpsg::github::client
