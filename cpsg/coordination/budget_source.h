// The port by which several processes share the budgets of the accounts that use GitHub, and git's lane.
//
//   const auto slice = source.draw("user-alice", limits, request, now);
//   if (slice) spend(slice->amounts);   // until slice->ends_at; the next draw reports it and asks again
//
// A process draws a slice of what an account may spend, spends it by its own rules (github/ledger), and reports what it
// spent with the next draw, which replaces the slice. A draw that wants nothing and has nothing in flight gives back
// all. The sum of all slices and of what was spent stays within every limit that a draw names, whatever the order of
// draws; what a process held that fell silent counts as spent when its slice ends.
//
// Contract of every implementation: safe to call from several threads at once; throws nothing; a draw takes at most
// 100 ms. It answers nothing when it cannot keep the promise just now (the shared place is out of reach, or full): then
// the process goes on alone, by its own rules, and asks again later. The source outlives what draws from it. Times are
// of the steady clock.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/coordination/limit_facts.h"

namespace cpsg::coordination {

// How long a slice may be spent.
inline constexpr std::chrono::seconds kSliceLife{30};
// What was used is told, and summed up, by steps of this length.
inline constexpr std::chrono::milliseconds kUseStep{500};

struct Amounts {
  std::array<std::uint32_t, kResources> window_points{};            // of the primary window
  std::array<std::uint32_t, kResources> minute_points{};            // of the sliding minute
  std::array<std::chrono::milliseconds, kResources> server_time{};  // of the sliding minute
  std::uint32_t places = 0;                                         // requests, or repositories, at once

  friend bool operator==(const Amounts&, const Amounts&) = default;
};

// What all processes together may use of an account.
struct AccountLimits {
  std::uint32_t places = 0;
  std::array<std::uint32_t, kResources> minute_points{};
  std::chrono::milliseconds graphql_server_time{0};  // a minute
  std::chrono::milliseconds server_time{0};          // a minute, both resources together
  double floor_fraction = 0;                         // of each window; never given out
};

struct Used {
  Instant at{};
  std::array<std::uint32_t, kResources> minute_points{};
  std::array<std::chrono::milliseconds, kResources> server_time{};
};

// In `in_flight`, `least` and `wanted` each number includes the one before it.
struct DrawRequest {
  Amounts in_flight;                        // taken already, of the slice before
  Amounts least;                            // without which the slice is of no use
  Amounts wanted;                           // what will be needed soon
  std::vector<Used> used;                   // since the last draw, and no part of `in_flight`
  AccountFacts facts;                       // what this process knows
  std::array<bool, kResources> learning{};  // a request of ours is under way that learns the window
  bool waits = false;  // though this draw asks for nothing, somebody still waits for what an earlier one lacked
};

// Why a slice has less than `least`, and when to ask again.
struct Shortage {
  Instant until{};
  bool of_the_minute = false;  // else others hold the rest, and may give it back at any moment
};

struct Slice {
  Amounts amounts;                           // at least what was in flight
  std::array<bool, kResources> may_learn{};  // the window is unknown, and this process alone may ask what it is
  AccountFacts facts;                        // what all processes know together
  Instant ends_at{};
  std::optional<Shortage> shortage;  // then there is no more in `amounts` than what is in flight
  std::uint64_t revision = 0;
};

class BudgetSource {
 public:
  BudgetSource() = default;
  virtual ~BudgetSource() = default;
  BudgetSource(const BudgetSource&) = delete;
  BudgetSource& operator=(const BudgetSource&) = delete;

  [[nodiscard]] virtual std::optional<Slice> draw(std::string_view account, const AccountLimits& limits,
                                                  const DrawRequest& request, Instant now) = 0;
  // Another number than that of a slice says that the others learned something which changes it (a refusal, somebody
  // who waits): the process draws before it sends the next request. Cheap enough to be asked before each.
  [[nodiscard]] virtual std::uint64_t revision() = 0;
  // When the lane's next request may be sent, where all processes keep `interval` between two. The time is taken.
  [[nodiscard]] virtual std::optional<Instant> reserve_send(std::string_view lane, Instant::duration interval,
                                                            Instant now) = 0;
};

}  // namespace cpsg::coordination
