// How many things each kind of query asks for at present, shared by all threads.
//
//   request.cost = sizes.cost(wire::QueryKind::kProbe, ids.size(), call.lane);
//   sizes.answered(wire::QueryKind::kProbe, ids.size(), response.answer.waited);
//
// Safe to call from several threads at once. batch_size.h says how a size is learned.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <mutex>

#include "cpsg/github/client/batch_size.h"
#include "cpsg/github/ledger/rules.h"
#include "cpsg/github/wire/queries.h"

namespace cpsg::github::client {

class QuerySizes {
 public:
  [[nodiscard]] std::size_t size(wire::QueryKind kind) const {
    const std::scoped_lock lock(mutex_);
    return of(kind).size();
  }
  void answered(wire::QueryKind kind, std::size_t asked, std::chrono::milliseconds server_time) {
    const std::scoped_lock lock(mutex_);
    of(kind).answered(asked, server_time);
  }
  bool failed(wire::QueryKind kind, std::size_t asked) {
    const std::scoped_lock lock(mutex_);
    return of(kind).failed(asked);
  }
  void restore(wire::QueryKind kind) {
    const std::scoped_lock lock(mutex_);
    of(kind).restore();
  }
  // What a query for `asked` things takes out of the budget.
  [[nodiscard]] ledger::RequestCost cost(wire::QueryKind kind, std::size_t asked, ledger::Lane lane) const {
    const std::scoped_lock lock(mutex_);
    return {lane, ledger::Resource::kGraphql, wire::points_of(kind, asked), of(kind).expected(asked)};
  }

 private:
  [[nodiscard]] BatchSize& of(wire::QueryKind kind) { return sizes_[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] const BatchSize& of(wire::QueryKind kind) const { return sizes_[static_cast<std::size_t>(kind)]; }

  mutable std::mutex mutex_;
  // In the order of QueryKind.
  std::array<BatchSize, 10> sizes_ = {
      BatchSize({.least = 1, .start = 100, .most = 100}),  // probe
      BatchSize({.least = 1, .start = 25, .most = 100}),   // repositories
      BatchSize({.least = 1, .start = 25, .most = 100}),   // repositories by name
      BatchSize({.least = 1, .start = 50, .most = 50}),    // pulls
      BatchSize({.least = 1, .start = 100, .most = 100}),  // pull handles
      BatchSize({.least = 1, .start = 50, .most = 50}),    // pulls by number
      BatchSize({.least = 1, .start = 100, .most = 100}),  // commits
      BatchSize({.least = 1, .start = 1, .most = 1}),      // audit
      BatchSize({.least = 1, .start = 1, .most = 1}),      // viewer
      BatchSize({.least = 1, .start = 100, .most = 100}),  // releases
  };
};
static_assert(static_cast<std::size_t>(wire::QueryKind::kReleases) == 9);

}  // namespace cpsg::github::client
