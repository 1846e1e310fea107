// What GitHub's API says of a project beside its history: at one moment (Statistics, ProbeMark), day by day
// (DailySnapshot), and how complete what is stored of it is (Coverage). Each is replaced as a whole by the next
// observation.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/oid.h"

namespace cpsg::model {

struct LanguageSize {
  std::string name;
  std::int64_t size_bytes = 0;

  friend bool operator==(const LanguageSize&, const LanguageSize&) = default;
};

// Counts by state; `closed` are those closed without being merged.
struct PullCounts {
  std::optional<std::int64_t> open;
  std::optional<std::int64_t> closed;
  std::optional<std::int64_t> merged;

  [[nodiscard]] std::optional<std::int64_t> total() const {
    return open && closed && merged ? std::optional(*open + *closed + *merged) : std::nullopt;
  }
  friend bool operator==(const PullCounts&, const PullCounts&) = default;
};

// Null where the source (REST without a token, for example) has no value.
struct Statistics {
  UnixTime observed_at{};
  std::optional<std::string> description;
  std::optional<std::string> homepage;
  std::vector<std::string> topics;        // sorted
  std::optional<std::string> license;     // SPDX id
  std::optional<std::string> visibility;  // lower case: "public"
  std::optional<bool> archived;
  std::optional<bool> fork;
  std::optional<bool> empty;
  std::optional<std::string> default_branch;
  std::optional<std::string> language;
  std::vector<LanguageSize> languages;  // largest first, then by name
  std::optional<std::int64_t> stars;
  std::optional<std::int64_t> forks;
  std::optional<std::int64_t> watchers;
  std::optional<std::int64_t> open_issues;  // pull requests are none
  std::optional<std::int64_t> closed_issues;
  std::optional<std::int64_t> size_kb;
  std::optional<std::int64_t> releases;
  std::optional<std::int64_t> tags;
  std::optional<std::int64_t> branches;  // as GitHub counts them; what the audit compares with
  PullCounts pulls;
  std::optional<UnixTime> created_at;
  std::optional<UnixTime> updated_at;
  std::optional<UnixTime> pushed_at;

  friend bool operator==(const Statistics&, const Statistics&) = default;
};

// What a probe sees of a project: if all of it is as before, nothing that the probe covers has changed.
struct ProbeMark {
  std::optional<UnixTime> pushed_at;
  std::optional<UnixTime> updated_at;
  std::optional<std::string> default_branch;
  std::optional<Oid> default_tip;
  std::int64_t stars = 0;
  std::int64_t forks = 0;
  std::int64_t pulls = 0;  // all of them, whatever their state
  std::optional<UnixTime> newest_pull_updated_at;
  bool archived = false;

  friend bool operator==(const ProbeMark&, const ProbeMark&) = default;
};

// One day's numbers of a project: the last observation of that UTC day.
struct DailySnapshot {
  std::chrono::sys_days day{};
  std::optional<std::int64_t> stars;
  std::optional<std::int64_t> forks;
  std::optional<std::int64_t> watchers;
  std::optional<std::int64_t> open_issues;
  std::optional<std::int64_t> closed_issues;
  PullCounts pulls;
  std::optional<std::int64_t> size_kb;
  std::optional<std::int64_t> releases;
  std::optional<std::int64_t> tags;
  std::optional<std::int64_t> commits;  // on the default branch; these four are of the published generation
  std::optional<std::int64_t> commits_all;
  std::optional<std::int64_t> branches;
  std::optional<std::int64_t> contributors;

  friend bool operator==(const DailySnapshot&, const DailySnapshot&) = default;
};

// Stored share of what GitHub counts, 0..1; null until an audit or a finished step has compared.
struct Coverage {
  std::optional<double> commits;
  std::optional<double> branches;
  std::optional<double> pull_requests;

  friend bool operator==(const Coverage&, const Coverage&) = default;
};

}  // namespace cpsg::model
