// The budgets of the accounts that use GitHub's API, and the rules by which they are spent: reserve before a request is
// sent, settle by the response's headers.
//
//   const auto granted = ledger.reserve("user-alice", {.points = 1}, now);   // a Ticket, or a Wait
//   ledger.settle(std::get<Ticket>(granted), settlement, now);
//
// An account is what GitHub counts together: all tokens of a user, one installation of an App, or all anonymous
// requests of an address. Each account and resource has: primary points in a window whose end the headers say; points
// in a sliding minute; requests at once; server time in a sliding minute. What is left of a window is known only from
// responses: before the first one, and after a window's end, one request goes alone and learns it.
//
// Time is a parameter, which never goes back. No I/O, no waiting, no lock: rate_gate.h adds those.
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

  // Grants a request of the account, or says how long it has to wait at least. A ticket must be settled once.
  [[nodiscard]] std::variant<Ticket, Wait> reserve(std::string_view account, const RequestCost& cost, Instant now);
  // What reserve() would say; nothing where it would grant.
  [[nodiscard]] std::optional<Wait> required_wait(std::string_view account, const RequestCost& cost, Instant now) const;
  void settle(Ticket ticket, const Settlement& settlement, Instant now);
  // Points that the lane may still spend in this window: 0 while nothing may be sent; a window that is not known yet
  // counts as full.
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
