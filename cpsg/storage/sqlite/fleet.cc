#include "cpsg/storage/sqlite/fleet.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "cpsg/storage/sqlite/daily_history.h"
#include "cpsg/storage/sqlite/project_row.h"
#include "cpsg/storage/sqlite/projects.h"
#include "cpsg/storage/sqlite/pull_requests.h"
#include "cpsg/storage/sqlite/rollups.h"

namespace cpsg::storage::sqlite {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr int kYearMax = 9999;

std::int64_t day_number(sys_days day) { return day.time_since_epoch().count(); }
sys_days day_of(std::int64_t number) { return sys_days(days(number)); }

// One more on that day, which is the last one so far or a later one.
void count_on(std::vector<DayCount>& counts, sys_days day, std::int64_t more) {
  if (counts.empty() || counts.back().day != day) counts.push_back({day, 0});
  counts.back().count += more;
}

void add_commits(std::vector<DayCount>& counts, const model::ActivityYear& year) {
  for (const model::ActivityHour& hour : year.hours) {
    std::int64_t commits = 0;
    for (const std::uint32_t of_kind : hour.counts.on_default) commits += of_kind;
    if (commits == 0) continue;
    count_on(counts, std::chrono::floor<days>(model::start_of({year.year, hour.hour_of_year})), commits);
  }
}

// The last day with a commit on the default branch in the years before that one.
std::optional<sys_days> last_day_before_year(Connection& connection, ProjectNo history_no, int year) {
  std::vector<DayCount> counts;
  for (auto before = last_activity_before(connection, history_no, year); before && counts.empty();
       before = last_activity_before(connection, history_no, before->year)) {
    add_commits(counts, *before);
  }
  return counts.empty() ? std::nullopt : std::optional(counts.back().day);
}

void read_commits(Connection& connection, ProjectNo history_no, sys_days first, FleetRow& row) {
  std::vector<DayCount> counts;
  const int first_year = static_cast<int>(std::chrono::year_month_day(first).year());
  for (const model::ActivityYear& year : read_activity(connection, history_no, first_year, kYearMax)) {
    add_commits(counts, year);
  }
  const auto begin =
      std::find_if(counts.begin(), counts.end(), [&](const DayCount& each) { return each.day >= first; });
  row.commits_before = begin != counts.begin() ? std::optional(std::prev(begin)->day)
                                               : last_day_before_year(connection, history_no, first_year);
  row.commits.assign(begin, counts.end());
}

std::vector<DayCount> read_people(Connection& connection, ProjectNo history_no, sys_days first) {
  std::vector<DayCount> counts;
  Query query(connection,
              "SELECT last_commit_at FROM contributors WHERE project_no = ? AND last_commit_at >= ?"
              " ORDER BY last_commit_at");
  query.bind(history_no, UnixTime(first));
  while (query.step()) count_on(counts, std::chrono::floor<days>(query.time(0)), 1);
  return counts;
}

std::vector<ObservedDay> read_observed(Connection& connection, ProjectNo project_no, sys_days first) {
  std::vector<ObservedDay> observed;
  Query query(connection,
              "SELECT day, stars, forks, pulls_open FROM project_history WHERE project_no = ?1 AND day >="
              " coalesce((SELECT max(day) FROM project_history WHERE project_no = ?1 AND day <= ?2), ?2) ORDER BY day");
  query.bind(project_no, day_number(first));
  while (query.step()) {
    observed.push_back({.day = day_of(query.integer(0)),
                        .stars = query.integer_or_null(1),
                        .forks = query.integer_or_null(2),
                        .pulls_open = query.integer_or_null(3)});
  }
  return observed;
}

FleetRow read_row(Connection& connection, model::Project project, sys_days first) {
  const Bounds bounds = find_bounds(connection, project.id);
  FleetRow row{.project = std::move(project),
               .commits = {},
               .commits_before = {},
               .people = {},
               .observed = read_observed(connection, bounds.project_no, first),
               .stars_before = stars_before(connection, bounds.project_no, first, first),
               .pulls_were_listed = were_all_read(connection, bounds.project_no)};
  if (bounds.generation > 0) {
    read_commits(connection, bounds.history_no, first, row);
    row.people = read_people(connection, bounds.history_no, first);
  }
  return row;
}

std::vector<FleetRow> read_rows(Connection& connection, std::vector<model::Project> projects, sys_days first) {
  std::vector<FleetRow> rows;
  rows.reserve(projects.size());
  for (model::Project& project : projects) rows.push_back(read_row(connection, std::move(project), first));
  return rows;
}

}  // namespace

std::vector<FleetRow> fleet_rows(Connection& connection, std::span<const std::string> project_ids, sys_days first) {
  return read_rows(connection, projects(connection, project_ids), first);
}

std::vector<FleetRow> fleet_page(Connection& connection, std::string_view after, std::size_t limit, sys_days first) {
  return read_rows(connection, list_projects(connection, after, limit), first);
}

}  // namespace cpsg::storage::sqlite
