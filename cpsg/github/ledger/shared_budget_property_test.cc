// Protects: several processes that share an account exceed none of its limits together, whatever the order and the
// speed of answers, and though processes die, sleep, or come late; and what lies above the floor is used all the same.
// Their ledgers play against a model of GitHub, in simulated time.
#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <random>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/coordination/local/account_record.h"
#include "cpsg/github/ledger/testing/ledger.h"

namespace cpsg::github::ledger {
namespace {

using coordination::local::AccountRecord;
using coordination::local::DrawResult;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Conditions {
  std::uint32_t limit = 200;
  seconds window{20};
  milliseconds longest_way{300};
  milliseconds longest_work{100};
  double lost = 0;
  double blocks = 0;
  double deaths = 0;   // a second, of each process
  double silence = 0;  // share of seconds for which a process sleeps
  std::size_t processes = 3;
  std::size_t workers = 8;  // of each
};

struct Tally {
  int sent = 0;
  int windows = 0;
  int draws = 0;
  std::uint32_t spent = 0;
  int after_exhaustion = 0;
  int inside_block = 0;
  int beyond_minute = 0;
  std::size_t most_at_once = 0;
  std::map<std::size_t, int> sent_by;
};

class World {
 public:
  World(const Conditions& conditions, const LedgerRules& rules, std::uint32_t seed)
      : conditions_(conditions), rules_(rules), random_(seed), processes_(conditions.processes) {}

  Tally run(seconds how_long) {
    const Instant end = now_ + how_long;
    for (std::size_t i = 0; i < processes_.size(); ++i) start(i);
    after(seconds(1), [this] { each_second(); });
    while (!events_.empty() && events_.begin()->first < end) {
      const auto next = events_.extract(events_.begin());
      now_ = next.key();
      next.mapped()();
    }
    return tally_;
  }

 private:
  struct Process {
    std::unique_ptr<RateLedger> ledger;
    std::uint64_t token = 0;  // 0: dead
    std::size_t owner = 0;    // its place in the record; what a dead process held is not taken over at once
    std::size_t idle = 0;
    Instant sleeps_until{};
    Instant tries_at = Instant::max();
  };

  bool chance(double share) { return std::bernoulli_distribution(share)(random_); }
  milliseconds up_to(milliseconds most) {
    return milliseconds(std::uniform_int_distribution<int>(1, static_cast<int>(most.count()))(random_));
  }
  void after(Instant::duration delay, std::function<void()> event) { events_.emplace(now_ + delay, std::move(event)); }

  void start(std::size_t index) {
    Process& process = processes_[index];
    process.ledger = std::make_unique<RateLedger>(rules_, true);
    process.token = ++last_token_;
    process.owner = last_token_ % coordination::local::kOwnersMax;
    process.idle = conditions_.workers;
    send_all(index);
  }

  void each_second() {
    for (std::size_t i = 0; i < processes_.size(); ++i) {
      if (processes_[i].token == 0) {
        if (chance(0.2)) start(i);
      } else if (chance(conditions_.deaths)) {
        processes_[i].token = 0;  // what it has under way goes on at GitHub
      } else if (chance(conditions_.silence)) {
        processes_[i].sleeps_until = now_ + up_to(seconds(90));
      }
      send_all(i);
    }
    after(seconds(1), [this] { each_second(); });
  }

  void draw(std::size_t index, const std::optional<RequestCost>& cost) {
    Process& process = processes_[index];
    ++tally_.draws;
    const auto lives = [this](std::size_t, std::uint64_t token) {
      return std::any_of(processes_.begin(), processes_.end(), [&](const Process& p) { return p.token == token; });
    };
    const coordination::local::Owner owner{process.owner, process.token, lives};
    coordination::DrawRequest request = process.ledger->begin_draw("a", cost, now_);
    request.waits = process.idle > 0;
    DrawResult result = coordination::local::draw(record_, owner, process.ledger->limits(), request, now_);
    if (result.concerns) ++revision_;
    result.slice.revision = revision_;
    process.ledger->finish_draw("a", request, result.slice, cost, now_);
  }

