#include "cpsg/sync/rest_statistics.h"

#include <optional>
#include <utility>

#include "cpsg/base/log.h"
#include "cpsg/sync/resolve_identity.h"

namespace cpsg::sync {
namespace {

using model::Work;

// Fills in what REST does not tell. What it tells to be empty stays empty.
void keep_what_rest_lacks(model::Statistics& read, const model::Statistics& known) {
  const auto keep = [](auto& now, const auto& before) {
    if (!now) now = before;
  };
  keep(read.visibility, known.visibility);
  keep(read.watchers, known.watchers);
  keep(read.open_issues, known.open_issues);
  keep(read.closed_issues, known.closed_issues);
  keep(read.size_kb, known.size_kb);
  keep(read.releases, known.releases);
  keep(read.tags, known.tags);
  keep(read.branches, known.branches);
  keep(read.pulls.open, known.pulls.open);
  keep(read.pulls.closed, known.pulls.closed);
  keep(read.pulls.merged, known.pulls.merged);
  // A repository that was empty may have commits by now; one that had commits is not empty again.
  if (known.empty == false) keep(read.empty, known.empty);
}

}  // namespace

bool read_statistics_by_rest(storage::Projects& projects, storage::Observations& observations,
                             github::client::Client& client, const model::Project& project, const storage::Lease& lease,
                             const github::client::Call& call, UnixTime now) {
  github::wire::Repository repository = client.rest_repository({project.owner, project.name}, call);
  const bool another = project.github_id && *project.github_id != repository.github_id;
  if (another) {
    std::optional<github::wire::Repository> moved = find_by_number(client, project, call);
    if (!moved) {
      log::info("{} is another repository than before: it is followed as a new project", project.full_name());
      static_cast<void>(projects.supersede_project(lease, project, now));
      return false;
    }
    repository = *std::move(moved);
  }
  repository.statistics.languages = client.rest_languages(repository.name, call);
  repository.statistics.observed_at = now;
  const storage::Binding bound = projects.bind_identity(
      lease, project, {repository.github_id, repository.node_id, repository.name.owner, repository.name.name}, now);
  if (bound.renamed_from) {
    log::info("{} is {}/{} now", *bound.renamed_from, repository.name.owner, repository.name.name);
  }
  const std::optional<model::Statistics> known = projects.project(bound.project_id).statistics;
  if (known) keep_what_rest_lacks(repository.statistics, *known);
  // Branches that were listed under the old name may be those of the other repository.
  const Work add = another ? Work::kPulls | Work::kRefs : Work::kPulls;
  storage::Refreshed refreshed{.project_id = bound.project_id,
                               .github_id = repository.github_id,
                               .statistics = std::move(repository.statistics),
                               .add = add};
  const bool still_ours = bound.project_id == project.id;
  if (still_ours) {
    refreshed.done = Work::kProbe | Work::kStatistics;
    refreshed.work_version = project.work_version;
    observations.record_refreshed(lease, refreshed, now);
  } else {
    // The lease was that of the project that is no more, and so is what is known of its work.
    observations.record_refreshed({&refreshed, 1}, now);
  }
  return still_ours;
}

}  // namespace cpsg::sync
