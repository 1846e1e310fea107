#include "cpsg/server/sync_projects.h"

#include <utility>
#include <variant>

namespace cpsg::server {
namespace {

std::string full_name(const model::Target& target) { return target.owner + "/" + target.name; }

// A stored project is found by its name wherever it comes from. An earlier name does not count: GitHub may have given
// it to another repository. If it did not, the refresh finds the same number for both and merges them.
void find_stored(storage::Projects& projects, TaskSpan tasks) {
  std::vector<SyncTask*> named;
  std::vector<std::string> full_names;
  for (SyncTask* task : tasks) {
    if (task->outcome.failure || !task->project_id.empty() || !task->target.source_url.empty()) continue;
    named.push_back(task);
    full_names.push_back(full_name(task->target));
  }
  try {
    const std::vector<std::optional<storage::ProjectRevision>> stored = projects.revisions(full_names);
    for (std::size_t i = 0; i < named.size(); ++i) {
      if (!stored[i] || stored[i]->moved) continue;
      named[i]->project_id = stored[i]->id;
      named[i]->outcome.project = stored[i]->owner + "/" + stored[i]->name;
    }
  } catch (...) {
    for (SyncTask* task : named) task->outcome.failure = current_failure();
  }
}

void add(storage::Projects& projects, SyncTask& task, UnixTime now) {
  const model::Target& target = task.target;
  try {
    std::optional<model::Project> known;
    // An earlier target of this run may have added the name, with a source_url.
    if (target.source_url.empty()) known = projects.find_project(full_name(target));
    const storage::Projects::Added added = known ? storage::Projects::Added{*std::move(known), false}
                                                 : projects.add_project(target.owner, target.name, target.source_url,
                                                                        now, now, model::Priority::kInteractive);
    task.project_id = added.project.id;
    task.created = added.created;
    task.outcome.project = added.project.full_name();
  } catch (...) {
    task.outcome.failure = current_failure();
  }
}

}  // namespace

void find_or_add(storage::Projects& projects, TaskSpan tasks, UnixTime now) {
  find_stored(projects, tasks);
  for (SyncTask* task : tasks) {
    if (!task->outcome.failure && task->project_id.empty()) add(projects, *task, now);
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

void remove_unpublished(storage::Projects& projects, const std::string& project_id, const std::string& holder,
                        std::chrono::seconds lease_ttl, UnixTime now) noexcept {
  try {
    auto taken = projects.acquire_lease(project_id, holder, now, lease_ttl, std::nullopt);
    const auto* lease = std::get_if<storage::Lease>(&taken);
    if (lease == nullptr) return;
    if (projects.project(project_id).generation == 0) {
      projects.remove_project(*lease);
    } else {
      projects.release_lease(*lease);
    }
  } catch (const std::exception&) {
    // The store refuses: the project stays.
  }
}

}  // namespace cpsg::server
