// For random tests of the ledger: a model of GitHub that counts what its clients do wrong, in simulated time. A test
// derives its world from it: who asks, and when.
//
//   struct World : GithubModel {
//     void send() { const Ticket ticket = ...; request([=](const Settlement& answer) { ... }); }
//   };
//   expect_no_breach(World(conditions, rules, seed).run(seconds(300)), rules);
//
// One thread uses an object. The same seed gives the same course.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <random>
#include <utility>

#include "cpsg/github/ledger/testing/ledger.h"

namespace cpsg::github::ledger {

struct GithubConditions {
  std::uint32_t limit = 20;
  std::chrono::seconds window{5};
  // To GitHub, and back. Both together are two seconds shorter than a window: one because times to a reset are told in
  // whole seconds, one by which the ledger lets GitHub's servers differ. Else it could not tell two windows apart.
  std::chrono::milliseconds longest_way{300};
  std::chrono::milliseconds longest_work{200};
  double free = 0;    // share of answers that cost nothing
  double lost = 0;    // of answers that never come
  double blocks = 0;  // of answers with Retry-After
};

struct GithubTally {
  int sent = 0;
  int windows = 0;
  std::uint32_t spent = 0;
  int after_exhaustion = 0;
  int inside_block = 0;
  int beyond_minute = 0;
  std::size_t most_at_once = 0;
};

class GithubModel {
 public:
  GithubModel(const GithubConditions& conditions, const LedgerRules& rules, std::uint32_t seed)
      : conditions_(conditions), rules_(rules), random_(seed) {}

 protected:
  ~GithubModel() = default;

  [[nodiscard]] Instant now() const { return now_; }
  [[nodiscard]] const LedgerRules& rules() const { return rules_; }
  [[nodiscard]] const GithubTally& tally() const { return tally_; }

  bool chance(double share) { return std::bernoulli_distribution(share)(random_); }
  std::chrono::milliseconds up_to(std::chrono::milliseconds most) {
    return std::chrono::milliseconds(std::uniform_int_distribution<int>(1, static_cast<int>(most.count()))(random_));
  }

  void at(Instant when, std::function<void()> event) { events_.emplace(when, std::move(event)); }
  void after(Instant::duration delay, std::function<void()> event) { at(now_ + delay, std::move(event)); }
  // Lets it be `end`, with all that happens before.
  void run_until(Instant end) {
    while (!events_.empty() && events_.begin()->first < end) {
      const auto next = events_.extract(events_.begin());
      now_ = next.key();
      next.mapped()();
    }
  }

  // A request begins. `on_answer` is called when it has ended, answered or lost; if anybody is there to hear that, it
  // calls heard() before anything else is sent.
  void request(std::function<void(const Settlement&)> on_answer) {
    ++tally_.sent;
    tally_.most_at_once = std::max(tally_.most_at_once, ++in_flight_);
    if (now_ < told_to_wait_until_) ++tally_.inside_block;
    after(up_to(conditions_.longest_way), [this, on_answer = std::move(on_answer)]() mutable {
      after(up_to(conditions_.longest_way), [this, on_answer = std::move(on_answer), settlement = process()] {
        --in_flight_;
        on_answer(settlement);
      });
    });
  }
  void heard(const Settlement& settlement) {
    if (!settlement.retry_after) return;
    told_to_wait_until_ = std::max(told_to_wait_until_, now_ + *settlement.retry_after);
  }

 private:
  Settlement process() {
    using std::chrono::seconds;
    if (now_ >= reset_) {
      reset_ = std::chrono::floor<seconds>(now_) + conditions_.window;
      remaining_ = conditions_.limit;
      ++tally_.windows;
    }
    Settlement settlement;
    settlement.server_time = up_to(conditions_.longest_work);
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
    return chance(conditions_.lost) ? Settlement() : settlement;
  }

  void count_in_minute(std::chrono::milliseconds server_time) {
    minute_.emplace_back(now_, server_time);
    while (minute_.front().first + rules_.minute <= now_) minute_.pop_front();
    std::chrono::milliseconds all{0};
    for (const auto& request : minute_) all += request.second;
    if (minute_.size() > rules_.graphql_points_per_minute || all > rules_.graphql_server_time_per_minute) {
      ++tally_.beyond_minute;
    }
  }

  const GithubConditions conditions_;
  const LedgerRules rules_;
  std::mt19937 random_;
  Instant now_ = kBegin;
  std::multimap<Instant, std::function<void()>> events_;
  std::size_t in_flight_ = 0;
  Instant told_to_wait_until_ = Instant::min();
  Instant reset_ = kBegin;
  std::uint32_t remaining_ = 0;
  std::deque<std::pair<Instant, std::chrono::milliseconds>> minute_;
  GithubTally tally_;
};

inline void expect_no_breach(const GithubTally& tally, const LedgerRules& rules) {
  EXPECT_EQ(tally.after_exhaustion, 0);
  EXPECT_EQ(tally.inside_block, 0);
  EXPECT_EQ(tally.beyond_minute, 0);
  EXPECT_LE(tally.most_at_once, rules.concurrent_max);
}

// One of some values, by the test's own random numbers.
template <typename... Values>
auto one_of(std::mt19937& random, Values... values) {
  const std::common_type_t<Values...> all[] = {values...};
  return all[random() % sizeof...(values)];
}

}  // namespace cpsg::github::ledger
