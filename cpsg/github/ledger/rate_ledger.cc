#include "cpsg/github/ledger/rate_ledger.h"

#include <algorithm>
#include <cassert>

#include "cpsg/github/ledger/primary_window.h"
#include "cpsg/github/ledger/sliding_minute.h"

namespace cpsg::github::ledger {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Resource kResources[] = {Resource::kRest, Resource::kGraphql};
constexpr milliseconds kAfterRetryAfter{100};
constexpr seconds kAfterReset{1};
constexpr seconds kLongestBlock{30 * 24 * 3600};  // no answer can put an account off for longer

seconds bounded(seconds wait) { return std::clamp(wait, seconds(0), kLongestBlock); }

seconds backoff(const LedgerRules& rules, int refusals) {
  seconds wait = rules.first_backoff;
  for (int i = 1; i < refusals && wait < rules.longest_backoff; ++i) wait *= 2;
  return std::min(wait, rules.longest_backoff);
}

// The one that lasts longer.
void keep_longest(std::optional<Wait>& longest, const std::optional<Wait>& other) {
  if (other && (!longest || other->until > longest->until)) longest = other;
}

}  // namespace

struct RateLedger::Account {
  explicit Account(const LedgerRules& rules)
      : windows{PrimaryWindow(rules.floor_fraction), PrimaryWindow(rules.floor_fraction)}, minute(rules) {}

  [[nodiscard]] PrimaryWindow& window(Resource resource) { return windows[static_cast<std::size_t>(resource)]; }
  [[nodiscard]] const PrimaryWindow& window(Resource resource) const {
    return windows[static_cast<std::size_t>(resource)];
  }

  PrimaryWindow windows[2];
  bool asked[2] = {};
  SlidingMinute minute;
  std::uint32_t in_flight = 0;
  Instant blocked_until = Instant::min();
  int refusals = 0;                     // in a row, that named no time
  Instant refused_at = Instant::min();  // the last of them; what was sent before it says nothing new
};

struct RateLedger::Reservation {
  Account* account;
  RequestCost cost;
  Instant sent_at;
};

RateLedger::RateLedger(LedgerRules rules) : rules_(rules) {}
RateLedger::~RateLedger() = default;

const RateLedger::Account* RateLedger::find(std::string_view account) const {
  const auto found = accounts_.find(account);
  return found == accounts_.end() ? nullptr : found->second.get();
}

std::optional<Wait> RateLedger::required_wait(std::string_view account, const RequestCost& cost, Instant now) const {
  const Account* const known = find(account);
  if (known == nullptr) return std::nullopt;
  std::optional<Wait> longest;
  if (now < known->blocked_until) longest = Wait{known->blocked_until, LimitReason::kBlocked};
  keep_longest(longest, known->window(cost.resource).required_wait(cost.points, headroom(cost.lane), now));
  keep_longest(longest, known->minute.required_wait(cost, now));
  if (known->in_flight >= rules_.concurrent_max) {
    keep_longest(longest, Wait{now + kRecheckInterval, LimitReason::kConcurrency});
  }
  return longest;
}

std::variant<Ticket, Wait> RateLedger::reserve(std::string_view account, const RequestCost& cost, Instant now) {
  if (const auto wait = required_wait(account, cost, now)) return *wait;
  auto found = accounts_.find(account);
  if (found == accounts_.end()) {
    found = accounts_.emplace(std::string(account), std::make_unique<Account>(rules_)).first;
  }
  Account& taken = *found->second;
  const Ticket ticket = next_ticket_++;
  reservations_.emplace(ticket, std::make_unique<Reservation>(Reservation{&taken, cost, now}));
  taken.window(cost.resource).reserve(ticket, cost.points, now);
  taken.asked[static_cast<std::size_t>(cost.resource)] = true;
  taken.minute.reserve(cost);
  ++taken.in_flight;
  return ticket;
}

void RateLedger::settle(Ticket ticket, const Settlement& settlement, Instant now) {
  const auto found = reservations_.find(ticket);
  assert(found != reservations_.end());
  const Reservation sent = *found->second;
  reservations_.erase(found);
  Account& account = *sent.account;
  --account.in_flight;
  std::uint32_t points = settlement.points;
  milliseconds server_time = settlement.server_time;
  if (!settlement.window) {  // without an answer it may have cost what was expected of it
    points = std::max(points, sent.cost.points);
    server_time = std::max(server_time, sent.cost.expected);
  }
  account.minute.settle(sent.cost, points, server_time, now);
  account.window(sent.cost.resource).settle({ticket, sent.cost.points, sent.sent_at}, settlement, now);
  block(account, settlement, sent.sent_at, now);
}

void RateLedger::block(Account& account, const Settlement& settlement, Instant sent_at, Instant now) const {
  const auto wait_until = [&](Instant until) { account.blocked_until = std::max(account.blocked_until, until); };
  if (settlement.retry_after) wait_until(now + bounded(*settlement.retry_after) + kAfterRetryAfter);
  // Requests that were under way together are refused together: that is one refusal. Likewise an answer to what was
  // sent before the refusal does not take it back.
  const bool sent_later = account.refusals == 0 || sent_at > account.refused_at;
  switch (settlement.kind) {
    case Settlement::Kind::kAnswered:
      if (settlement.window && sent_later) account.refusals = 0;
      break;
    case Settlement::Kind::kPrimaryLimit:  // concerns the window alone
      break;
    case Settlement::Kind::kSecondaryLimit:
      if (settlement.retry_after) break;
      if (settlement.window && settlement.window->remaining == 0) {
        wait_until(now + bounded(settlement.window->resets_in) + kAfterReset);
        break;
      }
      if (sent_later) {
        ++account.refusals;
        account.refused_at = now;
      }
      wait_until(now + backoff(rules_, account.refusals));
  }
}

std::uint32_t RateLedger::available(std::string_view account, Resource resource, Lane lane, Instant now) const {
  const Account* const known = find(account);
  if (known == nullptr) return PrimaryWindow(rules_.floor_fraction).available(headroom(lane), now);
  if (now < known->blocked_until) return 0;
  return known->window(resource).available(headroom(lane), now);
}

std::vector<AccountBudget> RateLedger::budgets(Instant now) const {
  std::vector<AccountBudget> all;
  for (const auto& [key, account] : accounts_) {
    for (const Resource resource : kResources) {
      if (!account->asked[static_cast<std::size_t>(resource)]) continue;
      const PrimaryWindow& window = account->window(resource);
      AccountBudget budget;
      budget.account = key;
      budget.resource = resource;
      budget.reserved = window.reserved();
      budget.known = window.known(now);
      budget.limit = window.limit();
      budget.floor = window.floor();
      if (budget.known) {
        budget.remaining = window.remaining();
        budget.resets_in = std::chrono::ceil<seconds>(std::max(window.reset() - now, Instant::duration(0)));
      }
      const Instant blocked_until = std::max(account->blocked_until, window.closed_until());
      if (now < blocked_until) budget.blocked_for = std::chrono::ceil<seconds>(blocked_until - now);
      all.push_back(std::move(budget));
    }
  }
  return all;
}

}  // namespace cpsg::github::ledger
