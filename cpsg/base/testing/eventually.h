// For tests: waits for what another thread, process or socket is about to do.
//
//   EXPECT_TRUE(eventually([&] { return server.requests().size() == 2; }));
//
// For conditions that no clock and no condition variable tells; what waits on a clock is better awaited by
// ManualClock::wait_for_waiters().
#pragma once

#include <chrono>
#include <thread>

namespace cpsg {

// Asks until `condition()` is true. False if it is not within ten seconds.
template <typename Condition>
[[nodiscard]] bool eventually(const Condition& condition) {
  constexpr std::chrono::seconds kPatience{10};
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

}  // namespace cpsg