  void send_all(std::size_t index) {
    Process& process = processes_[index];
    int draws = 0;
    while (process.token != 0 && process.idle > 0 && now_ >= process.sleeps_until) {
      const RequestCost cost{.lane = Lane::kInteractive, .points = 1, .expected = conditions_.longest_work};
      process.ledger->note_revision(revision_);
      const auto outcome = process.ledger->reserve("a", cost, now_);
      if (const auto* ticket = std::get_if<Ticket>(&outcome)) {
        send(index, *ticket);
        draws = 0;
        continue;
      }
      const Wait& wait = std::get<Wait>(outcome);
      if (wait.reason == LimitReason::kSlice) {
        ASSERT_LT(++draws, 4) << "a draw that leads to nothing";
        draw(index, cost);
        continue;
      }
      if (wait.until <= now_) ADD_FAILURE() << "a wait that is over";
      if (wait.until < process.tries_at || process.tries_at <= now_) {
        process.tries_at = wait.until;
        events_.emplace(wait.until, [this, index] { send_all(index); });
      }
      return;
    }
  }

  void send(std::size_t index, Ticket ticket) {
    --processes_[index].idle;
    ++tally_.sent;
    ++tally_.sent_by[index];
    tally_.most_at_once = std::max(tally_.most_at_once, ++in_flight_);
    if (now_ < told_to_wait_until_) ++tally_.inside_block;
    const std::uint64_t token = processes_[index].token;
    after(up_to(conditions_.longest_way), [this, index, token, ticket] { process(index, token, ticket); });
  }

