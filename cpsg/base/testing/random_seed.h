// For tests: the seed of everything random in a run, so that a failure can be repeated.
//
//   for (const std::uint32_t seed : random_seeds(200)) {
//     SCOPED_TRACE(seed_text(seed));
//     std::mt19937 random(seed);
//     ...
//   }
//
// A failed expectation then shows the seed of its round; the test run again with that seed begins with this round. A
// test uses at most 1,000 consecutive seeds, because script/soak gives its rounds seeds in steps of 1,000.
#pragma once

#include <cassert>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <ranges>
#include <string>

namespace cpsg {

// "CPSG_TEST_SEED=7": what repeats a test.
inline std::string seed_text(std::uint32_t seed) { return "CPSG_TEST_SEED=" + std::to_string(seed); }

// From CPSG_TEST_SEED, else drawn; the same in the whole process, and printed once.
inline std::uint32_t random_seed() {
  static const std::uint32_t seed = [] {
    const char* const given = std::getenv("CPSG_TEST_SEED");
    const std::uint32_t value =
        given != nullptr ? static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10)) : std::random_device()();
    std::cout << seed_text(value) << std::endl;
    return value;
  }();
  return seed;
}

// `count` seeds from random_seed() on; past the largest they go on at 0.
inline auto random_seeds(std::uint32_t count) {
  assert(count <= 1'000);
  return std::views::iota(std::uint32_t{0}, count) |
         std::views::transform([first = random_seed()](std::uint32_t i) { return first + i; });
}

}  // namespace cpsg
