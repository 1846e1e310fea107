// The way through the ledger for threads: waits until an account may send, earlier lanes first.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/github/ledger/rate_ledger.h"

namespace cpsg::github::ledger {

// The source of `now`; a test's own where it must not wait.
using InstantSource = Instant (*)();

class RateGate;

// The right to send one request as `account()`. Settled by settle(), or by its destructor as a request without answer.
class Permit {
 public:
  Permit(Permit&& other) noexcept;
  Permit& operator=(Permit&&) = delete;
  ~Permit();
  [[nodiscard]] const std::string& account() const { return account_; }
  void settle(const Settlement& settlement);

 private:
  friend class RateGate;
  Permit(RateGate* gate, std::string account, Ticket ticket);
  RateGate* gate_;
  std::string account_;
  Ticket ticket_;
};

// Outlives its permits.
class RateGate {
 public:
  explicit RateGate(LedgerRules rules, InstantSource now = &std::chrono::steady_clock::now);
  ~RateGate();

  // Blocks until one of `accounts` (keys) grants the ask: of those that do, the one with most left; among equals, the
  // first named. For each account, waiters go by lane, then in the order in which they came; only one that waits for
  // points of the other resource is passed. Throws Error(kRateLimited) with retry_after at once when it is certain to
  // take longer than `max_wait`, naming the account and what is used up, or half a minute after `max_wait` when it
  // waited for other requests to end; Error(kCancelled). `accounts` must not be empty.
  [[nodiscard]] Permit acquire(std::span<const std::string> accounts, const Ask& ask,
                               std::chrono::milliseconds max_wait, const std::atomic<bool>* cancelled);
  [[nodiscard]] std::vector<AccountBudget> budgets() const;
  [[nodiscard]] std::uint32_t available(std::string_view account, Resource resource, Lane lane) const;

 private:
  friend class Permit;
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::github::ledger
