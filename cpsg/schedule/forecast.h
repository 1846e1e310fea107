// What bringing projects in will cost, and how long it will take, before it is begun.
//
//   const Forecast all = forecast(sizes, {.points_per_hour = 4'500, .points_now = 1'000});
//   print(all.graphql_points, all.time);
//
// A pure function. It is an estimate: points and requests are those of the queries that will be made, while bytes go by
// an average a commit.
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
  double points_per_hour = 0;       // of GraphQL, above the floor
  double points_now = 0;            // left in the present window
  double requests_per_second = 10;  // of git
};

struct Forecast {
  // Statistics and pull requests. Projects share a query, so that a single one costs a part of a point.
  double graphql_points = 0;
  double enrich_points = 0;  // lines and logins, if asked for
  std::int64_t git_requests = 0;
  std::int64_t git_bytes = 0;  // about 400 a commit
  std::int64_t commits = 0;
  std::int64_t pulls = 0;
  // Until statistics, commits and pull requests are there: the longest of budget, git requests and git bytes (2 MB a
  // second). seconds::max(): never, because there is no budget.
  std::chrono::seconds time{0};
  std::chrono::seconds enrich_time{0};  // until lines and logins are there as well
  bool complete = true;                 // false: some sizes were unknown and count as zero
};

[[nodiscard]] Forecast forecast(std::span<const ProjectSize> projects, const BudgetRate& rate);

}  // namespace cpsg::schedule
