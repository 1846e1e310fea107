// The port that reads of many projects at once what lists of the whole fleet are made of: the project, and its numbers
// by day.
//
//   const std::vector<FleetRow> rows = fleet.fleet_rows(project_ids, today - std::chrono::days(400));
//   rows.front().commits;  // {day, how many}, ascending
//
// Days are those of UTC, ascending; days on which nothing is to be told are left out. Days may lie in the future, where
// an author's clock is wrong. All of one answer is of one moment. What is merged when is told by another port
// (pull_requests.h).
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: the kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/model/project.h"
#include "cpsg/storage/daily_history.h"

namespace cpsg::storage {

struct DayCount {
  std::chrono::sys_days day{};
  std::int64_t count = 0;
  friend bool operator==(const DayCount&, const DayCount&) = default;
};

// What was last observed on a day.
struct ObservedDay {
  std::chrono::sys_days day{};
  std::optional<std::int64_t> stars;
  std::optional<std::int64_t> forks;
  std::optional<std::int64_t> pulls_open;
  friend bool operator==(const ObservedDay&, const ObservedDay&) = default;
};

struct FleetRow {
  model::Project project;
  std::vector<DayCount> commits;                        // on the default branch, by the day of the author's date
  std::optional<std::chrono::sys_days> commits_before;  // the last day of these before the first day
  std::vector<DayCount> people;             // authors on any live branch, by the day of the last commit of each
  std::vector<ObservedDay> observed;        // begins with the last one at or before the first day, where there is one
  std::optional<StarsBefore> stars_before;  // as DailyHistory tells it of these days; older ones may be left out
  bool pulls_were_listed = false;           // all pull requests were read once; this stays so
};

class FleetReader {
 public:
  virtual ~FleetReader() = default;

  // These projects in the order given, with what lies on `first` or later; those that are gone are left out.
  // Documents: projects by _id; named pieces of years and of contributors, a query each for all projects; days by _id,
  // one range a project in one query, and one aggregate for what was last before; star_pages by _id, of those projects
  // alone that were followed since the first day; 8 a hundred ids, and one of years for those that have no commit
  // since.
  [[nodiscard]] virtual std::vector<FleetRow> fleet_rows(std::span<const std::string> project_ids,
                                                         std::chrono::sys_days first) = 0;
  // The same of the `limit` projects after the name `after`, which need not exist, in the order of list_projects().
  // Documents: projects by name, one range, then as fleet_rows(); 9 a hundred projects.
  [[nodiscard]] virtual std::vector<FleetRow> fleet_page(std::string_view after, std::size_t limit,
                                                         std::chrono::sys_days first) = 0;
};

}  // namespace cpsg::storage
