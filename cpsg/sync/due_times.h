// When the parts of one project are due by time: its statistics, its next probe, and git where the API cannot be asked.
//
//   DueTimes due(stores.observations, settings.due, clock);
//   if (due.statistics_are_due(project.id)) read_statistics();
//
// Reads the store with each question. Throws its errors.
#pragma once

#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/model/project.h"
#include "cpsg/schedule/due.h"
#include "cpsg/storage/observations.h"
#include "cpsg/sync/sync_state.h"

namespace cpsg::sync {

class DueTimes {
 public:
  // All references outlive the object.
  DueTimes(storage::Observations& observations, const schedule::DueRules& rules, const Clock& clock)
      : observations_(observations), rules_(rules), clock_(clock) {}

  [[nodiscard]] bool statistics_are_due(std::string_view project_id) const;
  [[nodiscard]] UnixTime next_probe_at(std::string_view project_id) const;

  // Without the API's word on what moved, git is asked at the usual interval, where somebody wants to know, and where
  // the API misses the project.
  [[nodiscard]] bool git_is_due_without_the_api(const model::Project& project, const Failure& of_the_api) const;

  // The same where a step of the API failed last time and no probe came between: what fails again does not tell that
  // branches moved.
  [[nodiscard]] bool git_is_due_in_trouble(const model::Project& project) const;

  // What waits for the API, for access to it or for budget does not keep git waiting: the next try comes no later than
  // git is due, unless git failed too.
  void keep_git_at_its_interval(const model::Project& project, const SyncState& state,
                                model::ProjectStatus& status) const;

 private:
  [[nodiscard]] UnixTime next_git_look(std::string_view project_id) const;

  storage::Observations& observations_;
  const schedule::DueRules& rules_;
  const Clock& clock_;
};

}  // namespace cpsg::sync
