// Protects: whatever the order and the speed of answers, no request is sent after exhaustion, inside a block, beyond
// the minute or the number at once; and what lies above the floor is used. A ledger plays against a model of GitHub
// with short windows, in simulated time.
#include <map>
#include <random>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/github/ledger/testing/github_model.h"

namespace cpsg::github::ledger {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Conditions {
  GithubConditions github;
  std::size_t workers = 8;
  Lane lane = Lane::kBackfill;
};

// One process, whose workers send as soon as its ledger lets them.
class World : private GithubModel {
 public:
  World(const Conditions& conditions, const LedgerRules& rules, std::uint32_t seed)
      : GithubModel(conditions.github, rules, seed),
        lane_(conditions.lane),
        ledger_(rules),
        idle_(conditions.workers) {}

  GithubTally run(seconds how_long) {
    send_all();
    run_until(kBegin + how_long);
    return tally();
  }

 private:
  void send_all() {
    while (idle_ > 0) {
      const RequestCost cost{.lane = lane_, .points = 1, .expected = milliseconds(200)};
      const auto outcome = ledger_.reserve("a", cost, now());
      if (const auto* wait = std::get_if<Wait>(&outcome)) {
        if (wait->until <= now()) ADD_FAILURE() << "a wait that is over";
        if (wait->until < recheck_at_ || recheck_at_ <= now()) {
          recheck_at_ = wait->until;
          at(wait->until, [this] { send_all(); });
        }
        return;
      }
      --idle_;
      request([this, ticket = std::get<Ticket>(outcome)](const Settlement& settlement) {
        heard(settlement);
        ledger_.settle(ticket, settlement, now());
        ++idle_;
        send_all();
      });
    }
  }

  const Lane lane_;
  RateLedger ledger_;
  std::size_t idle_;
  Instant recheck_at_ = Instant::min();
};

TEST(RateLedgerProperty, LongBackfillUsesWhatLiesAboveTheFloor) {
  for (const std::uint32_t seed : random_seeds(20)) {
    SCOPED_TRACE(seed_text(seed));
    for (const Lane lane : {Lane::kInteractive, Lane::kBackfill, Lane::kEnrich}) {
      Conditions conditions;
      conditions.lane = lane;
      const LedgerRules rules;
      const GithubTally tally = World(conditions, rules, seed).run(seconds(600));
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
    const auto one_of = [&](auto... values) { return ledger::one_of(random, values...); };
    Conditions conditions;
    conditions.github.limit = one_of(5U, 20U, 60U);
    conditions.github.window = seconds(6);
    conditions.github.longest_way = milliseconds(one_of(5, 300, 1'500));
    conditions.github.free = one_of(0.0, 0.3);
    conditions.github.lost = one_of(0.0, 0.02, 0.05);
    conditions.github.blocks = one_of(0.0, 0.05, 0.2);
    conditions.workers = one_of(1U, 8U, 40U);
    conditions.lane = one_of(Lane::kInteractive, Lane::kRefresh, Lane::kEnrich);
    LedgerRules rules;
    rules.floor_fraction = one_of(0.0, 0.1, 0.5);
    rules.concurrent_max = one_of(2U, 10U, 100U);
    rules.graphql_points_per_minute = one_of(6U, 25U, 2'000U);
    rules.graphql_server_time_per_minute = milliseconds(one_of(1'000, 50'000));
    rules.minute = seconds(one_of(2, 6));
    const GithubTally tally = World(conditions, rules, seed).run(seconds(300));
    expect_no_breach(tally, rules);
    EXPECT_GT(tally.sent, 20);
  }
}

}  // namespace
}  // namespace cpsg::github::ledger
