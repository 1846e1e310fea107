// Time as a parameter: code that decides takes `now`, so that tests choose it; only construction reads the machine's
// clock.
//
//   bool is_due(const Project& project, UnixTime now);
//   Api api({.clock = system_clock()});
//
// What also sleeps or waits takes a WaitableClock (waitable_clock.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace cpsg {

// UTC, whole seconds: the resolution of git and of every stored time of ours.
using UnixTime = std::chrono::sys_seconds;

// A source of "now". Must be callable from several threads at once.
using Clock = std::function<UnixTime()>;

// For what must not jump when the machine's clock is set: rates, deadlines, how long something took.
using Instant = std::chrono::steady_clock::time_point;

[[nodiscard]] inline Clock system_clock() {
  return [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); };
}

}  // namespace cpsg
