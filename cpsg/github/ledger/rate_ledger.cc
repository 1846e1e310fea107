#include "cpsg/github/ledger/rate_ledger.h"

#include <algorithm>
#include <cassert>

#include "cpsg/github/ledger/account_slice.h"
#include "cpsg/github/ledger/primary_window.h"
#include "cpsg/github/ledger/sliding_minute.h"

namespace cpsg::github::ledger {
namespace {

using coordination::Amounts;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Resource kResources[] = {Resource::kRest, Resource::kGraphql};
constexpr milliseconds kAfterRetryAfter{100};
constexpr std::uint32_t kPartOfPlacesAhead = 12;  // is drawn beyond what is needed now
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

  // What a request counts as beside others. A resource without limits counts its places alone.
  [[nodiscard]] Amounts amounts_of(Resource resource, std::uint32_t points, milliseconds time) const {
    Amounts amounts{.places = 1};
    if (window(resource).unlimited()) return amounts;
    const auto index = static_cast<std::size_t>(resource);
    const SlidingMinute::Load load = SlidingMinute::load_of(resource, points, time);
    amounts.window_points[index] = points;
    amounts.minute_points[index] = static_cast<std::uint32_t>(load.points[index]);
    amounts.server_time[index] = load.time[index];
    return amounts;
  }
  [[nodiscard]] Amounts amounts_of(const RequestCost& cost) const {
    return amounts_of(cost.resource, cost.points, cost.expected);
  }
  [[nodiscard]] Amounts committed() const {
    Amounts amounts{.places = in_flight};
    for (std::size_t i = 0; i < std::size(windows); ++i) {
      if (windows[i].unlimited()) continue;
      amounts.window_points[i] = windows[i].committed();
      amounts.minute_points[i] = static_cast<std::uint32_t>(minute.in_flight().points[i]);
      amounts.server_time[i] = minute.in_flight().time[i];
    }
    return amounts;
  }
  [[nodiscard]] coordination::AccountFacts facts() const {
    return {.windows = {windows[0].facts(), windows[1].facts()},
            .blocked_until = blocked_until,
            .refused_at = refused_at,
            .refusals = refusals};
  }
  void merge(const coordination::AccountFacts& theirs) {
    coordination::AccountFacts merged = facts();
    coordination::merge(merged, theirs);
    for (std::size_t i = 0; i < std::size(windows); ++i) windows[i].merge(theirs.windows[i]);
    blocked_until = merged.blocked_until;
    refused_at = merged.refused_at;
    refusals = merged.refusals;
  }

