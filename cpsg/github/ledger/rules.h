// The values that the rate ledger works with: the rules of spending, what a request asks for, what it may have to wait
// for, and how it ended.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "cpsg/base/clock.h"

namespace cpsg::github::ledger {

enum class Resource : std::uint8_t { kRest, kGraphql };

// Who goes first, and how much of a window each leaves to those before it while the window is young.
enum class Lane : std::uint8_t { kInteractive, kWebhook, kRefresh, kBackfill, kEnrich };

struct LedgerRules {
  double floor_fraction = 0.1;  // of each window; left to the account's owner, never touched
  // By lane: the share of the window above the floor that is left to earlier lanes, times the share of the window's
  // time that is still to come: at the end of a window everything may be used.
  double headroom[5] = {0.0, 0.02, 0.05, 0.10, 0.30};
  std::uint32_t concurrent_max = 100;  // REST and GraphQL together
  std::uint32_t rest_points_per_minute = 900;
  std::uint32_t graphql_points_per_minute = 2'000;
  std::chrono::milliseconds graphql_server_time_per_minute{50'000};  // GitHub allows 60 s, of which the clocks differ
  std::chrono::milliseconds server_time_per_minute{80'000};          // 90 s
  std::chrono::seconds minute{60};
  std::chrono::seconds first_backoff{60};  // after a refusal that names no time; doubles
  std::chrono::seconds longest_backoff{3'600};
};

struct RequestCost {
  Lane lane = Lane::kRefresh;
  Resource resource = Resource::kGraphql;
  std::uint32_t points = 1;
  std::chrono::milliseconds expected{200};  // server time, as learned from earlier ones
};

using Ticket = std::uint64_t;

enum class LimitReason : std::uint8_t {
  kPrimary,      // the window's points are used up, but for the floor and what earlier lanes are left
  kMinute,       // points or server seconds of the sliding minute
  kConcurrency,  // also: a request that learns is under way, or those in flight would use up the rest if none of them
                 // turns out to cost less
  kBlocked,      // GitHub asked to wait
};
// When it is worth to look again at what waits for a settlement that can come at any time.
inline constexpr std::chrono::seconds kRecheckInterval{1};
struct Wait {
  Instant until;  // not before; at kConcurrency: when it is worth to look again, something may settle earlier
  LimitReason reason = LimitReason::kPrimary;
};

// What an answer said of the window: `x-ratelimit-*`, with the reset as a distance from the answer's own Date.
struct WindowReport {
  std::uint32_t limit = 0;
  std::uint32_t remaining = 0;
  std::chrono::seconds resets_in{0};
};

// How a request ended.
struct Settlement {
  std::optional<WindowReport> window;  // none: a request that got no answer, or one without headers
  std::uint32_t points = 0;            // really spent, as far as known (0 for a free 304)
  std::chrono::milliseconds server_time{0};
  enum class Kind : std::uint8_t {
    kAnswered,
    kPrimaryLimit,    // refused, nothing remaining
    kSecondaryLimit,  // refused otherwise; the whole account waits
  } kind = Kind::kAnswered;
  std::optional<std::chrono::seconds> retry_after;
};

// Where an account stands, for people and metrics.
struct AccountBudget {
  std::string account;
  Resource resource = Resource::kGraphql;
  bool known = false;
  std::uint32_t limit = 0;
  std::uint32_t remaining = 0;
  std::uint32_t floor = 0;
  std::uint32_t reserved = 0;
  std::optional<std::chrono::seconds> resets_in;
  std::optional<std::chrono::seconds> blocked_for;
};

}  // namespace cpsg::github::ledger
