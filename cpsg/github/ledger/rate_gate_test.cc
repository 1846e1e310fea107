// Protects: threads that wait for budget are served in order, woken when something settles, refused at once when the
// wait is certain to be too long, and let go when they are cancelled. The clock stands still until the test moves it.
#include "cpsg/github/ledger/rate_gate.h"

#include <algorithm>
#include <mutex>
#include <thread>

#include "cpsg/base/error.h"
#include "cpsg/base/testing/eventually.h"
#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/github/ledger/testing/ledger.h"

namespace cpsg::github::ledger {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr seconds kHour{3600};
constexpr milliseconds kPatient{10'000};
const std::vector<std::string> kAlice = {"user-alice"};

class RateGateTest : public testing::Test {
 protected:
  explicit RateGateTest(const LedgerRules& rules = plain_rules()) : gate(rules, clock) {}

  Permit take(const RequestCost& cost = {}, const std::vector<std::string>& accounts = kAlice) {
    return gate.acquire(accounts, cost, kPatient, nullptr);
  }
  void spend(const Settlement& settlement, const std::string& account = "user-alice", const RequestCost& cost = {}) {
    const std::vector<std::string> accounts = {account};
    take(cost, accounts).settle(settlement);
  }
  // The error of an acquire that must not be granted.
  Error refusal(const RequestCost& cost, milliseconds max_wait, const std::vector<std::string>& accounts = kAlice) {
    try {
      (void)gate.acquire(accounts, cost, max_wait, nullptr);
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "granted";
    return {ErrorCode::kInternal, ""};
  }

  ManualClock clock;
  RateGate gate;
};

// Threads that wait at the gate, and the order in which they were let through.
class Crowd {
 public:
  Crowd(RateGate& gate, ManualClock& clock) : gate_(gate), clock_(clock) {}

  // Returns when the thread waits, or holds a permit.
  void add(std::string name, const RequestCost& cost) {
    threads_.emplace_back([this, name = std::move(name), cost] {
      Permit permit = gate_.acquire(kAlice, cost, kPatient, nullptr);
      const std::scoped_lock lock(mutex_);
      order_.push_back(name);
      held_.push_back(std::move(permit));
    });
    EXPECT_TRUE(eventually([&] { return clock_.waiters() + let_through().size() == threads_.size(); }));
  }
  // The names of those that were let through, once they are so many.
  std::vector<std::string> order(std::size_t count) {
    EXPECT_TRUE(eventually([&] { return let_through().size() >= count; }));
    return let_through();
  }
  void settle_last(const Settlement& settlement) {
    const std::scoped_lock lock(mutex_);
    held_.back().settle(settlement);
    held_.pop_back();
  }

 private:
  std::vector<std::string> let_through() {
    const std::scoped_lock lock(mutex_);
    return order_;
  }

  RateGate& gate_;
  ManualClock& clock_;
  std::mutex mutex_;
  std::vector<std::string> order_;
  std::vector<Permit> held_;
  std::vector<std::jthread> threads_;
};

TEST_F(RateGateTest, EarlierLanesFirstThenByArrival) {
  Permit learner = take();
  {
    Crowd crowd(gate, clock);
    crowd.add("enrich", {.lane = Lane::kEnrich});
    crowd.add("backfill 1", {.lane = Lane::kBackfill});
    crowd.add("backfill 2", {.lane = Lane::kBackfill});
    crowd.add("interactive", {.lane = Lane::kInteractive});
    std::vector<std::string> order;
    for (std::size_t through = 1; through <= 4; ++through) {
      // Without a report nothing is learned, and again one alone may go.
      if (through == 1) {
        learner.settle({});
      } else {
        crowd.settle_last({});
      }
      order = crowd.order(through);
      ASSERT_EQ(order.size(), through);
    }
    EXPECT_THAT(order, testing::ElementsAre("interactive", "backfill 1", "backfill 2", "enrich"));
    crowd.settle_last({});
  }
}

TEST_F(RateGateTest, SmallRequestOfALaterLaneDoesNotOvertake) {
  spend(answer(100, 10, seconds(5)));
  Crowd crowd(gate, clock);
  crowd.add("large", {.lane = Lane::kInteractive, .points = 11});
  crowd.add("small", {.lane = Lane::kBackfill});
  EXPECT_THAT(crowd.order(0), testing::IsEmpty());
  crowd.add("other resource", {.lane = Lane::kBackfill, .resource = Resource::kRest});
  EXPECT_THAT(crowd.order(1), testing::ElementsAre("other resource"));
  clock.advance(seconds(6));
  EXPECT_EQ(crowd.order(2)[1], "large");
  crowd.settle_last(answer(100, 89, kHour));
  EXPECT_EQ(crowd.order(3)[2], "small");
}

TEST_F(RateGateTest, RefusesAtOnceWhatTakesTooLong) {
  spend(answer(100, 0, seconds(90)));
  const Error error = refusal({}, milliseconds(90'999));
  EXPECT_EQ(error.code(), ErrorCode::kRateLimited);
  EXPECT_EQ(error.retry_after(), seconds(91));
  EXPECT_THAT(error.what(), HasSubstr("the GraphQL budget of user-alice is used up, but for the share left to its "
                                      "owner"));
}

TEST_F(RateGateTest, SaysThatGitHubAskedToWait) {
  spend(secondary(seconds(20)));
  const Error error = refusal({.resource = Resource::kRest}, milliseconds(0));
  EXPECT_EQ(error.retry_after(), seconds(21));
  EXPECT_THAT(error.what(), HasSubstr("GitHub asked user-alice to wait"));
}

TEST_F(RateGateTest, WaitsForOthersHalfAMinuteMore) {
  const Permit learner = take();
  std::atomic<bool> refused = false;
  std::jthread waiter([&] {
    EXPECT_EQ(refusal({}, milliseconds(0)).code(), ErrorCode::kRateLimited);
    refused = true;
  });
  for (int second = 0; second < 30; ++second) {
    ASSERT_TRUE(clock.wait_for_waiters(1));
    EXPECT_FALSE(refused);
    clock.advance(seconds(1));
  }
  waiter.join();
  EXPECT_TRUE(refused);
}

TEST_F(RateGateTest, CancelledWaiterLeaves) {
  spend(answer(100, 0, kHour));
  std::atomic<bool> cancelled = false;
  std::jthread waiter([&] {
    try {
      (void)gate.acquire(kAlice, {}, milliseconds(kHour * 2), &cancelled);
      ADD_FAILURE() << "granted";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kCancelled);
    }
  });
  EXPECT_TRUE(clock.wait_for_waiters(1));
  cancelled = true;
}

TEST_F(RateGateTest, AccountWithMostLeftGoesFirstThenThatWhichMayAtAll) {
  spend(answer(5'000, 100, kHour), "a");
  spend(answer(5'000, 200, kHour), "b");
  const std::vector<std::string> both = {"a", "b"};
  EXPECT_EQ(take({}, both).account(), "b");
  spend(secondary(seconds(60)), "b");
  EXPECT_EQ(take({}, both).account(), "a");
  spend(secondary(seconds(30)), "a");
  const Error error = refusal({}, milliseconds(0), both);
  EXPECT_EQ(error.retry_after(), seconds(31)) << "the one that may first";
  EXPECT_THAT(error.what(), HasSubstr("asked a to wait"));
}

TEST_F(RateGateTest, PermitThatIsDroppedCountsAsARequestWithoutAnswer) {
  spend(answer(100, 50, kHour));
  {
    Permit first = take();
    const Permit moved_on = std::move(first);
    EXPECT_EQ(gate.budgets()[0].reserved, 1U);
  }
  EXPECT_EQ(gate.budgets()[0].reserved, 0U);
  EXPECT_EQ(gate.available("user-alice", Resource::kGraphql, Lane::kInteractive), 49U);
}

class CrowdedGateTest : public RateGateTest {
 protected:
  static LedgerRules rules() {
    LedgerRules some = plain_rules();
    some.concurrent_max = 3;
    return some;
  }
  CrowdedGateTest() : RateGateTest(rules()) {}
};

TEST_F(CrowdedGateTest, ManyThreadsAllGetThroughAndNeverTooManyAtOnce) {
  constexpr int kThreads = 12;
  constexpr int kEach = 25;
  std::atomic<int> at_once = 0;
  std::atomic<int> most = 0;
  std::atomic<int> remaining = 5'000;
  std::vector<std::jthread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < kEach; ++n) {
        Permit permit = take({.lane = static_cast<Lane>(i % 5), .expected = milliseconds(1)});
        const int now_at_once = ++at_once;
        for (int seen = most; seen < now_at_once && !most.compare_exchange_weak(seen, now_at_once);) continue;
        std::this_thread::yield();
        --at_once;
        permit.settle(answer(5'000, static_cast<std::uint32_t>(--remaining), kHour));
      }
    });
  }
  threads.clear();
  EXPECT_EQ(remaining, 5'000 - kThreads * kEach);
  EXPECT_LE(most, 3);
}

}  // namespace
}  // namespace cpsg::github::ledger
