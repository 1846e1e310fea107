// The whole fleet in one look: how many projects are in which state, what they have together, and what has changed
// since a day.
//
//   const Overview overview = make_overview(cards, {.since = monday, .now = now});
//   overview.grew.front().card->text(Card::kFullName);
//
// Changes are those of whole UTC days, from the day of `since` on: what was observed last before it is compared with
// what was observed last. Pure; the cards must outlive what is returned.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "cpsg/fleet/card.h"

namespace cpsg::fleet {

// A project counts as quiet when so many days have passed since its last commit on the default branch.
inline constexpr std::chrono::days kQuietDays{30};
// How long a sync may be overdue before the project is late.
inline constexpr std::chrono::minutes kLateAfter{10};
// How far back a change may be asked for.
inline constexpr std::chrono::days kSinceMaxDays{365};

// The sum of a number over the projects of which it is known.
struct Total {
  std::optional<std::int64_t> value;   // null where it is known of none
  std::int64_t known = 0;              // projects
  std::optional<std::int64_t> change;  // null where it is known of none
  std::int64_t compared = 0;           // projects whose change is known
};

struct Ranked {
  const Card* card = nullptr;
  std::int64_t value = 0;
};
// The first ones of a list.
struct RankedList {
  std::int64_t total = 0;  // projects in the whole list
  std::vector<Ranked> first;
};

// Projects that are in trouble for the same reason.
struct Trouble {
  model::SyncState state = model::SyncState::kFailing;
  std::optional<ErrorCode> code;
  std::int64_t projects = 0;
  std::optional<std::int64_t> since_s;  // of the one that has been for the longest time; null where nobody knows
};

struct Overview {
  std::int64_t projects = 0;
  std::int64_t waiting = 0;                                        // for their first sync
  std::array<std::int64_t, model::kSyncStates.size()> by_state{};  // in the order of kSyncStates
  Total stars;
  Total forks;
  Total commits;  // on the default branches; `change` counts those of the days since
  Total pulls_open;
  std::int64_t late = 0;
  std::optional<UnixTime> late_since;      // when the first of the late ones was due
  std::optional<UnixTime> oldest_sync_at;  // the last sync of the project that was synced longest ago
  const Card* oldest_sync = nullptr;
  RankedList grew;                // by more stars
  RankedList busy;                // by commits
  RankedList went_quiet;          // those that were not quiet when `since` began, by the day of the last commit
  std::vector<Trouble> troubles;  // by state and code: failing, no_access, sso_required, gone, blocked; the most first
  RankedList newly_failing;       // since `since`, the latest first
};

struct OverviewQuery {
  UnixTime since{};  // not more than kSinceMaxDays before now
  UnixTime now{};
  std::size_t first = 5;  // of each list, how many are named
};
// `cards` are in the order of their names, by which equal ones are listed.
[[nodiscard]] Overview make_overview(const std::vector<const Card*>& cards, const OverviewQuery& query);

}  // namespace cpsg::fleet
