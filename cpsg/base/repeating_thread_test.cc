// Protects: what a thread repeats is done at once and then at its interval, goes on after failures, which are told
// once, and ends with the object.
#include "cpsg/base/repeating_thread.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>

#include "cpsg/base/log.h"
#include "cpsg/base/testing/captured_log.h"
#include "cpsg/base/testing/manual_clock.h"

namespace cpsg {
namespace {

using namespace std::chrono_literals;

TEST(RepeatingThread, TakesATurnAtOnceAndThenAtItsInterval) {
  ManualClock clock;
  std::atomic<int> turns = 0;
  {
    const RepeatingThread thread(clock, 10s, "no turn", [&] { ++turns; });
    ASSERT_TRUE(clock.wait_for_waiters(1));
    EXPECT_EQ(turns, 1);
    clock.advance(9s);
    EXPECT_EQ(turns, 1);
    clock.advance(1s);
    ASSERT_TRUE(clock.wait_for_waiters(1));
    EXPECT_EQ(turns, 2);
  }
  clock.advance(10s);
  EXPECT_EQ(turns, 2);
}

TEST(RepeatingThread, TellsOfFailuresInARowOnceAndGoesOn) {
  ManualClock clock;
  const CapturedLog captured;
  std::atomic<int> turns = 0;
  const RepeatingThread thread(clock, 10s, "no turn", [&] {
    if (++turns != 3) throw std::runtime_error("there is none");
  });
  for (int turn = 1; turn <= 5; ++turn) {
    ASSERT_TRUE(clock.wait_for_waiters(1));
    EXPECT_EQ(turns, turn);
    if (turn < 5) clock.advance(10s);
  }
  log::warning("that is all");
  const std::string all = captured.until("that is all\n");
  std::size_t told = 0;
  for (std::size_t at = 0; (at = all.find("no turn: there is none", at)) != std::string::npos; ++at) ++told;
  EXPECT_EQ(told, 2U) << "before the third turn and after it: " << all;
}

}  // namespace
}  // namespace cpsg
