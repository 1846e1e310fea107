#include "cpsg/schedule/forecast.h"

#include <algorithm>
#include <cmath>

namespace cpsg::schedule {
namespace {

using std::chrono::seconds;

constexpr double kProjectsPerStatisticsPoint = 25;
constexpr std::int64_t kPullsPerPoint = 50;
constexpr std::int64_t kCommitsPerPoint = 100;
constexpr std::int64_t kGitRequestsPerProject = 3;  // discovery, ls-refs, fetch
constexpr std::int64_t kBytesPerCommit = 400;       // measured on large histories: 350 to 560
constexpr double kBytesPerSecond = 2e6;
constexpr double kSecondsPerHour = 3600;
// Of one project; larger than any repository, so that sums of a hundred thousand projects hold.
constexpr std::int64_t kLargestSize = 1'000'000'000;

double points_of(std::int64_t things, std::int64_t per_point) {
  return static_cast<double>((things + per_point - 1) / per_point);
}

seconds whole_seconds(double time) {
  constexpr auto kNever = static_cast<double>(seconds::max().count());
  return time < kNever ? seconds(static_cast<seconds::rep>(std::ceil(time))) : seconds::max();
}

// Until so many points were granted, beginning with those that are left now.
double seconds_of_budget(double points, const BudgetRate& rate) {
  return points <= rate.points_now ? 0 : (points - rate.points_now) / rate.points_per_hour * kSecondsPerHour;
}

}  // namespace

Forecast forecast(std::span<const ProjectSize> projects, const BudgetRate& rate) {
  Forecast sum;
  const auto known = [&sum](const std::optional<std::int64_t>& size) {
    if (!size) sum.complete = false;
    return std::clamp<std::int64_t>(size.value_or(0), 0, kLargestSize);
  };
  for (const ProjectSize& project : projects) {
    const std::int64_t pulls = known(project.pulls);
    const std::int64_t commits = known(project.commits);
    sum.pulls += pulls;
    sum.commits += commits;
    sum.graphql_points += points_of(pulls, kPullsPerPoint);
    sum.enrich_points += points_of(commits, kCommitsPerPoint);
  }
  const auto count = static_cast<std::int64_t>(projects.size());
  sum.graphql_points += static_cast<double>(count) / kProjectsPerStatisticsPoint;
  sum.git_requests = kGitRequestsPerProject * count;
  sum.git_bytes = kBytesPerCommit * sum.commits;

  const double by_requests =
      sum.git_requests == 0 ? 0 : static_cast<double>(sum.git_requests) / rate.requests_per_second;
  const double by_bytes = static_cast<double>(sum.git_bytes) / kBytesPerSecond;
  const double by_git = std::max(by_requests, by_bytes);
  sum.time = whole_seconds(std::max(seconds_of_budget(sum.graphql_points, rate), by_git));
  sum.enrich_time = whole_seconds(std::max(seconds_of_budget(sum.graphql_points + sum.enrich_points, rate), by_git));
  return sum;
}

}  // namespace cpsg::schedule
