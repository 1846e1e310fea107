// What bringing projects in will cost, and how long it will take, before it is begun.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

namespace cpsg::schedule {

// What is known of a project before its first sync; null where nobody can tell.
struct ProjectSize {
  std::optional<std::int64_t> pulls;
  std::optional<std::int64_t> commits;
  std::optional<std::int64_t> branches;
};

struct BudgetRate {
  double points_per_hour = 0;       // GraphQL, above the floor
  double points_now = 0;            // of the present window
  double requests_per_second = 10;  // of git
};

struct Forecast {
  double graphql_points =
      0;                     // statistics and pull requests; projects share a query, so a single one costs a part of it
  double enrich_points = 0;  // lines and logins, if asked for
  std::int64_t git_requests = 0;
  std::int64_t git_bytes = 0;  // about 400 a commit
  std::int64_t commits = 0;
  std::int64_t pulls = 0;
  // Until statistics, commits and pull requests are there: the longest of budget, git requests and git bytes (2 MB a
  // second). seconds::max(): never, there is no budget.
  std::chrono::seconds time{0};
  std::chrono::seconds enrich_time{0};  // until lines and logins are there as well
  bool complete = true;                 // false: some sizes were unknown and count as nothing
};

[[nodiscard]] Forecast forecast(std::span<const ProjectSize> projects, const BudgetRate& rate);

}  // namespace cpsg::schedule
