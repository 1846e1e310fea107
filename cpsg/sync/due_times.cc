#include "cpsg/sync/due_times.h"

#include <algorithm>
#include <optional>

#include "cpsg/sync/failures.h"

namespace cpsg::sync {

bool DueTimes::statistics_are_due(std::string_view project_id) const {
  const std::optional<UnixTime> read_at = observations_.api_progress(project_id).statistics_at;
  return schedule::duty_is_due(rules_.statistics, project_id, read_at, clock_());
}

UnixTime DueTimes::next_probe_at(std::string_view project_id) const {
  const std::optional<UnixTime> changed_at = observations_.api_progress(project_id).changed_at;
  return schedule::next_probe_at(rules_, project_id, changed_at, clock_());
}

bool DueTimes::git_is_due_without_the_api(const model::Project& project, const Failure& of_the_api) const {
  return any(project.work & model::Work::kProbe) || of_the_api.code == ErrorCode::kNotFound ||
         clock_() >= next_git_look(project.id);
}

bool DueTimes::git_is_due_in_trouble(const model::Project& project) const {
  return project.status.code && clock_() >= next_git_look(project.id);
}

void DueTimes::keep_git_at_its_interval(const model::Project& project, const SyncState& state,
                                        model::ProjectStatus& status) const {
  if (state.git_failed() || !status.next_sync_at) return;
  const UnixTime planned = next_git_look(project.id);
  // Where probes told that nothing moved, branches were last listed long ago: the interval begins now.
  const UnixTime look = planned > clock_() ? planned : next_probe_at(project.id);
  status.next_sync_at = std::min(*status.next_sync_at, look);
}

UnixTime DueTimes::next_git_look(std::string_view project_id) const {
  const storage::ApiProgress progress = observations_.api_progress(project_id);
  if (!progress.refs_at) return clock_();
  return schedule::next_probe_at(rules_, project_id, progress.changed_at, *progress.refs_at);
}

}  // namespace cpsg::sync
