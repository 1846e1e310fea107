// What a `cpsg sync` does with the projects of the store before they are synced: finds or adds them, and reads many at
// once.
//
//   find_or_add(store.ports.projects, tasks, clock.unix_time());  // sets project_id, or outcome.failure
//   for (const auto& project : read_projects(store.ports.projects, ids_of(tasks))) ...
//
// Threads: as the port; the tasks are touched by the caller's thread alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/server/sync_task.h"
#include "cpsg/storage/projects.h"

namespace cpsg::server {

// Gives each task that has not failed its project: a stored one of that name, else a new one. One that cannot get any
// has its outcome.failure afterwards. Names are looked up together, in one read.
void find_or_add(storage::Projects& projects, TaskSpan tasks, UnixTime now);

// One answer for each id, in their order: nothing where the project is not in the store any more. One read. Throws the
// store's errors.
[[nodiscard]] std::vector<std::optional<model::Project>> read_projects(storage::Projects& projects,
                                                                       const std::vector<std::string>& ids);

}  // namespace cpsg::server
