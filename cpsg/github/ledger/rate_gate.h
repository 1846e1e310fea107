// Where threads wait for their share of the rate limits: an account that may send, earlier lanes first.
//
//   Permit permit = gate.acquire(account_keys, {.lane = Lane::kRefresh, .points = 1}, 30s, &stopped);
//   permit.settle(settlement);  // by what the response said
//
// The rules are those of rate_ledger.h; the gate adds the lock, the line and the waiting. With a budget source it draws
// slices of budgets that other processes use too, never under its lock, and gives them back when nothing of the account
// is in flight and nobody waits. Safe to call from several threads at once. Permits belong to one thread at a time and
// must not outlive the gate.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "cpsg/base/waitable_clock.h"
#include "cpsg/coordination/budget_source.h"
#include "cpsg/github/ledger/rate_ledger.h"

namespace cpsg::github::ledger {

class RateGate;

// The right to send one request as `account()`. Settled once: by settle(), or by its destructor as a request that got
// no response.
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

class RateGate {
 public:
  // `clock` and `source` outlive the gate. Without a source no other process is thought of.
  explicit RateGate(LedgerRules rules, WaitableClock& clock = machine_clock(),
                    coordination::BudgetSource* source = nullptr);
  ~RateGate();

  // Blocks until one of the accounts may send a request of this cost: of those that may, the one with most points
  // left; among equals, the first named. `accounts` holds at least one key. For each account, waiters go by lane, then
  // in the order in which they came; only one that waits for points of the other resource is passed.
  // Throws Error(kRateLimited), which names the account and what is used up: at once when the wait is certain to take
  // longer than `max_wait`, with retry_after; half a minute after `max_wait` when it waited for other requests to end.
  // Throws Error(kCancelled) when `cancelled`, which may be null, turns true.
  [[nodiscard]] Permit acquire(std::span<const std::string> accounts, const RequestCost& cost,
                               std::chrono::milliseconds max_wait, const std::atomic<bool>* cancelled);
  // As RateLedger.
  [[nodiscard]] std::vector<AccountBudget> budgets() const;
  [[nodiscard]] std::uint32_t available(std::string_view account, Resource resource, Lane lane) const;

 private:
  friend class Permit;
  class Impl;
  [[nodiscard]] Permit wait_in_line(std::unique_lock<std::mutex>& lock, std::span<const std::string> accounts,
                                    const RequestCost& cost, std::chrono::milliseconds max_wait,
                                    const std::atomic<bool>* cancelled);
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::github::ledger
