#include "cpsg/storage/sqlite/daily_history.h"

#include <optional>
#include <utility>

#include "cpsg/storage/sqlite/project_row.h"
#include "cpsg/storage/sqlite/star_history.h"
#include "cpsg/storage/sqlite/statistics.h"

namespace cpsg::storage::sqlite {
namespace {

using std::chrono::sys_days;

sys_days day_of(std::int64_t number) { return sys_days(std::chrono::days(number)); }

std::optional<sys_days> first_observed(Connection& connection, ProjectNo project_no) {
  Query query(connection, "SELECT min(day) FROM project_history WHERE project_no = ?");
  query.bind(project_no).step();
  const auto day = query.integer_or_null(0);
  return day ? std::optional(day_of(*day)) : std::nullopt;
}

}  // namespace

std::optional<StarsBefore> stars_before(Connection& connection, ProjectNo project_no, sys_days range_first,
                                        sys_days told_from) {
  const std::optional<sys_days> first = first_observed(connection, project_no);
  if (!first || *first <= range_first) return std::nullopt;
  StarsBefore before{.first_observed = *first};
  {
    Query query(
        connection,
        "SELECT day, stars FROM project_history WHERE project_no = ? AND stars IS NOT NULL ORDER BY day LIMIT 1");
    if (!query.bind(project_no).step()) return std::nullopt;
    before.counted_on = day_of(query.integer(0));
    before.stars = query.integer(1);
  }
  std::optional<model::StarPage> told = read_star_days(connection, project_no, told_from, before.counted_on);
  if (!told || told->first >= before.first_observed) return std::nullopt;
  before.first = told->first;
  before.gained = std::move(told->gained);
  return before;
}

std::vector<ProjectDays> project_days(Connection& connection, std::span<const DayRange> ranges) {
  std::vector<ProjectDays> found;
  found.reserve(ranges.size());
  for (const DayRange& range : ranges) {
    const ProjectNo project_no = find_bounds(connection, range.project_id).project_no;
    found.push_back({daily_snapshots(connection, project_no, range.first, range.end, range.limit),
                     stars_before(connection, project_no, range.first, sys_days::min())});
  }
  return found;
}

}  // namespace cpsg::storage::sqlite
