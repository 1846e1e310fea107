// What syncs leave in the log of syncs and in the hours of the fleet, beside what they leave with their project.
//
//   const RecordedSync recorded(stores.sync_log, lease, clock, report);
//   ... recorded.ended(failure, lane);
//
// What cannot be written is told to the log of the program, and costs the sync nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cpsg/base/waitable_clock.h"
#include "cpsg/github/ledger/rules.h"
#include "cpsg/storage/stores.h"
#include "cpsg/sync/refresh_result.h"
#include "cpsg/sync/settings.h"

namespace cpsg::sync {

// One sync, from its construction to ended(). All references outlive it. Used by one thread.
class RecordedSync {
 public:
  RecordedSync(storage::SyncLog& log, const storage::Lease& lease, const WaitableClock& clock,
               const SyncReport& report);
  // Writes what was added to the report since. A sync that was interrupted, or that lost its lease, has not ended, and
  // one that only enriches is a piece of work in the background: of these the points are counted, without an entry.
  void ended(const std::optional<Failure>& failure, github::ledger::Lane lane) const noexcept;

 private:
  storage::SyncLog& log_;
  const storage::Lease& lease_;
  const WaitableClock& clock_;
  const SyncReport& report_;
  const SyncReport before_;
  const UnixTime started_at_;
  const Instant began_;
};

// One refresh of many projects, from its construction to ended(). All references outlive it. Used by one thread.
class RecordedRefresh {
 public:
  RecordedRefresh(storage::SyncLog& log, const WaitableClock& clock);
  // Counts each project's share of the queries, and writes the failures that no sync follows upon: where git is asked
  // about the project, that sync's entry tells of both.
  void ended(std::span<const RefreshResult> results) const noexcept;

 private:
  storage::SyncLog& log_;
  const WaitableClock& clock_;
  const UnixTime started_at_;
  const Instant began_;
};

// Points of each account and resource that samples have told.
using PointsTold = std::map<std::pair<std::string, std::string>, std::int64_t>;

// What of the budgets is kept by hour: of more than storage::kAccountsSampledMax accounts, those with the least left.
// The points of others are told when their turn comes. A pure function.
[[nodiscard]] std::vector<storage::BudgetSample> budget_samples(std::span<const github::ledger::AccountBudget> budgets,
                                                                const PointsTold& told, UnixTime now);

}  // namespace cpsg::sync
