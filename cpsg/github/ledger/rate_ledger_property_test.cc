// Protects: whatever the order and the speed of answers, no request is sent after exhaustion, inside a block, beyond
// the minute or the number at once; and what lies above the floor is used. A ledger plays against a model of GitHub
// with short windows, in simulated time.
#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <random>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/github/ledger/testing/ledger.h"

namespace cpsg::github::ledger {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Conditions {
  std::uint32_t limit = 20;
  seconds window{5};
  // To GitHub, and back. Both together are two seconds shorter than a window: one because times to a reset are told in
  // whole seconds, one by which the ledger lets GitHub's servers differ. Else it could not tell two windows apart.
  milliseconds longest_way{300};
  double free = 0;    // share of answers that cost nothing
  double lost = 0;    // of answers that never come
  double blocks = 0;  // of answers with Retry-After
  std::size_t workers = 8;
  Lane lane = Lane::kBackfill;
};

struct Tally {
  int sent = 0;
  int windows = 0;
  std::uint32_t spent = 0;
  int after_exhaustion = 0;
  int inside_block = 0;
  int beyond_minute = 0;
  std::size_t most_at_once = 0;
};

class World {
 public:
  World(const Conditions& conditions, const LedgerRules& rules, std::uint32_t seed)
      : conditions_(conditions), rules_(rules), ledger_(rules), random_(seed) {}

  Tally run(seconds how_long) {
    const Instant end = now_ + how_long;
    idle_ = conditions_.workers;
    send_all();
    while (!events_.empty() && events_.begin()->first < end) {
      const auto next = events_.extract(events_.begin());
      now_ = next.key();
      next.mapped()();
      send_all();
    }
    return tally_;
  }

 private:
  bool chance(double share) { return std::bernoulli_distribution(share)(random_); }
  milliseconds up_to(milliseconds most) {
    return milliseconds(std::uniform_int_distribution<int>(1, static_cast<int>(most.count()))(random_));
  }
  void after(milliseconds delay, std::function<void()> event) { events_.emplace(now_ + delay, std::move(event)); }

  void send_all() {
    while (idle_ > 0) {
      const RequestCost cost{.lane = conditions_.lane, .points = 1, .expected = milliseconds(200)};
      const auto outcome = ledger_.reserve("a", cost, now_);
      if (const auto* wait = std::get_if<Wait>(&outcome)) {
        if (wait->until <= now_) ADD_FAILURE() << "a wait that is over";
        if (wait->until < recheck_at_ || recheck_at_ <= now_) {
          recheck_at_ = wait->until;
          events_.emplace(wait->until, [] {});
        }
        return;
      }
      send(std::get<Ticket>(outcome));
    }
  }

  void send(Ticket ticket) {
    --idle_;
    ++tally_.sent;
    tally_.most_at_once = std::max(tally_.most_at_once, ++in_flight_);
    if (now_ < blocked_until_) ++tally_.inside_block;
    after(up_to(conditions_.longest_way), [this, ticket] { process(ticket); });
  }

  // GitHub's side.
  void process(Ticket ticket) {
    if (now_ >= reset_) {
      reset_ = std::chrono::floor<seconds>(now_) + conditions_.window;
      remaining_ = conditions_.limit;
      ++tally_.windows;
    }
    Settlement settlement;
    settlement.server_time = up_to(milliseconds(200));
    settlement.points = chance(conditions_.free) ? 0 : 1;
    if (remaining_ == 0) {
      ++tally_.after_exhaustion;
      settlement.kind = Settlement::Kind::kPrimaryLimit;
    } else {
      remaining_ -= settlement.points;
      tally_.spent += settlement.points;
    }
    count_in_minute(settlement.server_time);
    // The reset as a distance from the answer's Date, both in whole seconds.
    const auto resets_in = std::chrono::duration_cast<seconds>(reset_ - std::chrono::floor<seconds>(now_));
    settlement.window = WindowReport{conditions_.limit, remaining_, resets_in};
    if (chance(conditions_.blocks)) {
      settlement.kind = Settlement::Kind::kSecondaryLimit;
      settlement.retry_after = std::chrono::ceil<seconds>(up_to(seconds(3)));
    }
    if (chance(conditions_.lost)) settlement = {};
    after(up_to(conditions_.longest_way), [this, ticket, settlement] { receive(ticket, settlement); });
  }

