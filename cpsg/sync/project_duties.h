// The work that a refresh finds due by time, or by numbers that disagree, though nothing says that the project moved.
//
//   ProjectDuties duties(stores.pulls, rules, clock);
//   duties.load(projects);
//   work = work | duties.due(project, progress, statistics);
//
// What is stored of pull requests is read for all projects at once. One thread uses an object. Throws the store's
// errors.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "cpsg/base/clock.h"
#include "cpsg/model/project.h"
#include "cpsg/schedule/due.h"
#include "cpsg/storage/observations.h"
#include "cpsg/storage/pull_requests.h"

namespace cpsg::sync {

class ProjectDuties {
 public:
  // Both references outlive the object.
  ProjectDuties(storage::PullRequests& pulls, const schedule::DueRules& rules, const Clock& clock)
      : pulls_(pulls), rules_(rules), clock_(clock) {}

  // Reads what due() will compare with the statistics of these projects.
  void load(std::span<const model::Project* const> projects);

  // A project in the middle of its first sync has no duties yet. `statistics`: as they were read just now, if they
  // were.
  [[nodiscard]] model::Work due(const model::Project& project, const storage::ApiProgress& progress,
                                const std::optional<model::Statistics>& statistics) const;

 private:
  [[nodiscard]] bool disagrees(const model::Project& project, const model::Statistics& counted) const;
  [[nodiscard]] storage::PullProgress pull_progress_of(const std::string& project_id) const;

  storage::PullRequests& pulls_;
  const schedule::DueRules& rules_;
  const Clock& clock_;
  storage::PullRequests::PullProgressById pull_progress_;
};

}  // namespace cpsg::sync
