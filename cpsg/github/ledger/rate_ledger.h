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
// Where several processes share the accounts, a request is also covered by a slice of the account's budget. A wait for
// kSlice asks to draw one: begin_draw(), the source's draw(), finish_draw().
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
#include "cpsg/coordination/budget_source.h"
#include "cpsg/github/ledger/rules.h"

namespace cpsg::github::ledger {

class RateLedger {
 public:
  // `shared`: slices have to be drawn.
  explicit RateLedger(LedgerRules rules, bool shared = false);
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

  // What all processes together may use.
  [[nodiscard]] coordination::AccountLimits limits() const;
  // Without a cost, everything that is not in flight is given back. Until finish_draw() nothing of the account begins.
  [[nodiscard]] coordination::DrawRequest begin_draw(std::string_view account, const std::optional<RequestCost>& cost,
                                                     Instant now);
  void finish_draw(std::string_view account, const coordination::DrawRequest& request,
                   const std::optional<coordination::Slice>& slice, const std::optional<RequestCost>& cost,
                   Instant now);
  // What BudgetSource::revision() says.
  void note_revision(std::uint64_t revision);
  // Whether the others have to hear something of the account at once.
  [[nodiscard]] bool has_news(std::string_view account) const;
  // Whether the others learned something, or wait for what is held.
  [[nodiscard]] bool is_outdated(std::string_view account) const;
  // Whether a slice is held while nothing is in flight.
  [[nodiscard]] bool holds_idle_slice(std::string_view account) const;

 private:
  struct Account;
  struct Reservation;
  [[nodiscard]] const Account* find(std::string_view account) const;
  [[nodiscard]] Account& find_or_make(std::string_view account);
  [[nodiscard]] double headroom(Lane lane) const { return rules_.headroom[static_cast<std::size_t>(lane)]; }
  // What the settlement asks the whole account to wait for.
  void block(Account& account, const Settlement& settlement, Instant sent_at, Instant now) const;

  const LedgerRules rules_;
  const bool shared_;
  std::map<std::string, std::unique_ptr<Account>, std::less<>> accounts_;
  std::map<Ticket, std::unique_ptr<Reservation>> reservations_;
  Ticket next_ticket_ = 1;
};

}  // namespace cpsg::github::ledger