  // GitHub's side.
  void process(std::size_t index, std::uint64_t token, Ticket ticket) {
    if (now_ >= reset_) {
      reset_ = std::chrono::floor<seconds>(now_) + conditions_.window;
      remaining_ = conditions_.limit;
      ++tally_.windows;
    }
    Settlement settlement;
    settlement.server_time = up_to(conditions_.longest_work);
    settlement.points = 1;
    if (remaining_ == 0) {
      ++tally_.after_exhaustion;
      settlement.kind = Settlement::Kind::kPrimaryLimit;
    } else {
      --remaining_;
      ++tally_.spent;
    }
    count_in_minute(settlement.server_time);
    const auto resets_in = std::chrono::duration_cast<seconds>(reset_ - std::chrono::floor<seconds>(now_));
    settlement.window = WindowReport{conditions_.limit, remaining_, resets_in};
    if (chance(conditions_.blocks)) {
      settlement.kind = Settlement::Kind::kSecondaryLimit;
      settlement.retry_after = std::chrono::ceil<seconds>(up_to(seconds(3)));
    }
    if (chance(conditions_.lost)) settlement = {};
    after(up_to(conditions_.longest_way),
          [this, index, token, ticket, settlement] { receive(index, token, ticket, settlement); });
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

  void receive(std::size_t index, std::uint64_t token, Ticket ticket, const Settlement& settlement) {
    --in_flight_;
    Process& process = processes_[index];
    if (process.token != token) return;
    process.ledger->settle(ticket, settlement, now_);
    ++process.idle;
    if (settlement.retry_after) {
      told_to_wait_until_ = std::max(told_to_wait_until_, now_ + *settlement.retry_after);
    }
    process.ledger->note_revision(revision_);
    if (process.ledger->has_news("a") || process.ledger->is_outdated("a")) draw(index, std::nullopt);
    send_all(index);
    if (process.ledger->holds_idle_slice("a")) draw(index, std::nullopt);
  }

  const Conditions conditions_;
  const LedgerRules rules_;
  std::mt19937 random_;
  Instant now_ = kBegin;
  std::multimap<Instant, std::function<void()>> events_;
  std::vector<Process> processes_;
  AccountRecord record_;
  std::uint64_t revision_ = 1;
  std::uint64_t last_token_ = 0;
  std::size_t in_flight_ = 0;
  Instant told_to_wait_until_ = Instant::min();
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

TEST(SharedBudgetProperty, ThreeProcessesUseWhatLiesAboveTheFloor) {
  for (const std::uint32_t seed : random_seeds(10)) {
    SCOPED_TRACE(seed_text(seed));
    const LedgerRules rules;
    const Tally tally = World({}, rules, seed).run(seconds(600));
    expect_no_breach(tally, rules);
    const double usable = 180.0 * tally.windows;
    EXPECT_GT(tally.spent, 0.93 * usable);
    EXPECT_LE(tally.spent, usable);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_GT(tally.sent_by.at(i), tally.sent / 10) << "nobody starves";
  }
}

TEST(SharedBudgetProperty, OneProcessGetsThroughWhatItGotAlone) {
  for (const std::uint32_t seed : random_seeds(10)) {
    SCOPED_TRACE(seed_text(seed));
    Conditions conditions;
    conditions.processes = 1;
    conditions.workers = 40;
    conditions.limit = 100'000;
    conditions.window = seconds(3'600);
    LedgerRules rules;
    rules.graphql_points_per_minute = 900;
    rules.graphql_server_time_per_minute = milliseconds(1'000'000);
    rules.server_time_per_minute = milliseconds(1'000'000);
    const Tally tally = World(conditions, rules, seed).run(seconds(600));
    expect_no_breach(tally, rules);
    EXPECT_GT(tally.sent, 0.97 * 9'000);
    EXPECT_LT(tally.draws, tally.sent / 3);
  }
}

TEST(SharedBudgetProperty, NoneOfTheLimitsIsPassedWhateverComes) {
  std::int64_t sent = 0;
  int worlds = 0;
  for (const std::uint32_t seed : random_seeds(150)) {
    SCOPED_TRACE(seed_text(seed));
    std::mt19937 random(seed);
    const auto one_of = [&](auto... values) {
      const std::common_type_t<decltype(values)...> all[] = {values...};
      return all[random() % sizeof...(values)];
    };
    Conditions conditions;
    conditions.limit = one_of(30U, 60U, 500U);
    conditions.window = seconds(one_of(6, 20, 100));
    conditions.longest_way = milliseconds(one_of(5, 300, 1'500));
    conditions.longest_work = milliseconds(one_of(20, 200, 2'000));
    conditions.lost = one_of(0.0, 0.02);
    conditions.deaths = one_of(0.0, 0.01, 0.05);
    conditions.silence = one_of(0.0, 0.02);
    conditions.processes = one_of(1U, 2U, 5U);
    conditions.workers = one_of(1U, 8U, 40U);
    LedgerRules rules;
    rules.floor_fraction = one_of(0.1, 0.5);
    rules.concurrent_max = one_of(2U, 10U, 100U);
    rules.graphql_points_per_minute = one_of(25U, 200U, 2'000U);
    rules.graphql_server_time_per_minute = milliseconds(one_of(5'000, 50'000));
    rules.server_time_per_minute = milliseconds(80'000);
    const Tally tally = World(conditions, rules, seed).run(seconds(300));
    expect_no_breach(tally, rules);
    EXPECT_GT(tally.sent, 0) << "it comes to a stop";
    sent += tally.sent;
    ++worlds;
  }
  // A single process that dies again and again under the smallest limits sends but a few; most send hundreds.
  EXPECT_GT(sent, 100 * worlds);
}

TEST(SharedBudgetProperty, RefusalOfOneStopsAll) {
  for (const std::uint32_t seed : random_seeds(50)) {
    SCOPED_TRACE(seed_text(seed));
    Conditions conditions;
    conditions.limit = 5'000;
    conditions.window = seconds(3'600);
    conditions.blocks = 0.01;
    const LedgerRules rules;
    const Tally tally = World(conditions, rules, seed).run(seconds(300));
    expect_no_breach(tally, rules);
  }
}

}  // namespace
}  // namespace cpsg::github::ledger
