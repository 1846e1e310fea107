// The port that holds the days of projects as readers ask for them: those that were observed, and how the stars grew
// before that, with how far the reading of GitHub's star history has come.
//
//   days.put_star_page(lease, page, {.next_page = 2});      // a page, and where the next one begins
//   const auto found = days.days(std::array{DayRange{project_id, first, end, 1'000}});
//
// The days of observations are written by the port Observations; nothing here changes them.
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: Error(kNotFound) for an unknown project id, Error(kBusy) for a lease that is no
// longer held, and the kStore... codes.
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

#include "cpsg/model/star_history.h"
#include "cpsg/model/statistics.h"
#include "cpsg/storage/lease.h"
#include "cpsg/storage/retry_state.h"

namespace cpsg::storage {

// The reading of a star history, which can stop at any page.
struct StarWalk {
  std::int64_t next_page = 1;
  bool finished = false;
  RetryState retry;

  friend bool operator==(const StarWalk&, const StarWalk&) = default;
};

// Days of one project, from `first` to before `end`.
struct DayRange {
  std::string project_id;
  std::chrono::sys_days first{};
  std::chrono::sys_days end{};
  std::size_t limit = 0;  // of observed days
};

// What is known of the stars before the first observation.
struct StarsBefore {
  std::chrono::sys_days first_observed{};  // the project's first observed day
  std::chrono::sys_days counted_on{};      // the first one that has a count of stars
  std::int64_t stars = 0;                  // that count
  std::chrono::sys_days first{};           // GitHub told all days from here to `counted_on`
  std::vector<model::StarDay> gained;      // ascending, each day once, none after `counted_on`

  friend bool operator==(const StarsBefore&, const StarsBefore&) = default;
};

struct ProjectDays {
  std::vector<model::DailySnapshot> observed;  // ascending
  std::optional<StarsBefore> before;           // nothing if the range begins behind it, or if it is not known

  friend bool operator==(const ProjectDays&, const ProjectDays&) = default;
};

class DailyHistory {
 public:
  virtual ~DailyHistory() = default;

  // One entry for each range, in their order. All are of one moment.
  // Documents: days by _id, one range a project; days by _id, the first of each; star_pages by _id; 3.
  [[nodiscard]] virtual std::vector<ProjectDays> days(std::span<const DayRange> ranges) = 0;

  // Documents: projects by _id, this field alone; 1.
  [[nodiscard]] virtual StarWalk star_walk(std::string_view project_id) = 0;
  // A page that begins on the same day is replaced. Project::revision grows.
  // Documents: one star_pages by _id, then one update of projects under the fence; 2.
  virtual void put_star_page(const Lease& lease, const model::StarPage& page, const StarWalk& walk) = 0;
  // Documents: one update of projects under the fence; 1.
  virtual void put_star_walk(const Lease& lease, const StarWalk& walk) = 0;
};

}  // namespace cpsg::storage
