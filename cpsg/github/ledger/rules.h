// The values of the rate ledger: the rules of spending, what a request costs, what it may have to wait for, and how it
// ended.
//
//   const RequestCost cost{.lane = Lane::kRefresh, .resource = Resource::kGraphql, .points = 1};
//   const Settlement settlement{.window = WindowReport{5'000, 4'999, 3600s}, .points = 1, .server_time = 80ms};
//
// Plain values. Source: GitHub's "Rate limits for the REST API", "Rate limits and query limits for the GraphQL API".
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "cpsg/base/clock.h"

namespace cpsg::github::ledger {

enum class Resource : std::uint8_t { kRest, kGraphql };

// What a request is for. An earlier lane goes first, and a later one leaves it some of each window (headroom).
enum class Lane : std::uint8_t { kInteractive, kWebhook, kRefresh, kBackfill, kEnrich };

struct LedgerRules {
  double floor_fraction = 0.1;  // of each window; left to the account's owner, never spent
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

// What a request takes out of the budget, and in which lane it waits for it.
struct RequestCost {
  Lane lane = Lane::kRefresh;
  Resource resource = Resource::kGraphql;
  std::uint32_t points = 1;
  std::chrono::milliseconds expected{200};  // server time, learned from earlier requests
};

using Ticket = std::uint64_t;

enum class LimitReason : std::uint8_t {
  kPrimary,      // the window's points are used up, but for the floor and what earlier lanes are left
  kMinute,       // points or server seconds of the sliding minute
  kConcurrency,  // other requests: too many are under way, one of them learns what is left, or those under way may use
                 // up the rest
  kBlocked,      // GitHub asked to wait
  kSlice,        // a slice of the budget that several processes share has to be drawn first
};
// After which a request that waits for the end of others is worth another attempt, if none of them ends earlier.
inline constexpr std::chrono::seconds kRecheckInterval{1};
struct Wait {
  Instant until;  // with kConcurrency only the time of another attempt
  LimitReason reason = LimitReason::kPrimary;
};

// What a response said of the window: `x-ratelimit-*`, with the reset as a distance from the response's own Date; a
// negative one was over already. No window is longer than kLongestWindow, whatever a response says.
inline constexpr std::chrono::seconds kLongestWindow{65 * 60};
struct WindowReport {
  std::uint32_t limit = 0;
  std::uint32_t remaining = 0;
  std::chrono::seconds resets_in{0};
};

// How a request ended.
struct Settlement {
  std::optional<WindowReport> window;  // none: no response, or one without such headers
  bool unlimited = false;              // an answer, and not one such header in it
  std::uint32_t points = 0;            // really spent, as far as known; 0 for a free 304
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
  std::uint32_t spare = 0;  // that every lane may use now
  std::uint64_t spent = 0;  // by this process since it began, as far as GitHub told
};

}  // namespace cpsg::github::ledger