  void count_in_minute(milliseconds server_time) {
    minute_.emplace_back(now_, server_time);
    while (minute_.front().first + rules_.minute <= now_) minute_.pop_front();
    milliseconds all{0};
    for (const auto& request : minute_) all += request.second;
    if (minute_.size() > rules_.graphql_points_per_minute || all > rules_.graphql_server_time_per_minute) {
      ++tally_.beyond_minute;
    }
  }

  void receive(Ticket ticket, const Settlement& settlement) {
    if (settlement.retry_after) blocked_until_ = std::max(blocked_until_, now_ + *settlement.retry_after);
    ledger_.settle(ticket, settlement, now_);
    --in_flight_;
    ++idle_;
  }

  const Conditions conditions_;
  const LedgerRules rules_;
  RateLedger ledger_;
  std::mt19937 random_;
  Instant now_ = kBegin;
  std::multimap<Instant, std::function<void()>> events_;
  Instant recheck_at_ = Instant::min();
  std::size_t idle_ = 0;
  std::size_t in_flight_ = 0;
  Instant blocked_until_ = Instant::min();
  Instant reset_ = kBegin;
  std::uint32_t remaining_ = 0;
  std::deque<std::pair<Instant, milliseconds>> minute_;
  Tally tally_;
};

void expect_no_breach(const Tally& tally, const LedgerRules& rules) {
  EXPECT_EQ(tally.after_exhaustion, 0);
  EXPECT_EQ(tally.inside_block, 0);
  EXPECT_EQ(tally.beyond_minute, 0);
  EXPECT_LE(tally.most_at_once, rules.concurrent_max);
}

TEST(RateLedgerProperty, LongBackfillUsesWhatLiesAboveTheFloor) {
  for (const std::uint32_t seed : random_seeds(20)) {
    SCOPED_TRACE(seed_text(seed));
    for (const Lane lane : {Lane::kInteractive, Lane::kBackfill, Lane::kEnrich}) {
      Conditions conditions;
      conditions.lane = lane;
      const LedgerRules rules;
      const Tally tally = World(conditions, rules, seed).run(seconds(600));
      expect_no_breach(tally, rules);
      EXPECT_GE(tally.windows, 80) << "a window is followed by the next one";
      const double usable = 18.0 * tally.windows;
      EXPECT_GT(tally.spent, 0.95 * usable);
      EXPECT_LE(tally.spent, usable);
    }
  }
}

TEST(RateLedgerProperty, NothingIsSentBeyondALimitWhateverComes) {
  for (const std::uint32_t seed : random_seeds(200)) {
    SCOPED_TRACE(seed_text(seed));
    std::mt19937 random(seed);
    const auto one_of = [&](auto... values) {
      const std::common_type_t<decltype(values)...> all[] = {values...};
      return all[random() % sizeof...(values)];
    };
    Conditions conditions;
    conditions.limit = one_of(5U, 20U, 60U);
    conditions.window = seconds(6);
    conditions.longest_way = milliseconds(one_of(5, 300, 1'500));
    conditions.free = one_of(0.0, 0.3);
    conditions.lost = one_of(0.0, 0.02, 0.05);
    conditions.blocks = one_of(0.0, 0.05, 0.2);
    conditions.workers = one_of(1U, 8U, 40U);
    conditions.lane = one_of(Lane::kInteractive, Lane::kRefresh, Lane::kEnrich);
    LedgerRules rules;
    rules.floor_fraction = one_of(0.0, 0.1, 0.5);
    rules.concurrent_max = one_of(2U, 10U, 100U);
    rules.graphql_points_per_minute = one_of(6U, 25U, 2'000U);
    rules.graphql_server_time_per_minute = milliseconds(one_of(1'000, 50'000));
    rules.minute = seconds(one_of(2, 6));
    const Tally tally = World(conditions, rules, seed).run(seconds(300));
    expect_no_breach(tally, rules);
    EXPECT_GT(tally.sent, 20);
  }
}

}  // namespace
}  // namespace cpsg::github::ledger
