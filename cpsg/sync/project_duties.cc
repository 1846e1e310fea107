#include "cpsg/sync/project_duties.h"

#include <utility>
#include <vector>

#include "cpsg/sync/repair_pull_requests.h"

namespace cpsg::sync {

using model::Work;

namespace {

// What is read from spare budget changes nothing that GitHub counts.
bool has_other_work(const model::Project& project) { return any(model::without(project.work, Work::kEnrich)); }

}  // namespace

void ProjectDuties::load(std::span<const model::Project* const> projects) {
  std::vector<std::string> ids;
  for (const model::Project* project : projects) {
    if (!has_other_work(*project) && project->generation > 0) ids.push_back(project->id);
  }
  if (!ids.empty()) pull_progress_.merge(pulls_.pull_progress(ids));
}

Work ProjectDuties::due(const model::Project& project, const storage::ApiProgress& progress,
                        const std::optional<model::Statistics>& statistics) const {
  if (project.generation == 0 || !progress.refs_at) return Work::kNothing;
  Work work = Work::kNothing;
  const UnixTime now = clock_();
  if (schedule::duty_is_due(rules_.refs, project.id, progress.refs_at, now)) work = work | Work::kRefs;
  const UnixTime audited_at = progress.audited_at.value_or(*progress.refs_at);
  if (schedule::duty_is_due(rules_.audit, project.id, audited_at, now)) work = work | Work::kAudit;
  if (statistics && !has_other_work(project) && disagrees(project, *statistics)) work = work | Work::kAudit;
  return work;
}

// Whether GitHub counts other branches or pull requests than are stored. A difference that an audit could not settle
// is no news.
bool ProjectDuties::disagrees(const model::Project& project, const model::Statistics& counted) const {
  if (counted.branches && project.counts && *counted.branches != project.counts->branches) return true;
  const storage::PullProgress pulls = pull_progress_of(project.id);
  if (!pulls.walk.watermark) return false;
  const std::optional<storage::PullDifference> difference = difference_of(counted.pulls, pulls.counts);
  return difference && !(pulls.difference && difference->same_counts(*pulls.difference));
}

// A project that stands for another one since the query is read by itself.
storage::PullProgress ProjectDuties::pull_progress_of(const std::string& project_id) const {
  const auto found = pull_progress_.find(project_id);
  if (found != pull_progress_.end()) return found->second;
  auto read = pulls_.pull_progress({&project_id, 1});
  return read.empty() ? storage::PullProgress() : std::move(read.begin()->second);
}

}  // namespace cpsg::sync
