// On whose behalf a call to GitHub is made, how long it may wait, and what it spent.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "cpsg/github/ledger/rules.h"

namespace cpsg::github::client {

// What was spent; callers add up.
struct Spent {
  std::uint64_t rest_requests = 0;
  std::uint64_t graphql_requests = 0;
  std::uint64_t rest_bytes = 0;
  std::uint64_t graphql_bytes = 0;
  double rest_points = 0;
  double graphql_points = 0;

  Spent& operator+=(const Spent& other);
  // Of several that share it.
  [[nodiscard]] Spent share(std::size_t among) const;
};

// On whose behalf, and with how much patience.
struct Call {
  ledger::Lane lane = ledger::Lane::kRefresh;
  std::chrono::milliseconds max_wait{0};  // for budget; beyond: Error(kRateLimited)
  const std::atomic<bool>* cancelled = nullptr;
  Spent* spent = nullptr;  // grows however the call ends; may be null
};

}  // namespace cpsg::github::client
