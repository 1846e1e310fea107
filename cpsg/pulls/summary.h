// How many pull requests came and went in each period, how long they took, and how long those have waited that are
// open.
//
//   const auto summary = summarize(facts, {.period_of = week_of, .now = now});
//   if (!summary) ...  // more than kSummaryPeriodsMax periods
//
// Each event counts in the period that it lies in: creation, merge, closing without a merge. Lead times and sizes go
// with the merge; first reviews, and that there was none, go with the creation. Computed from all pull requests each
// time, never added up.
//
// Pure; may be called from several threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "cpsg/base/clock.h"
#include "cpsg/model/pull_summary.h"
#include "cpsg/storage/pull_facts.h"

namespace cpsg::pulls {

// From `begin` on, before `end`.
struct Period {
  UnixTime begin;
  UnixTime end;
  std::int16_t offset_minutes = 0;  // of the clocks from UTC when it begins
};

struct SummaryQuery {
  std::function<Period(UnixTime)> period_of;  // the one that a time lies in; periods do not overlap
  std::optional<UnixTime> since;              // only events from then on
  std::optional<UnixTime> until;              // and before that
  bool bots = true;                           // also those whose author is a bot
  std::optional<bool> draft;                  // only those that are drafts now, or that are none
  std::optional<std::string> base;            // only those into this branch
  UnixTime now{};
};

inline constexpr std::size_t kSummaryPeriodsMax = 10'000;

// Nothing where there are more periods than that. What is open, and for how long, does not depend on since and until.
[[nodiscard]] std::optional<model::PullSummary> summarize(const storage::PullFactsSet& facts,
                                                          const SummaryQuery& query);

}  // namespace cpsg::pulls
