// Time as a parameter. Policy code takes `now`; only the composition root reads the machine's clock.
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
