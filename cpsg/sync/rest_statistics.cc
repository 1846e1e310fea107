#include "cpsg/sync/rest_statistics.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cpsg/base/log.h"
#include "cpsg/sync/resolve_identity.h"

namespace cpsg::sync {
namespace {

using model::Work;

// A list of languages that is missing is no reason to lose the rest.
std::vector<model::LanguageSize> read_languages(github::client::Client& client,
                                                const github::wire::RepositoryName& name,
                                                const std::optional<model::Statistics>& known,
                                                const github::client::Call& call) {
  try {
    return client.rest_languages(name, call);
  } catch (const Error& e) {
    if (e.code() != ErrorCode::kNotFound && e.code() != ErrorCode::kRemoteError) throw;
    return known ? known->languages : std::vector<model::LanguageSize>();
  }
}

}  // namespace

void keep_what_is_lacking(model::Statistics& read, const model::Statistics& known) {
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

NameOwner owner_of_name(github::client::Client& client, const model::Project& project,
                        const github::client::Call& call) {
  if (!project.github_id) return NameOwner::kProject;
  try {
    const std::int64_t found = client.rest_repository({project.owner, project.name}, call).github_id;
    return found == *project.github_id ? NameOwner::kProject : NameOwner::kAnother;
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kCancelled) throw;
    return NameOwner::kUnknown;
  }
}

void throw_meaning_of(const Error& refusal, github::client::Client& client, const model::Project& project,
                      const github::client::Call& call) {
  try {
    static_cast<void>(client.rest_repository({project.owner, project.name}, call));
  } catch (const Error& e) {
    switch (e.code()) {
      case ErrorCode::kCancelled:
      case ErrorCode::kNotFound:
      case ErrorCode::kGone:
      case ErrorCode::kBlocked:
        throw;
      default:
        throw Error(refusal);
    }
  }
  throw Error(ErrorCode::kRemoteError,
              project.full_name() + ": git asks for a token, though the repository is open; try again later");
}

std::string read_statistics_by_rest(storage::Projects& projects, storage::Observations& observations,
                                    github::client::Client& client, const model::Project& project,
                                    const storage::Lease& lease, const github::client::Call& call, UnixTime now) {
  const bool aside = project.github_id && is_put_aside(project);
  github::wire::Repository repository;
  if (!aside) repository = client.rest_repository({project.owner, project.name}, call);
  const bool another = project.github_id && *project.github_id != repository.github_id;
  if (another) {
    std::optional<github::wire::Repository> moved = find_by_number(client, project, call);
    if (!moved && aside) {
      throw Error(ErrorCode::kNotFound, project.full_name() + ": another repository has its name, and it is gone");
    }
    if (!moved) {
      log::info("{} is another repository than before: it is followed as a new project", project.full_name());
      return projects.supersede_project(lease, project, now).id;
    }
    repository = *std::move(moved);
  }
  repository.statistics.languages = read_languages(client, repository.name, project.statistics, call);
  repository.statistics.observed_at = now;
  const storage::Binding bound =
      bind_repository(projects, project, repository.name, repository.github_id, repository.node_id, now, &lease);
  const std::optional<model::Statistics> known = projects.project(bound.project_id).statistics;
  if (known) keep_what_is_lacking(repository.statistics, *known);
  // Branches that were listed under the old name may be those of the other repository.
  const Work add = another ? Work::kPulls | Work::kRefs : Work::kPulls;
  storage::Refreshed refreshed{.project_id = bound.project_id,
                               .github_id = repository.github_id,
                               .statistics = std::move(repository.statistics),
                               .add = add};
  if (bound.project_id == project.id) {
    refreshed.done = Work::kProbe | Work::kStatistics;
    refreshed.work_version = project.work_version;
    observations.record_refreshed(lease, refreshed, now);
  } else {
    // The lease was that of the project that is no more, and so is what is known of its work.
    observations.record_refreshed({&refreshed, 1}, now);
  }
  return bound.project_id;
}

}  // namespace cpsg::sync
