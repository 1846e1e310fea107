#include "cpsg/sync/rest_statistics.h"

#include "cpsg/base/log.h"

namespace cpsg::sync {

bool read_statistics_by_rest(storage::Store& store, github::Client& client, const model::Project& project,
                             const github::Call& call, UnixTime now) {
  using model::Work;
  github::Repository repository = client.rest_repository({project.owner, project.name}, call);
  if (project.github_id && *project.github_id != repository.github_id) {
    log::info("{} is another repository than before: it is followed as a new project", project.full_name());
    store.supersede_project(project.id, now);
    store.add_project(repository.name.owner, repository.name.name, "", now, now, project.priority);
    return false;
  }
  repository.statistics.languages = client.rest_languages(repository.name, call);
  repository.statistics.observed_at = now;
  const storage::Bound bound = store.bind_identity(
      project.id, {repository.github_id, repository.node_id, repository.name.owner, repository.name.name}, now);
  if (bound.renamed_from) {
    log::info("{} is {}/{} now", *bound.renamed_from, repository.name.owner, repository.name.name);
  }
  storage::Refreshed out;
  out.project_id = bound.project_id;
  out.statistics = std::move(repository.statistics);
  out.add = Work::kPulls;
  out.done = Work::kLook | Work::kStatistics;
  out.work_version = project.work_version;
  store.record_refreshed({&out, 1}, now);
  return bound.project_id == project.id;
}

}  // namespace cpsg::sync
