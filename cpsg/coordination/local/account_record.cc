#include "cpsg/coordination/local/account_record.h"

#include <algorithm>
#include <vector>

namespace cpsg::coordination::local {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kMinute{60};
constexpr milliseconds kOthersRecheck{100};
constexpr seconds kWaiterLife{3};  // beyond the time at which a waiter asks again
constexpr seconds kLongestWindow{65 * 60};
constexpr seconds kReadLate{10};           // how much later than our `now` another process may have read its own
constexpr seconds kLongestSilence{3'600};  // of a process that lives, whose requests may be under way
constexpr seconds kLongestQueue{600};      // of sends; a later time is none that anybody still waits for
constexpr std::size_t kGraphQl = 1;

std::int64_t step_number(Instant at) { return at.time_since_epoch() / kUseStep; }
Instant leaves_at(const UseStep& step) { return Instant((step.number + 1) * kUseStep) + kMinute; }
bool counts(const UseStep& step, Instant now) {
  return step.number >= 0 && step.number <= step_number(now + kReadLate) && leaves_at(step) > now;
}

// Sums in 64 bits of what Amounts has in 32.
struct Load {
  std::array<std::int64_t, kResources> window_points{};
  std::array<std::int64_t, kResources> minute_points{};
  std::array<milliseconds, kResources> server_time{};
  std::int64_t places = 0;

  void add(const Amounts& amounts) {
    for (std::size_t i = 0; i < kResources; ++i) {
      window_points[i] += amounts.window_points[i];
      minute_points[i] += amounts.minute_points[i];
      server_time[i] += amounts.server_time[i];
    }
    places += amounts.places;
  }
  void add(const UseStep& step, int sign = 1) {
    for (std::size_t i = 0; i < kResources; ++i) {
      minute_points[i] += sign * static_cast<std::int64_t>(step.minute_points[i]);
      server_time[i] += sign * step.server_time[i];
    }
  }
};

void add_use(AccountRecord& record, const Used& used) {
  const std::int64_t number = step_number(used.at);
  UseStep& step = record.steps[static_cast<std::size_t>(number) % kUseSteps];
  if (step.number > number && step.number <= step_number(used.at + kMinute * 2)) return;  // older than all that counts
  if (step.number != number) step = UseStep{.number = number};
  for (std::size_t i = 0; i < kResources; ++i) {
    step.minute_points[i] += used.minute_points[i];
    step.server_time[i] += used.server_time[i];
  }
}

bool is_current(const Holding& holding, Instant now) {
  return holding.token != 0 && holding.ends_at > now && holding.ends_at <= now + kSliceLife + kWaiterLife;
}

// The end of a slice whose process reported nothing.
void end_slice(AccountRecord& record, Holding& holding, bool lives, Instant now) {
  add_use(record, {now, holding.amounts.minute_points, holding.amounts.server_time});
  holding.amounts.minute_points = {};
  holding.amounts.server_time = {};
  holding.learns = {};
  holding.waits = false;
  if (lives && holding.amounts.places > 0 && now < holding.ends_at + kLongestSilence) return;
  for (std::size_t i = 0; i < kResources; ++i) {
    WindowFacts& window = record.facts.windows[i];
    window.remaining -= std::min(window.remaining, holding.amounts.window_points[i]);
  }
  holding = {};
}

void sweep(AccountRecord& record, const Owner& owner, Instant now) {
  for (std::size_t i = 0; i < kOwnersMax; ++i) {
    Holding& holding = record.holdings[i];
    if (holding.token == 0 || is_current(holding, now)) continue;
    if (i == owner.index) continue;
    end_slice(record, holding, owner.lives(i, holding.token), now);
  }
  Holding& own = record.holdings[owner.index];
  if (own.token != 0 && own.token != owner.token) end_slice(record, own, false, now);
}

// A window that no server can have said: the record is from before the clock began anew.
void drop_impossible(AccountFacts& facts, Instant now) {
  for (WindowFacts& window : facts.windows) {
    if (window.reset > now + kLongestWindow + kReadLate || window.learned_at > now + kReadLate) window = {};
  }
}

class Draw {
 public:
  Draw(AccountRecord& record, const Owner& owner, const AccountLimits& limits, const DrawRequest& request, Instant now)
      : record_(record), owner_(owner), limits_(limits), request_(request), now_(now) {}

  DrawResult run() {
    sweep(record_, owner_, now_);
    for (const Used& used : request_.used) {
      if (used.at <= now_) add_use(record_, used);
    }
    const AccountFacts before = record_.facts;
    drop_impossible(record_.facts, now_);
    merge(record_.facts, request_.facts);
    result_.concerns = is_stricter(record_.facts, before);
    sum_up();
    grant();
    hold();
    result_.slice.facts = record_.facts;
    return result_;
  }

 private:
  [[nodiscard]] Holding& own() { return record_.holdings[owner_.index]; }

  static bool is_stricter(const AccountFacts& facts, const AccountFacts& before) {
    bool stricter = facts.blocked_until > before.blocked_until;
    for (std::size_t i = 0; i < kResources; ++i) {
      stricter |= facts.windows[i].closed_until > before.windows[i].closed_until;
    }
    return stricter;
  }

  void sum_up() {
    for (const UseStep& step : record_.steps) {
      if (counts(step, now_)) used_.add(step);
    }
    for (std::size_t i = 0; i < kOwnersMax; ++i) {
      const Holding& holding = record_.holdings[i];
      if (i == owner_.index || holding.token == 0) continue;
      others_.add(holding.amounts);
      for (std::size_t r = 0; r < kResources; ++r) others_learn_[r] |= holding.learns[r];
      if (!holding.waits) continue;
      contested_ = true;
      if (came_before(i, holding)) others_.add(holding.needs);
    }
  }

  // Whether it stands before this process in the line.
  [[nodiscard]] bool came_before(std::size_t index, const Holding& holding) {
    if (!own().waits || holding.waits_since < own().waits_since) return true;
    return holding.waits_since == own().waits_since && index < owner_.index;
  }

  void grant() {
    Slice& slice = result_.slice;
    slice.amounts = request_.in_flight;
    if (record_.facts.blocked_until > now_) return;
    const Amounts& wanted = contested_ ? request_.least : request_.wanted;
    Amounts amounts;
    bool enough = true;
    for (std::size_t r = 0; r < kResources; ++r) enough &= grant_window(r, wanted, amounts);
    enough &= take(wanted.places, request_.least.places, request_.in_flight.places,
                   static_cast<std::int64_t>(limits_.places) - others_.places, amounts.places);
    const bool minute_enough = grant_minute(used_, wanted, amounts);
    if (enough && minute_enough) {
      slice.amounts = amounts;
      return;
    }
    slice.may_learn = {};
    slice.shortage = Shortage{now_ + kOthersRecheck, false};
    if (!minute_enough) find_end_of_shortage(*slice.shortage);
  }

  // `left` includes what is in flight. False if the least is not to be had.
  template <typename T, typename Left>
  static bool take(T wanted, T least, T in_flight, Left left, T& granted) {
    const Left most = std::max(std::min(Left(wanted), left), Left(in_flight));
    granted = static_cast<T>(most);
    return granted >= least;
  }

  bool grant_window(std::size_t r, const Amounts& wanted, Amounts& amounts) {
    const WindowFacts& window = record_.facts.windows[r];
    const std::uint32_t least = request_.least.window_points[r];
    const std::uint32_t in_flight = request_.in_flight.window_points[r];
    std::uint32_t& granted = amounts.window_points[r];
    if (window.unlimited) {
      granted = wanted.window_points[r];
      return true;
    }
    if (window.known_at(now_)) {
      const std::int64_t left = static_cast<std::int64_t>(window.remaining) -
                                floor_points(limits_.floor_fraction, window.limit) - others_.window_points[r];
      return take(wanted.window_points[r], least, in_flight, left, granted);
    }
    granted = in_flight;
    if (least <= in_flight || window.closed_until > now_) return true;
    if (request_.learning[r] || others_learn_[r]) return false;
    result_.slice.may_learn[r] = true;
    granted = least;
    return true;
  }

  // A request that costs more than a minute allows goes when nothing else is counted.
  bool grant_minute(const Load& used, const Amounts& wanted, Amounts& amounts) const {
    const Amounts& least = request_.least;
    const Amounts& in_flight = request_.in_flight;
    bool enough = true;
    milliseconds time_left = limits_.server_time;
    milliseconds counted{0};
    for (std::size_t r = 0; r < kResources; ++r) {
      time_left -= used.server_time[r] + others_.server_time[r];
      counted += used.server_time[r] + others_.server_time[r] + in_flight.server_time[r];
      const std::int64_t taken = used.minute_points[r] + others_.minute_points[r];
      std::int64_t left = static_cast<std::int64_t>(limits_.minute_points[r]) - taken;
      if (taken + in_flight.minute_points[r] == 0) left = std::max<std::int64_t>(left, least.minute_points[r]);
      enough &= take(wanted.minute_points[r], least.minute_points[r], in_flight.minute_points[r], left,
                     amounts.minute_points[r]);
    }
    const milliseconds taken = used.server_time[kGraphQl] + others_.server_time[kGraphQl];
    milliseconds graphql_left = std::min(limits_.graphql_server_time - taken, time_left - in_flight.server_time[0]);
    if (counted == milliseconds(0)) {
      graphql_left = std::max(graphql_left, least.server_time[kGraphQl]);
      time_left = std::max(time_left, least.server_time[0] + least.server_time[kGraphQl]);
    }
    enough &= take(wanted.server_time[kGraphQl], least.server_time[kGraphQl], in_flight.server_time[kGraphQl],
                   graphql_left, amounts.server_time[kGraphQl]);
    enough &= take(wanted.server_time[0], least.server_time[0], in_flight.server_time[0],
                   time_left - amounts.server_time[kGraphQl], amounts.server_time[0]);
    return enough;
  }

  // When so much of the minute has passed that the least is to be had, if others give nothing back.
  void find_end_of_shortage(Shortage& shortage) const {
    std::vector<const UseStep*> steps;
    for (const UseStep& step : record_.steps) {
      if (counts(step, now_)) steps.push_back(&step);
    }
    std::sort(steps.begin(), steps.end(), [](const UseStep* a, const UseStep* b) { return a->number < b->number; });
    Load used = used_;
    for (const UseStep* step : steps) {
      used.add(*step, -1);
      Amounts amounts;
      if (!grant_minute(used, request_.least, amounts)) continue;
      shortage = {leaves_at(*step), true};
      return;
    }
  }

  void hold() {
    const Slice& slice = result_.slice;
    Holding holding;
    holding.amounts = slice.amounts;
    holding.waits = slice.shortage.has_value();
    for (std::size_t r = 0; r < kResources; ++r) holding.learns[r] = slice.may_learn[r] || request_.learning[r];
    result_.slice.ends_at = now_ + kSliceLife;
    holding.ends_at = result_.slice.ends_at;
    if (holding.waits) {
      holding.waits_since = own().waits ? own().waits_since : now_;
      holding.needs = lacking(request_.least, slice.amounts);
      if (slice.amounts == Amounts{})
        holding.ends_at = std::min(slice.shortage->until, now_ + kSliceLife) + kWaiterLife;
      // Those who hold more than they use give it back when they learn that somebody waits.
      result_.concerns |= !own().waits && !slice.shortage->of_the_minute;
    }
    if (!holding.waits && request_.waits && own().waits && request_.least == request_.in_flight) {
      holding.waits = true;  // at its place in the line
      holding.waits_since = own().waits_since;
      holding.needs = own().needs;
      if (slice.amounts == Amounts{}) holding.ends_at = now_ + kWaiterLife;
    }
    const bool holds = holding.waits || !(holding.amounts == Amounts{}) || holding.learns[0] || holding.learns[1];
    holding.token = owner_.token;
    own() = holds ? holding : Holding{};
  }

  static Amounts lacking(const Amounts& least, const Amounts& amounts) {
    Amounts needs;
    for (std::size_t r = 0; r < kResources; ++r) {
      needs.window_points[r] = least.window_points[r] - std::min(least.window_points[r], amounts.window_points[r]);
      needs.minute_points[r] = least.minute_points[r] - std::min(least.minute_points[r], amounts.minute_points[r]);
      needs.server_time[r] = least.server_time[r] - std::min(least.server_time[r], amounts.server_time[r]);
    }
    needs.places = least.places - std::min(least.places, amounts.places);
    return needs;
  }

  AccountRecord& record_;
  const Owner& owner_;
  const AccountLimits& limits_;
  const DrawRequest& request_;
  const Instant now_;
  Load used_;
  Load others_;  // what they hold, and what those lack who waited before this process did
  std::array<bool, kResources> others_learn_{};
  bool contested_ = false;
  DrawResult result_;
};

}  // namespace

DrawResult draw(AccountRecord& record, const Owner& owner, const AccountLimits& limits, const DrawRequest& request,
                Instant now) {
  return Draw(record, owner, limits, request, now).run();
}

Instant reserve_send(AccountRecord& record, Instant::duration interval, Instant now) {
  const bool impossible = record.next_send_at > now + kLongestQueue;
  const Instant at = impossible ? now : std::max(now, record.next_send_at);
  record.next_send_at = at + interval;
  return at;
}

}  // namespace cpsg::coordination::local
