// What the processes of one machine keep together of one account or git lane, and the rules of a draw from it.
//
//   AccountRecord record;
//   const Slice slice = draw(record, {.index = 3, .token = token, .lives = lives}, limits, request, now);
//
// No I/O; time is a parameter. The record is trivially copyable: the limits file holds its bytes. A process that fell
// silent loses what it had not reported when its slice ends: points and server time count as spent; the places, which
// its requests may still use, come back when it is dead. Who waits is served in the order of coming.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <type_traits>

#include "cpsg/base/clock.h"
#include "cpsg/coordination/budget_source.h"

namespace cpsg::coordination::local {

// Processes that may share a file. One more goes on alone.
inline constexpr std::size_t kOwnersMax = 32;

// One process among those that share the file: its place in the records, and a number that no other process ever has.
struct Owner {
  std::size_t index = 0;
  std::uint64_t token = 0;  // never 0
  // Whether that process is still there; asked of those whose slice has ended.
  std::function<bool(std::size_t index, std::uint64_t token)> lives;
};

// What one process holds.
struct Holding {
  std::uint64_t token = 0;  // 0: nobody
  Instant ends_at{};
  Amounts amounts;
  std::array<bool, kResources> learns{};
  bool waits = false;     // it got less than it needs
  Instant waits_since{};  // of one that waits
  Amounts needs;          // of one that waits: what it lacks, kept for it while others ask later
};

// What was used within one step of time.
struct UseStep {
  std::int64_t number = -1;  // the time, in steps
  std::array<std::uint32_t, kResources> minute_points{};
  std::array<std::chrono::milliseconds, kResources> server_time{};
};
inline constexpr std::size_t kUseSteps = 128;  // more than a minute
static_assert(kUseSteps * kUseStep > std::chrono::seconds(62));

struct AccountRecord {
  AccountFacts facts;
  Instant next_send_at{};
  std::array<UseStep, kUseSteps> steps;
  std::array<Holding, kOwnersMax> holdings;
};
static_assert(std::is_trivially_copyable_v<AccountRecord>);

struct DrawResult {
  Slice slice;            // without its revision
  bool concerns = false;  // others must know of it before their next request
};
[[nodiscard]] DrawResult draw(AccountRecord& record, const Owner& owner, const AccountLimits& limits,
                              const DrawRequest& request, Instant now);
[[nodiscard]] Instant reserve_send(AccountRecord& record, Instant::duration interval, Instant now);

}  // namespace cpsg::coordination::local
