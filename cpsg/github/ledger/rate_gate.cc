#include "cpsg/github/ledger/rate_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <condition_variable>
#include <list>
#include <mutex>
#include <utility>

#include "cpsg/base/error.h"

namespace cpsg::github::ledger {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Requests that are under way end sooner or later, so a caller waits for them longer than its `max_wait`.
constexpr seconds kExtraWaitForOthers{30};
constexpr milliseconds kLongestWait{std::chrono::hours(24 * 365)};
// A source whose slices never suffice is not asked without a pause.
constexpr std::size_t kDrawsInARow = 3;  // for each account
constexpr milliseconds kPauseOfDraws{100};

struct AccountWait {
  std::string account;
  Wait wait;
};

std::string used_up(const AccountWait& nearest, Resource resource) {
  const std::string_view api = resource == Resource::kGraphql ? "GraphQL" : "REST";
  switch (nearest.wait.reason) {
    case LimitReason::kPrimary:
      return fmt::format("the {} budget of {} is used up, but for the share left to its owner", api, nearest.account);
    case LimitReason::kMinute:
      return fmt::format("what GitHub allows {} in a minute is used up", nearest.account);
    case LimitReason::kBlocked:
      return fmt::format("GitHub asked {} to wait", nearest.account);
    case LimitReason::kConcurrency:
    case LimitReason::kSlice:
      break;
  }
  return fmt::format("too many requests of {} are under way", nearest.account);
}

[[noreturn]] void throw_used_up(const AccountWait& nearest, Resource resource, Instant now) {
  const seconds wait = std::max(seconds(1), std::chrono::ceil<seconds>(nearest.wait.until - now));
  throw Error(ErrorCode::kRateLimited, used_up(nearest, resource), wait);
}

[[noreturn]] void throw_cancelled() { throw Error(ErrorCode::kCancelled, "stopped while waiting for GitHub"); }

// An account that waits only for other requests to end comes first: it may be free at any moment.
bool is_nearer(const Wait& one, const Wait& other) {
  const bool one_open = one.reason == LimitReason::kConcurrency;
  const bool other_open = other.reason == LimitReason::kConcurrency;
  return one_open != other_open ? one_open : one.until < other.until;
}

}  // namespace

class RateGate::Impl {
 public:
  struct Waiter {
    std::span<const std::string> accounts;
    RequestCost cost;
  };
  using Line = std::list<Waiter>;

  // Stands in the line for as long as the object lives. Made and destroyed under the lock.
  class LineSlot {
   public:
    LineSlot(Impl& gate, const Waiter& waiter) : gate_(gate), at_(gate.join(waiter)) {}
    LineSlot(const LineSlot&) = delete;
    LineSlot& operator=(const LineSlot&) = delete;
    ~LineSlot() {
      gate_.line.erase(at_);
      gate_.changed.notify_all();
    }
    [[nodiscard]] Line::iterator at() const { return at_; }

   private:
    Impl& gate_;
    Line::iterator at_;
  };

  Impl(LedgerRules rules, WaitableClock& waitable_clock, coordination::BudgetSource* budget_source)
      : ledger(rules, budget_source != nullptr), clock(waitable_clock), source(budget_source) {}

  Line::iterator join(const Waiter& waiter) {
    const auto later =
        std::find_if(line.begin(), line.end(), [&](const Waiter& other) { return other.cost.lane > waiter.cost.lane; });
    return line.insert(later, waiter);
  }

  // Whether nobody stands before it for this account. Of those who want the other resource the first decides: while
  // it waits for points, all of them are passed.
  [[nodiscard]] bool is_first(Line::const_iterator waiter, const std::string& account, Instant at) const {
    bool first_of_the_others = true;
    for (auto earlier = line.begin(); earlier != waiter; ++earlier) {
      if (std::find(earlier->accounts.begin(), earlier->accounts.end(), account) == earlier->accounts.end()) continue;
      if (earlier->cost.resource == waiter->cost.resource) return false;
      if (!std::exchange(first_of_the_others, false)) continue;
      const auto wait = ledger.required_wait(account, earlier->cost, at);
      if (!wait || wait->reason != LimitReason::kPrimary) return false;
    }
    return true;
  }

  // The granted ticket and its account, or which account comes first.
  std::variant<std::pair<std::string, Ticket>, AccountWait> attempt(Line::const_iterator waiter, Instant at) {
    std::optional<AccountWait> nearest;
    for (const std::string& account : by_what_is_left(*waiter, at)) {
      Wait wait{at + kRecheckInterval, LimitReason::kConcurrency};
      if (is_first(waiter, account, at)) {
        const auto answer = ledger.reserve(account, waiter->cost, at);
        if (const Ticket* ticket = std::get_if<Ticket>(&answer)) return std::pair(account, *ticket);
        wait = std::get<Wait>(answer);
        if (wait.reason == LimitReason::kSlice) return AccountWait{account, wait};
      } else if (const auto own = ledger.required_wait(account, waiter->cost, at);
                 own && own->reason != LimitReason::kSlice) {
        wait = *own;
      }
      if (!nearest || is_nearer(wait, nearest->wait)) nearest = AccountWait{account, wait};
    }
    return *nearest;
  }

