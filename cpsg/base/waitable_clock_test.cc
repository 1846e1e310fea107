// Protects all that sleeps and waits: no wait ends early, late or never, a cancelled one ends soon, and the tests'
// clock wakes exactly those whose time has come.
#include "cpsg/base/waitable_clock.h"

#include <thread>

#include "cpsg/base/testing/manual_clock.h"

namespace cpsg {
namespace {

using namespace std::chrono_literals;

constexpr auto kLong = 10min;

// A thread that waits on a clock, and what became of it.
class Waiting {
 public:
  Waiting(WaitableClock& clock, Instant deadline, CancelFlags cancelled = {})
      : thread_([this, &clock, deadline, cancelled] {
          std::unique_lock lock(mutex_);
          result_ = clock.wait_until(lock, changed_, deadline, cancelled, [this] { return done_; });
        }) {}
  void finish() {
    {
      const std::scoped_lock lock(mutex_);
      done_ = true;
    }
    changed_.notify_all();
  }
  // Blocks until the wait has ended.
  WaitResult result() {
    thread_.join();
    return result_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool done_ = false;
  WaitResult result_{};
  std::thread thread_;
};

TEST(MachineClock, TellsTheTimesOfTheMachine) {
  WaitableClock& clock = machine_clock();
  const Instant before = Instant::clock::now();
  const Instant told = clock.now();
  EXPECT_GE(told, before);
  EXPECT_LE(told, Instant::clock::now());
  const UnixTime today = system_clock()();
  EXPECT_GE(clock.unix_time(), today);
  EXPECT_LE(clock.unix_time(), today + 10s);
}

TEST(MachineClock, SleepsUntilTheDeadline) {
  WaitableClock& clock = machine_clock();
  const std::atomic<bool> cancelled = false;
  for (const CancelFlags flags : {CancelFlags(), CancelFlags(&cancelled)}) {
    const Instant deadline = clock.now() + 5ms;
    EXPECT_TRUE(clock.sleep_until(deadline, flags));
    EXPECT_GE(clock.now(), deadline);
    EXPECT_TRUE(clock.sleep_until(clock.now() - 1h, flags)) << "it has passed";
  }
}

TEST(MachineClock, EndsAWaitWhenItIsNotified) {
  WaitableClock& clock = machine_clock();
  for (const Instant deadline : {clock.now() + kLong, Instant::max()}) {
    Waiting waiting(clock, deadline);
    waiting.finish();
    EXPECT_EQ(waiting.result(), WaitResult::kNotified);
  }
}

TEST(MachineClock, EndsAWaitWhenEitherFlagIsSet) {
  WaitableClock& clock = machine_clock();
  for (const bool first : {true, false}) {
    std::atomic<bool> one = false;
    std::atomic<bool> other = false;
    Waiting waiting(clock, clock.now() + kLong, {&one, &other});
    (first ? one : other) = true;
    EXPECT_EQ(waiting.result(), WaitResult::kCancelled);
    EXPECT_FALSE(clock.sleep_until(clock.now() + kLong, {&one, &other})) << "not even begun";
    EXPECT_FALSE(clock.sleep_until(clock.now() - 1h, {&one, &other})) << "a flag counts before the deadline";
  }
}

TEST(ManualClock, MovesBothTimesTogetherAndOnlyWhenTold) {
  ManualClock clock;
  const Instant begin = clock.now();
  EXPECT_EQ(clock.unix_time(), ManualClock::kStart);
  clock.advance(1'500ms);
  EXPECT_EQ(clock.now() - begin, 1'500ms);
  EXPECT_EQ(clock.unix_time(), ManualClock::kStart + 1s);
  clock.advance(500ms);
  EXPECT_EQ(clock.unix_time(), ManualClock::kStart + 2s);
  clock.set_unix_time(ManualClock::kStart - 1h);
  EXPECT_EQ(clock.now() - begin, 2s);
  clock.advance(3s);
  EXPECT_EQ(clock.unix_time(), ManualClock::kStart - 1h + 3s);
}

// A notification that comes as a wait ends is told by nothing: who waits with flags looks again by itself.
TEST(MachineClock, LetsThoseWithFlagsLookAgainWithoutANotification) {
  std::mutex mutex;
  std::condition_variable never;
  const std::atomic<bool> stopped = false;
  std::unique_lock lock(mutex);
  const Instant began = machine_clock().now();
  EXPECT_EQ(machine_clock().wait_until(lock, never, began + 60s, &stopped), WaitResult::kNotified);
  EXPECT_LT(machine_clock().now() - began, 30s);
}

TEST(ManualClock, WakesThoseWhoseDeadlineHasCome) {
  ManualClock clock;
  Waiting soon(clock, clock.now() + 10s);
  Waiting later(clock, clock.now() + 20s);
  ASSERT_TRUE(clock.wait_for_waiters(2));
  EXPECT_EQ(*clock.next_deadline() - clock.now(), 10s);
  clock.advance(9'999ms);
  EXPECT_EQ(clock.waiters(), 2U);
  clock.advance(1ms);
  EXPECT_EQ(soon.result(), WaitResult::kDeadline);
  EXPECT_EQ(clock.waiters(), 1U);
  EXPECT_EQ(*clock.next_deadline() - clock.now(), 10s);
  clock.advance(1h);
  EXPECT_EQ(later.result(), WaitResult::kDeadline);
  EXPECT_EQ(clock.next_deadline(), std::nullopt);
}

TEST(ManualClock, WakesAllWhoWaitWithOneMutex) {
  ManualClock clock;
  constexpr int kThreads = 8;
  std::mutex mutex;
  std::condition_variable changed;
  int deadlines = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, deadline = clock.now() + std::chrono::seconds(i + 1)] {
      std::unique_lock lock(mutex);
      while (clock.wait_until(lock, changed, deadline) == WaitResult::kNotified) {
      }
      ++deadlines;
    });
  }
  ASSERT_TRUE(clock.wait_for_waiters(kThreads));
  clock.advance(std::chrono::seconds(kThreads));
  threads.clear();
  EXPECT_EQ(deadlines, kThreads);
}

// The moment between the decision to wait and the wait itself is where a wake-up could be lost.
TEST(ManualClock, LosesNoThreadThatIsAboutToWait) {
  ManualClock clock;
  constexpr int kRounds = 2'000;
  std::jthread sleeper([&] {
    for (int round = 0; round < kRounds; ++round) clock.sleep_until(clock.now() + 1s);
  });
  for (int round = 0; round < kRounds; ++round) {
    ASSERT_TRUE(clock.wait_for_waiters(1));
    clock.advance(1s);
  }
}

TEST(ManualClock, EndsAWaitWhenItIsNotifiedOrCancelled) {
  ManualClock clock;
  std::atomic<bool> cancelled = false;
  Waiting notified(clock, Instant::max());
  Waiting stopped(clock, Instant::max(), &cancelled);
  ASSERT_TRUE(clock.wait_for_waiters(2));
  EXPECT_EQ(clock.next_deadline(), Instant::max());
  notified.finish();
  EXPECT_EQ(notified.result(), WaitResult::kNotified);
  cancelled = true;
  EXPECT_EQ(stopped.result(), WaitResult::kCancelled);
  EXPECT_FALSE(clock.sleep_until(clock.now() + kLong, &cancelled));
}

TEST(ManualClock, DoesNotWaitForWhatHasPassed) {
  ManualClock clock;
  EXPECT_TRUE(clock.sleep_until(clock.now()));
  EXPECT_EQ(clock.waiters(), 0U);
}

}  // namespace
}  // namespace cpsg
