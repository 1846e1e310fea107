// For tests of the ledger: a ledger with the time that the test sets, and settlements by what GitHub said.
//
//   TestLedger test;
//   test.spend(answer(5'000, 4'999, seconds(3'600)));
//   test.now += seconds(1);
#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <optional>
#include <string_view>
#include <variant>

#include "cpsg/github/ledger/rate_ledger.h"

namespace cpsg::github::ledger {

inline constexpr Instant kBegin = Instant(std::chrono::hours(1000));

inline Settlement answer(std::uint32_t limit, std::uint32_t remaining, std::chrono::seconds resets_in,
                         std::uint32_t points = 1) {
  Settlement settlement;
  settlement.window = WindowReport{limit, remaining, resets_in};
  settlement.points = points;
  return settlement;
}
// From a server that says nothing of limits.
inline Settlement without_limits() {
  Settlement settlement;
  settlement.unlimited = true;
  settlement.points = 1;
  return settlement;
}
// Refused, for the window has nothing left.
inline Settlement primary(std::optional<WindowReport> window = std::nullopt) {
  Settlement settlement;
  settlement.window = window;
  settlement.kind = Settlement::Kind::kPrimaryLimit;
  return settlement;
}
// Refused for another limit.
inline Settlement secondary(std::optional<std::chrono::seconds> retry_after = std::nullopt) {
  Settlement settlement = answer(5'000, 4'000, std::chrono::hours(1));
  settlement.kind = Settlement::Kind::kSecondaryLimit;
  settlement.retry_after = retry_after;
  return settlement;
}

struct TestLedger {
  explicit TestLedger(const LedgerRules& rules = {}) : ledger(rules) {}

  // Fails the test unless it is granted.
  Ticket take(const RequestCost& cost = {}, std::string_view account = "a") {
    const auto outcome = ledger.reserve(account, cost, now);
    if (const auto* ticket = std::get_if<Ticket>(&outcome)) return *ticket;
    ADD_FAILURE() << "not granted: required_wait " << static_cast<int>(std::get<Wait>(outcome).reason);
    return 0;
  }
  // Fails the test if it is granted.
  Wait refused(const RequestCost& cost = {}, std::string_view account = "a") {
    const auto outcome = ledger.reserve(account, cost, now);
    if (const auto* wait = std::get_if<Wait>(&outcome)) return *wait;
    ADD_FAILURE() << "granted";
    return {};
  }
  bool may(const RequestCost& cost = {}, std::string_view account = "a") const {
    return !ledger.required_wait(account, cost, now);
  }
  void settle(Ticket ticket, const Settlement& settlement) { ledger.settle(ticket, settlement, now); }
  // One request from beginning to end.
  void spend(const Settlement& settlement, const RequestCost& cost = {}, std::string_view account = "a") {
    settle(take(cost, account), settlement);
  }
  std::uint32_t available(Lane lane = Lane::kInteractive) const {
    return ledger.available("a", Resource::kGraphql, lane, now);
  }

  RateLedger ledger;
  Instant now = kBegin;
};

// A rule book without headroom and floor, for tests of something else.
inline LedgerRules plain_rules() {
  LedgerRules rules;
  rules.floor_fraction = 0;
  for (double& share : rules.headroom) share = 0;
  return rules;
}

}  // namespace cpsg::github::ledger
