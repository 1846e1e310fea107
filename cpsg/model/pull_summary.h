// What is counted over a project's pull requests, in periods of time and as of now.
//
//   const PullSummary summary = pulls::summarize(facts, query);
//   summary.range.lead_p50_s;  // null unless some were merged
//
// Percentiles are exact, by nearest rank: of n values the one at the place ceil(p/100 * n) in ascending order. Over no
// values they are null.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/git_time.h"

namespace cpsg::model {

struct PullFlow {
  std::int64_t opened = 0;                 // created in the period
  std::int64_t closed = 0;                 // closed in it, without being merged
  std::int64_t merged = 0;                 // merged in it
  std::int64_t n = 0;                      // whose lead times these are: those of `merged`
  std::optional<std::int64_t> lead_p50_s;  // from creation to merge, drafts included
  std::optional<std::int64_t> lead_p75_s;
  std::optional<std::int64_t> lead_p95_s;
  // From creation to the first review, of those of `opened` whose first review is known.
  std::optional<std::int64_t> first_review_p50_s;
  std::optional<std::int64_t> first_review_p75_s;
  std::int64_t no_review = 0;            // those of `opened` whose first review is not
  std::optional<std::int64_t> size_p50;  // lines added and removed, of those of `merged` whose lines are known

  friend bool operator==(const PullFlow&, const PullFlow&) = default;
};

struct PullPeriod {
  GitTime start;
  PullFlow flow;
  bool partial = false;  // it is not over yet, or the time that was asked for has only a part of it
  friend bool operator==(const PullPeriod&, const PullPeriod&) = default;
};

// How many are open for at least `from_s` and less than `before_s` seconds; null: without end.
struct PullAge {
  std::int64_t from_s = 0;
  std::optional<std::int64_t> before_s;
  std::int64_t pulls = 0;
  friend bool operator==(const PullAge&, const PullAge&) = default;
};

// One that is open, as a list of the oldest shows it.
struct WaitingPull {
  std::int64_t number = 0;
  std::string title;
  std::optional<std::string> author;
  UnixTime created_at{};
  bool draft = false;
  std::optional<UnixTime> first_review_at;
};

struct PullSummary {
  std::vector<PullPeriod> periods;  // those in which something was opened, closed or merged, ascending
  PullFlow range;                   // all of them together
  std::vector<PullAge> open_by_age;
  // When it would be another one though no pull request changes: a period ends, or one that is open gets older than a
  // bound. Nothing: never.
  std::optional<UnixTime> changes_at;
};

}  // namespace cpsg::model
