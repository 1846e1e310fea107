// How a call of the client may be made: in which lane, how long it may wait for budget, and where its costs are added.
//
//   Spent spent;
//   client.probe(node_ids, owners, {.lane = ledger::Lane::kRefresh, .max_wait = 30s, .spent = &spent});
//
// Plain values. What Call points to outlives the call; one Spent may be shared by calls of several threads of one
// client.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "cpsg/github/ledger/rules.h"

namespace cpsg::github::client {

struct Spent {
  std::uint64_t rest_requests = 0;
  std::uint64_t graphql_requests = 0;
  std::uint64_t rest_bytes = 0;
  std::uint64_t graphql_bytes = 0;
  double rest_points = 0;
  double graphql_points = 0;

  Spent& operator+=(const Spent& other);
  // An equal part of it for each of `among` things.
  [[nodiscard]] Spent share(std::size_t among) const;
};

struct Call {
  ledger::Lane lane = ledger::Lane::kRefresh;
  std::chrono::milliseconds max_wait{0};  // for budget; Error(kRateLimited) where it would take longer
  const std::atomic<bool>* cancelled = nullptr;
  Spent* spent = nullptr;  // is added to, however the call ends; may be null
};

}  // namespace cpsg::github::client
