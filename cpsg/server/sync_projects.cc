#include "cpsg/server/sync_projects.h"

#include <fmt/format.h>

#include <utility>

#include "cpsg/sync/follow.h"

namespace cpsg::server {
namespace {

// A name that is taken by a project of another place is the command line's to change.
Failure with_advice(storage::Projects& projects, const model::Target& target, Failure failure) {
  if (failure.code != ErrorCode::kConflict) return failure;
  const std::string full_name = target.owner + "/" + target.name;
  const auto known = projects.find_project(full_name);
  const bool elsewhere = known && !known->source_url.empty();
  failure.message = fmt::format("{} is already followed from {}: give this one another name (--as owner/name)",
                                full_name, elsewhere ? known->source_url : "the configured host");
  return failure;
}

void take(storage::Projects& projects, SyncTask& task, const sync::Followed& followed) {
  if (followed.failure) {
    task.outcome.failure = with_advice(projects, task.target, *followed.failure);
    return;
  }
  task.project_id = followed.project_id;
  task.first_contact = !followed.published;
  task.outcome.project = followed.full_name;
}

}  // namespace

void find_or_add(storage::Projects& projects, TaskSpan tasks, UnixTime now) {
  std::vector<SyncTask*> named;
  std::vector<model::Target> targets;
  for (SyncTask* task : tasks) {
    if (task->outcome.failure || !task->project_id.empty()) continue;
    named.push_back(task);
    targets.push_back(task->target);
  }
  try {
    const std::vector<sync::Followed> followed = sync::follow(projects, targets, sync::FollowedBy::kCommand, now);
    for (std::size_t i = 0; i < named.size(); ++i) take(projects, *named[i], followed[i]);
  } catch (...) {
    for (SyncTask* task : named) task->outcome.failure = current_failure();
  }
}

std::vector<std::optional<model::Project>> read_projects(storage::Projects& projects,
                                                         const std::vector<std::string>& ids) {
  std::vector<model::Project> found = projects.projects(ids);
  std::vector<std::optional<model::Project>> answers(ids.size());
  auto next = found.begin();
  for (std::size_t i = 0; i < ids.size() && next != found.end(); ++i) {
    if (next->id == ids[i]) answers[i] = std::move(*next++);
  }
  return answers;
}

}  // namespace cpsg::server
