// What is still to be done for a project, as a set of bits that is stored with it, and how urgent it is.
//
//   if (any(project.work & Work::kPulls)) ...
//   const Work left = without(project.work, Work::kPulls);
//
// Databases hold the numbers: they never change.
#pragma once

#include <cstdint>

namespace cpsg::model {

enum class Work : std::uint8_t {
  kNothing = 0,
  kProbe = 1,       // ask the API what it is and whether it moved
  kStatistics = 2,  // read all of its statistics
  kRefs = 4,        // list branches, fetch commits
  kPulls = 8,       // read pull requests down to the watermark
  kAudit = 16,      // compare what is stored with GitHub's counts
  kEnrich = 32,     // from spare budget: lines and logins of commits, releases, earlier stars
};
[[nodiscard]] constexpr Work operator|(Work a, Work b) {
  return static_cast<Work>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
[[nodiscard]] constexpr Work operator&(Work a, Work b) {
  return static_cast<Work>(static_cast<std::uint8_t>(a) & static_cast<std::uint8_t>(b));
}
[[nodiscard]] constexpr Work without(Work all, Work some) {
  return static_cast<Work>(static_cast<std::uint8_t>(all) & ~static_cast<std::uint8_t>(some));
}
[[nodiscard]] constexpr bool any(Work set) { return set != Work::kNothing; }

// What a project has to do when it is added. An audit comes later, by the schedule.
inline constexpr Work kInitialWork = Work::kProbe | Work::kStatistics | Work::kRefs | Work::kPulls | Work::kEnrich;

// In which order due projects are taken; the smaller, the sooner. The ledger's lanes go by it.
enum class Priority : std::uint8_t { kInteractive = 0, kWebhook = 1, kRefresh = 2, kBackfill = 3 };

}  // namespace cpsg::model