  [[nodiscard]] std::vector<std::string> by_what_is_left(const Waiter& waiter, Instant at) const {
    std::vector<std::pair<std::uint32_t, std::string>> ranked;
    for (const std::string& account : waiter.accounts) {
      ranked.emplace_back(ledger.available(account, waiter.cost.resource, waiter.cost.lane, at), account);
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& one, const auto& other) { return one.first > other.first; });
    std::vector<std::string> accounts;
    for (auto& [left, account] : ranked) accounts.push_back(std::move(account));
    return accounts;
  }

  void settle(const std::string& account, Ticket ticket, const Settlement& settlement) {
    std::unique_lock lock(mutex);
    ledger.settle(ticket, settlement, clock.now());
    follow_others(lock);
    if (ledger.has_news(account) || ledger.is_outdated(account)) draw(lock, account, std::nullopt);
    give_back_idle(lock, account);
    changed.notify_all();
  }

  // The lock is released while the source is asked.
  void draw(std::unique_lock<std::mutex>& lock, const std::string& account, const std::optional<RequestCost>& cost) {
    const Instant now = clock.now();
    coordination::DrawRequest request = ledger.begin_draw(account, cost, now);
    request.waits = is_wanted(account);
    lock.unlock();
    const std::optional<coordination::Slice> slice = source->draw(account, ledger.limits(), request, now);
    lock.lock();
    ledger.finish_draw(account, request, slice, cost, clock.now());
    changed.notify_all();
    if (ledger.has_news(account)) draw(lock, account, std::nullopt);
  }

  void give_back_idle(std::unique_lock<std::mutex>& lock, const std::string& account) {
    if (ledger.holds_idle_slice(account) && !is_wanted(account)) draw(lock, account, std::nullopt);
  }

  // Whether somebody in the line may use it.
  [[nodiscard]] bool is_wanted(const std::string& account) const {
    return std::any_of(line.begin(), line.end(), [&](const Waiter& waiter) {
      return std::find(waiter.accounts.begin(), waiter.accounts.end(), account) != waiter.accounts.end();
    });
  }

  // Notes what the others have learned.
  void follow_others(std::unique_lock<std::mutex>& lock) {
    if (source == nullptr) return;
    lock.unlock();
    const std::uint64_t revision = source->revision();
    lock.lock();
    ledger.note_revision(revision);
  }

  mutable std::mutex mutex;
  std::condition_variable changed;  // something was settled, or somebody left the line
  RateLedger ledger;
  Line line;  // by lane, then by arrival
  WaitableClock& clock;
  coordination::BudgetSource* const source;  // may be null
};

Permit::Permit(RateGate* gate, std::string account, Ticket ticket)
    : gate_(gate), account_(std::move(account)), ticket_(ticket) {}

Permit::Permit(Permit&& other) noexcept
    : gate_(std::exchange(other.gate_, nullptr)), account_(std::move(other.account_)), ticket_(other.ticket_) {}

Permit::~Permit() {
  if (gate_ != nullptr) settle({});
}

void Permit::settle(const Settlement& settlement) {
  assert(gate_ != nullptr);
  std::exchange(gate_, nullptr)->impl_->settle(account_, ticket_, settlement);
}

RateGate::RateGate(LedgerRules rules, WaitableClock& clock, coordination::BudgetSource* source)
    : impl_(std::make_unique<Impl>(rules, clock, source)) {}
RateGate::~RateGate() = default;

Permit RateGate::acquire(std::span<const std::string> accounts, const RequestCost& cost, milliseconds max_wait,
                         const std::atomic<bool>* cancelled) {
  assert(!accounts.empty());
  std::unique_lock lock(impl_->mutex);
  try {
    return wait_in_line(lock, accounts, cost, max_wait, cancelled);
  } catch (const Error&) {
    for (const std::string& account : accounts) impl_->give_back_idle(lock, account);
    throw;
  }
}

Permit RateGate::wait_in_line(std::unique_lock<std::mutex>& lock, std::span<const std::string> accounts,
                              const RequestCost& cost, milliseconds max_wait, const std::atomic<bool>* cancelled) {
  const Impl::LineSlot slot(*impl_, {accounts, cost});
  const Instant deadline = impl_->clock.now() + std::clamp(max_wait, milliseconds(0), kLongestWait);
  std::size_t draws = 0;
  while (true) {
    if (cancelled != nullptr && *cancelled) throw_cancelled();
    impl_->follow_others(lock);
    const Instant now = impl_->clock.now();
    auto outcome = impl_->attempt(slot.at(), now);
    if (auto* granted = std::get_if<0>(&outcome)) return Permit(this, std::move(granted->first), granted->second);

    AccountWait& nearest = std::get<1>(outcome);
    if (nearest.wait.reason == LimitReason::kSlice) {
      if (++draws <= kDrawsInARow * accounts.size()) {
        impl_->draw(lock, nearest.account, cost);
        continue;
      }
      nearest.wait = {now + kPauseOfDraws, LimitReason::kConcurrency};
    }
    draws = 0;
    const bool waits_for_others = nearest.wait.reason == LimitReason::kConcurrency;
    const Instant latest = waits_for_others ? deadline + kExtraWaitForOthers : deadline;
    if (waits_for_others ? now >= latest : nearest.wait.until > latest) throw_used_up(nearest, cost.resource, now);
    const Instant until = std::max(std::min(nearest.wait.until, latest), now + milliseconds(1));
    if (impl_->clock.wait_until(lock, impl_->changed, until, cancelled) == WaitResult::kCancelled) throw_cancelled();
  }
}

std::vector<AccountBudget> RateGate::budgets() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->ledger.budgets(impl_->clock.now());
}

std::uint32_t RateGate::available(std::string_view account, Resource resource, Lane lane) const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->ledger.available(account, resource, lane, impl_->clock.now());
}

}  // namespace cpsg::github::ledger
