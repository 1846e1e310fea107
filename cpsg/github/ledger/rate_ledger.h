// The budgets of the accounts that ask GitHub, and the rules by which they are spent: reserve before sending, settle by
// the answer's headers. No I/O, no waiting, no lock: rate_gate.h adds those.
//
// An account is whoever GitHub counts together: all tokens of a user, one installation of an App, the anonymous of an
// address. Per account and resource: primary points in a window whose end the headers tell; points in a sliding minute;
// requests at once; server seconds in a sliding minute. What GitHub counts in a window is known only from its answers:
// before the first answer, and after a window's end, one request goes alone and learns.
//
// Source: GitHub's "Rate limits for the REST API" and "Rate limits and query limits for the GraphQL API".
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/github/ledger/rules.h"

namespace cpsg::github::ledger {

class RateLedger {
 public:
  explicit RateLedger(LedgerRules rules);
  ~RateLedger();

  // Grants a request of the account, or says how long it has to wait at least.
  [[nodiscard]] std::variant<Ticket, Wait> reserve(std::string_view account, const RequestCost& cost, Instant now);
  // What reserve() would say; nothing where it would grant.
  [[nodiscard]] std::optional<Wait> required_wait(std::string_view account, const RequestCost& cost, Instant now) const;
  // Every ticket is settled once.
  void settle(Ticket ticket, const Settlement& settlement, Instant now);
  // Points of `resource` that may still be spent in this window by the lane: none while nothing may be sent; unknown
  // windows count as whole.
  [[nodiscard]] std::uint32_t available(std::string_view account, Resource resource, Lane lane, Instant now) const;
  [[nodiscard]] std::vector<AccountBudget> budgets(Instant now) const;

 private:
  struct Account;
  struct Reservation;
  [[nodiscard]] const Account* find(std::string_view account) const;
  [[nodiscard]] double headroom(Lane lane) const { return rules_.headroom[static_cast<std::size_t>(lane)]; }
  // What the settlement asks the whole account to wait for.
  void block(Account& account, const Settlement& settlement, Instant sent_at, Instant now) const;

  const LedgerRules rules_;
  std::map<std::string, std::unique_ptr<Account>, std::less<>> accounts_;
  std::map<Ticket, std::unique_ptr<Reservation>> reservations_;
  Ticket next_ticket_ = 1;
};

}  // namespace cpsg::github::ledger
