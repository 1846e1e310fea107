#include "cpsg/sync/follow.h"

#include "cpsg/base/log.h"

namespace cpsg::sync {
namespace {

using KnownProjects = std::vector<std::optional<storage::ProjectRevision>>;

KnownProjects known_projects(storage::Projects& projects, std::span<const model::Target> targets, FollowedBy by) {
  std::vector<std::string> full_names;
  full_names.reserve(targets.size());
  for (const model::Target& target : targets) full_names.push_back(target.owner + "/" + target.name);
  KnownProjects known = projects.revisions(full_names);
  for (auto& project : known) {
    if (project && project->moved && by != FollowedBy::kBatch) project.reset();
  }
  return known;
}

Followed add(storage::Projects& projects, const model::Target& target, FollowedBy by, UnixTime now) {
  const bool held_back = by == FollowedBy::kBatch;
  const auto due_at = held_back ? std::nullopt : std::optional(now);
  const model::Priority priority = held_back ? model::Priority::kBackfill : model::Priority::kInteractive;
  storage::Projects::Added added =
      projects.add_project(target.owner, target.name, target.source_url, now, due_at, priority);
  return {.project_id = added.project.id,
          .full_name = added.project.full_name(),
          .created = added.created,
          .published = added.project.generation > 0,
          .failure = {}};
}

Followed as_known(const storage::ProjectRevision& project) {
  return {.project_id = project.id,
          .full_name = project.owner + "/" + project.name,
          .created = false,
          .published = project.published,
          .failure = {}};
}

// Whether a known project of that name is taken as it is, wherever it comes from.
bool takes_known(const model::Target& target, FollowedBy by) {
  return by != FollowedBy::kRequest && target.source_url.empty();
}

Followed try_to_add(storage::Projects& projects, const model::Target& target, FollowedBy by, UnixTime now) {
  Followed failed{.project_id = {}, .full_name = target.owner + "/" + target.name, .failure = {}};
  try {
    return add(projects, target, by, now);
  } catch (const Error& e) {
    failed.failure = current_failure();
    // Added from elsewhere a moment ago, perhaps by an earlier target.
    if (e.code() != ErrorCode::kConflict || !takes_known(target, by)) return failed;
  }
  const auto known = projects.revision(failed.full_name);
  if (!known || known->moved) return failed;
  if (!known->published) projects.add_followers({&known->id, 1});
  return as_known(*known);
}

}  // namespace

std::vector<Followed> follow(storage::Projects& projects, std::span<const model::Target> targets, FollowedBy by,
                             UnixTime now) {
  const KnownProjects known = known_projects(projects, targets, by);
  std::vector<std::string> unpublished;
  std::vector<Followed> followed;
  followed.reserve(targets.size());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (known[i] && takes_known(targets[i], by)) {
      followed.push_back(as_known(*known[i]));
      if (!known[i]->published) unpublished.push_back(known[i]->id);
    } else {
      followed.push_back(try_to_add(projects, targets[i], by, now));
    }
  }
  if (!unpublished.empty()) projects.add_followers(unpublished);
  return followed;
}

void unfollow_unpublished(storage::Projects& projects, std::string_view project_id, UnixTime now) noexcept {
  try {
    static_cast<void>(projects.withdraw_project(project_id, now));
  } catch (const std::exception& e) {
    log::warning("a project whose first sync failed stays in the store: {}", e.what());
  }
}

}  // namespace cpsg::sync
