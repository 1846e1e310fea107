// Protects: several processes that share an account exceed none of its limits together, whatever the order and the
// speed of answers, and though processes die, sleep, or come late; and what lies above the floor is used all the same.
// Their ledgers play against a model of GitHub, in simulated time.
#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/coordination/local/account_record.h"
#include "cpsg/github/ledger/testing/github_model.h"

namespace cpsg::github::ledger {
namespace {

using coordination::local::AccountRecord;
using coordination::local::DrawResult;
using std::chrono::milliseconds;
using std::chrono::seconds;

struct Conditions {
  GithubConditions github{.limit = 200, .window = seconds(20), .longest_work = milliseconds(100)};
  double deaths = 0;   // a second, of each process
  double silence = 0;  // share of seconds for which a process sleeps
  std::size_t processes = 3;
  std::size_t workers = 8;  // of each
};

struct Tally : GithubTally {
  int draws = 0;
  std::map<std::size_t, int> sent_by;
};

class World : private GithubModel {
 public:
  World(const Conditions& conditions, const LedgerRules& rules, std::uint32_t seed)
      : GithubModel(conditions.github, rules, seed), conditions_(conditions), processes_(conditions.processes) {}

  Tally run(seconds how_long) {
    for (std::size_t i = 0; i < processes_.size(); ++i) start(i);
    after(seconds(1), [this] { each_second(); });
    run_until(kBegin + how_long);
    return {tally(), draws_, sent_by_};
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

  void start(std::size_t index) {
    Process& process = processes_[index];
    process.ledger = std::make_unique<RateLedger>(rules(), true);
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
        processes_[i].sleeps_until = now() + up_to(seconds(90));
      }
      send_all(i);
    }
    after(seconds(1), [this] { each_second(); });
  }

  void draw(std::size_t index, const std::optional<RequestCost>& cost) {
    Process& process = processes_[index];
    ++draws_;
    const auto lives = [this](std::size_t, std::uint64_t token) {
      return std::any_of(processes_.begin(), processes_.end(), [&](const Process& p) { return p.token == token; });
    };
    const coordination::local::Owner owner{process.owner, process.token, lives};
    coordination::DrawRequest request = process.ledger->begin_draw("a", cost, now());
    request.waits = process.idle > 0;
    DrawResult result = coordination::local::draw(record_, owner, process.ledger->limits(), request, now());
    if (result.concerns) ++revision_;
    result.slice.revision = revision_;
    process.ledger->finish_draw("a", request, result.slice, cost, now());
  }

  void send_all(std::size_t index) {
    Process& process = processes_[index];
    int draws = 0;
    while (process.token != 0 && process.idle > 0 && now() >= process.sleeps_until) {
      const RequestCost cost{.lane = Lane::kInteractive, .points = 1, .expected = conditions_.github.longest_work};
      process.ledger->note_revision(revision_);
      const auto outcome = process.ledger->reserve("a", cost, now());
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
      if (wait.until <= now()) ADD_FAILURE() << "a wait that is over";
      if (wait.until < process.tries_at || process.tries_at <= now()) {
        process.tries_at = wait.until;
        at(wait.until, [this, index] { send_all(index); });
      }
      return;
    }
  }

  void send(std::size_t index, Ticket ticket) {
    --processes_[index].idle;
    ++sent_by_[index];
    request([this, index, token = processes_[index].token, ticket](const Settlement& settlement) {
      receive(index, token, ticket, settlement);
    });
  }

  void receive(std::size_t index, std::uint64_t token, Ticket ticket, const Settlement& settlement) {
    Process& process = processes_[index];
    if (process.token != token) return;
    heard(settlement);
    process.ledger->settle(ticket, settlement, now());
    ++process.idle;
    process.ledger->note_revision(revision_);
    if (process.ledger->has_news("a") || process.ledger->is_outdated("a")) draw(index, std::nullopt);
    send_all(index);
    if (process.ledger->holds_idle_slice("a")) draw(index, std::nullopt);
  }

  const Conditions conditions_;
  std::vector<Process> processes_;
  AccountRecord record_;
  std::uint64_t revision_ = 1;
  std::uint64_t last_token_ = 0;
  int draws_ = 0;
  std::map<std::size_t, int> sent_by_;
};

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
    conditions.github.limit = 100'000;
    conditions.github.window = seconds(3'600);
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
    const auto one_of = [&](auto... values) { return ledger::one_of(random, values...); };
    Conditions conditions;
    conditions.github.limit = one_of(30U, 60U, 500U);
    conditions.github.window = seconds(one_of(6, 20, 100));
    conditions.github.longest_way = milliseconds(one_of(5, 300, 1'500));
    conditions.github.longest_work = milliseconds(one_of(20, 200, 2'000));
    conditions.github.lost = one_of(0.0, 0.02);
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
    conditions.github.limit = 5'000;
    conditions.github.window = seconds(3'600);
    conditions.github.blocks = 0.01;
    const LedgerRules rules;
    const Tally tally = World(conditions, rules, seed).run(seconds(300));
    expect_no_breach(tally, rules);
  }
}

}  // namespace
}  // namespace cpsg::github::ledger
