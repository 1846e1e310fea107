// Which projects a `cpsg sync` is about.
//
//   const std::vector<SyncJob> jobs = collect_sync_jobs(store.ports.projects, arguments, git_url, home);
//   run_sync_jobs(jobs, options, parts, reporter);
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/model/target.h"
#include "cpsg/server/command_line.h"
#include "cpsg/storage/projects.h"

namespace cpsg::server {

struct StoredProject {
  std::string id;
};

struct SyncJob {
  std::string given;  // how the user wrote it, without user and password; of a stored project its full name
  // A target that cannot be understood is a Failure: it is reported, and the others are synced.
  std::variant<model::Target, StoredProject, Failure> meaning;
};

// The targets of the command line and of its list, in their order; a project that is named several times, in whatever
// spelling, is there once. All stored projects where neither names any. Throws Error(kUsage) where that leaves nothing,
// where the list cannot be read, and for --as with anything but one target.
[[nodiscard]] std::vector<SyncJob> collect_sync_jobs(storage::Projects& projects, const SyncArguments& arguments,
                                                     const std::string& git_url, std::string_view home);

}  // namespace cpsg::server
