// Protects: threads that wait for budget are served in order, woken when something settles, refused at once when the
// wait is certain to be too long, and let go when they are cancelled. The gate's clock is the test's own.
#include "cpsg/github/ledger/rate_gate.h"

#include <condition_variable>
#include <mutex>
#include <thread>

#include "cpsg/base/error.h"
#include "cpsg/github/ledger/testing/ledger.h"

namespace cpsg::github::ledger {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr seconds kHour{3600};
constexpr milliseconds kPatient{10'000};
const std::vector<std::string> kAlice = {"user-alice"};

std::atomic<Instant::rep> moved{0};
Instant test_clock() { return kBegin + Instant::duration(moved.load()); }
void move_clock(Instant::duration by) { moved += by.count(); }

class RateGateTest : public testing::Test {
 protected:
  explicit RateGateTest(const LedgerRules& rules = plain_rules()) : gate(rules, &test_clock) {}

  Permit take(const Ask& ask = {}, const std::vector<std::string>& accounts = kAlice) {
    return gate.acquire(accounts, ask, kPatient, nullptr);
  }
  void spend(const Settlement& settlement, const std::string& account = "user-alice", const Ask& ask = {}) {
    const std::vector<std::string> accounts = {account};
    take(ask, accounts).settle(settlement);
  }
  // The error of an acquire that must not be granted.
  Error refusal(const Ask& ask, milliseconds max_wait, const std::vector<std::string>& accounts = kAlice) {
    try {
      (void)gate.acquire(accounts, ask, max_wait, nullptr);
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "granted";
    return {ErrorCode::kInternal, ""};
  }

  RateGate gate;
};

// Threads that wait at the gate, and the order in which they were let through.
class Crowd {
 public:
  explicit Crowd(RateGate& gate) : gate_(gate) {}
  ~Crowd() {
    for (std::thread& thread : threads_) thread.join();
  }
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

  // Returns when the thread has had time to stand in the line.
  void add(std::string name, const Ask& ask) {
    threads_.emplace_back([this, name = std::move(name), ask] {
      Permit permit = gate_.acquire(kAlice, ask, kPatient, nullptr);
      std::unique_lock lock(mutex_);
      order_.push_back(name);
      held_.push_back(std::move(permit));
      changed_.notify_all();
    });
    std::this_thread::sleep_for(milliseconds(30));
  }
  // Waits until so many were let through.
  std::vector<std::string> order(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, seconds(10), [&] { return order_.size() >= count; });
    return order_;
  }
  void settle_last(const Settlement& settlement) {
    const std::scoped_lock lock(mutex_);
    held_.back().settle(settlement);
    held_.pop_back();
  }

 private:
  RateGate& gate_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> order_;
  std::vector<Permit> held_;
  std::vector<std::thread> threads_;
};

TEST_F(RateGateTest, EarlierLanesFirstThenByArrival) {
  Permit learner = take();
  {
    Crowd crowd(gate);
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

TEST_F(RateGateTest, SmallAskOfALaterLaneDoesNotOvertake) {
  spend(answer(100, 10, seconds(5)));
  Crowd crowd(gate);
  crowd.add("large", {.lane = Lane::kInteractive, .points = 11});
  crowd.add("small", {.lane = Lane::kBackfill});
  EXPECT_THAT(crowd.order(0), testing::IsEmpty());
  crowd.add("other resource", {.lane = Lane::kBackfill, .resource = Resource::kRest});
  EXPECT_THAT(crowd.order(1), testing::ElementsAre("other resource"));
  move_clock(seconds(6));
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

TEST_F(RateGateTest, WaitForOthersIsBorneForHalfAMinuteMore) {
  const Permit learner = take();
  std::atomic<bool> refused = false;
  std::thread waiter([&] {
    EXPECT_EQ(refusal({}, milliseconds(0)).code(), ErrorCode::kRateLimited);
    refused = true;
  });
  std::this_thread::sleep_for(milliseconds(80));
  move_clock(seconds(29));
  std::this_thread::sleep_for(milliseconds(120));
  EXPECT_FALSE(refused);
  move_clock(seconds(2));
  waiter.join();
}

TEST_F(RateGateTest, CancelledWaiterLeavesWithinATenthOfASecond) {
  spend(answer(100, 0, kHour));
  std::atomic<bool> cancelled = false;
  Instant left{};
  std::thread waiter([&] {
    try {
      (void)gate.acquire(kAlice, {}, milliseconds(kHour * 2), &cancelled);
      ADD_FAILURE() << "granted";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kCancelled);
    }
    left = std::chrono::steady_clock::now();
  });
  std::this_thread::sleep_for(milliseconds(60));
  const Instant cancelled_at = std::chrono::steady_clock::now();
  cancelled = true;
  waiter.join();
  EXPECT_LT(left - cancelled_at, milliseconds(1'000)) << "a tenth, and what a loaded machine adds";
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
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < kEach; ++n) {
        Permit permit = take({.lane = static_cast<Lane>(i % 5), .expected = milliseconds(1)});
        const int now_at_once = ++at_once;
        for (int seen = most; seen < now_at_once && !most.compare_exchange_weak(seen, now_at_once);) continue;
        std::this_thread::sleep_for(milliseconds(1));
        --at_once;
        permit.settle(answer(5'000, static_cast<std::uint32_t>(--remaining), kHour));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(remaining, 5'000 - kThreads * kEach);
  EXPECT_LE(most, 3);
}

}  // namespace
}  // namespace cpsg::github::ledger
