// What processes tell each other of an account's limits, so that none of them learns it by a refusal of its own.
//
//   AccountFacts ours, theirs;
//   merge(ours, theirs);   // ours holds now whatever is newer or stricter in either
//
// Plain values. Times are of the steady clock, which all processes of a machine share.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "cpsg/base/clock.h"

namespace cpsg::coordination {

// REST and GraphQL, which GitHub counts apart; the index of every array of two in this folder.
inline constexpr std::size_t kResources = 2;
// GitHub's servers may not agree on a reset to the second.
inline constexpr std::chrono::seconds kResetsDiffer{1};
// A window counts as over this long after its reset, which GitHub gives in whole seconds.
inline constexpr std::chrono::seconds kAfterReset{1};

// One window of primary points.
struct WindowFacts {
  bool known = false;      // some window was learned once; it may be over
  bool unlimited = false;  // the server answers without saying anything of limits
  std::uint32_t limit = 0;
  std::uint32_t remaining = 0;
  Instant reset_earliest{};  // the reset lies between these, as far as the travel of answers lets us know
  Instant reset{};
  Instant learned_at{};                   // when this window, or that there is none, became known
  std::chrono::seconds length{0};         // the longest time to a reset that was seen
  Instant closed_until = Instant::min();  // nothing is asked for before
  std::int32_t past_resets = 0;           // in a row: answers with nothing left and a reset that was over already

  [[nodiscard]] Instant end() const { return reset + kAfterReset; }
  [[nodiscard]] bool known_at(Instant now) const { return known && !unlimited && now < end(); }
};

struct AccountFacts {
  std::array<WindowFacts, kResources> windows;
  Instant blocked_until = Instant::min();  // the whole account was asked to wait
  Instant refused_at = Instant::min();     // the last refusal that named no time
  std::int32_t refusals = 0;               // of these, in a row
};

// Of two different windows the one that was learned later is kept; of one window the smaller remainder.
void merge(WindowFacts& ours, const WindowFacts& theirs);
void merge(AccountFacts& ours, const AccountFacts& theirs);

// The points that stay for the account's owner: never the whole limit.
[[nodiscard]] std::uint32_t floor_points(double fraction, std::uint32_t limit);

}  // namespace cpsg::coordination