  PrimaryWindow windows[2];
  AccountSlice slice;
  bool asked[2] = {};
  std::uint64_t spent[2] = {};
  SlidingMinute minute;
  std::uint32_t in_flight = 0;
  Instant blocked_until = Instant::min();
  std::int32_t refusals = 0;            // in a row, that named no time
  Instant refused_at = Instant::min();  // the last of them; what was sent before it says nothing new
};

struct RateLedger::Reservation {
  Account* account;
  RequestCost cost;
  Instant sent_at;
};

RateLedger::RateLedger(LedgerRules rules, bool shared) : rules_(rules), shared_(shared) {}
RateLedger::~RateLedger() = default;

const RateLedger::Account* RateLedger::find(std::string_view account) const {
  const auto found = accounts_.find(account);
  return found == accounts_.end() ? nullptr : found->second.get();
}

RateLedger::Account& RateLedger::find_or_make(std::string_view account) {
  auto found = accounts_.find(account);
  if (found == accounts_.end()) {
    found = accounts_.emplace(std::string(account), std::make_unique<Account>(rules_)).first;
  }
  return *found->second;
}

std::optional<Wait> RateLedger::required_wait(std::string_view account, const RequestCost& cost, Instant now) const {
  const Account* const known = find(account);
  if (known == nullptr) return shared_ ? std::optional(Wait{now, LimitReason::kSlice}) : std::nullopt;
  std::optional<Wait> longest;
  if (now < known->blocked_until) longest = Wait{known->blocked_until, LimitReason::kBlocked};
  const PrimaryWindow& window = known->window(cost.resource);
  keep_longest(longest, window.required_wait(cost.points, headroom(cost.lane), now));
  if (!window.unlimited()) keep_longest(longest, known->minute.required_wait(cost, now));
  if (known->in_flight >= rules_.concurrent_max) {
    keep_longest(longest, Wait{now + kRecheckInterval, LimitReason::kConcurrency});
  }
  if (longest || !shared_) return longest;
  const bool unknown = !window.known(now) && !window.unlimited();
  return known->slice.required_wait(known->committed(), known->amounts_of(cost), cost.resource, unknown, now);
}

std::variant<Ticket, Wait> RateLedger::reserve(std::string_view account, const RequestCost& cost, Instant now) {
  if (const auto wait = required_wait(account, cost, now)) return *wait;
  Account& taken = find_or_make(account);
  const Ticket ticket = next_ticket_++;
  reservations_.emplace(ticket, std::make_unique<Reservation>(Reservation{&taken, cost, now}));
  taken.window(cost.resource).reserve(ticket, cost.points, now);
  taken.asked[static_cast<std::size_t>(cost.resource)] = true;
  taken.minute.reserve(cost);
  taken.slice.take(cost.resource);
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
  account.spent[static_cast<std::size_t>(sent.cost.resource)] += settlement.points;
  std::uint32_t points = settlement.points;
  milliseconds server_time = settlement.server_time;
  if (!settlement.window) {  // without an answer it may have cost what was expected of it
    points = std::max(points, sent.cost.points);
    server_time = std::max(server_time, sent.cost.expected);
  }
  PrimaryWindow& window = account.window(sent.cost.resource);
  const std::uint32_t committed = window.committed();
  account.minute.settle(sent.cost, points, server_time, now);
  window.settle({ticket, sent.cost.points, sent.sent_at}, settlement, now);
  block(account, settlement, sent.sent_at, now);
  if (!shared_) return;
  Amounts consumed = account.amounts_of(sent.cost.resource, points, server_time);
  // What was spent without a report stays committed until a report includes it.
  const std::uint32_t reported = settlement.window ? settlement.points : 0;
  consumed.window_points[static_cast<std::size_t>(sent.cost.resource)] =
      std::max(reported, committed - std::min(committed, window.committed()));
  account.slice.consume(consumed, now);
  if (settlement.kind != Settlement::Kind::kAnswered || settlement.retry_after) account.slice.report_soon();
  if (now < window.closed_until()) account.slice.report_soon();
}

coordination::AccountLimits RateLedger::limits() const {
  return {.places = rules_.concurrent_max,
          .minute_points = {rules_.rest_points_per_minute, rules_.graphql_points_per_minute},
          .graphql_server_time = rules_.graphql_server_time_per_minute,
          .server_time = rules_.server_time_per_minute,
          .floor_fraction = rules_.floor_fraction};
}

coordination::DrawRequest RateLedger::begin_draw(std::string_view account, const std::optional<RequestCost>& cost,
                                                 Instant now) {
  Account& drawing = find_or_make(account);
  std::optional<Amounts> more;
  if (cost) more = drawing.amounts_of(*cost);
  coordination::DrawRequest request =
      drawing.slice.begin_draw(drawing.committed(), more, rules_.concurrent_max / kPartOfPlacesAhead, now);
  request.facts = drawing.facts();
  request.learning = {drawing.windows[0].learning(), drawing.windows[1].learning()};
  return request;
}

void RateLedger::finish_draw(std::string_view account, const coordination::DrawRequest& request,
                             const std::optional<coordination::Slice>& slice, const std::optional<RequestCost>& cost,
                             Instant now) {
  Account& drawing = find_or_make(account);
  if (slice) drawing.merge(slice->facts);
  drawing.slice.finish_draw(request, slice, cost ? cost->resource : Resource::kRest, now);
}

void RateLedger::note_revision(std::uint64_t revision) {
  for (const auto& [key, account] : accounts_) account->slice.note_revision(revision);
}

bool RateLedger::has_news(std::string_view account) const {
  const Account* const known = find(account);
  return shared_ && known != nullptr && known->slice.has_news();
}

bool RateLedger::is_outdated(std::string_view account) const {
  const Account* const known = find(account);
  return shared_ && known != nullptr && known->slice.is_outdated();
}

bool RateLedger::holds_idle_slice(std::string_view account) const {
  const Account* const known = find(account);
  return shared_ && known != nullptr && known->in_flight == 0 && known->slice.holds_anything();
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
      if (settlement.window && settlement.window->remaining == 0 && settlement.window->resets_in > seconds(0)) {
        wait_until(now + bounded(settlement.window->resets_in) + coordination::kAfterReset);
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
      budget.spent = account->spent[static_cast<std::size_t>(resource)];
      budget.known = window.known(now);
      budget.limit = window.limit();
      budget.floor = window.floor();
      if (budget.known) {
        budget.remaining = window.remaining();
        budget.spare = window.available(headroom(Lane::kBackfill), now);
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
