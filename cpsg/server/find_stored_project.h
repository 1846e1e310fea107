// The stored project that a word of the command line names.
//
//   const model::Project project = find_stored_project(store.ports.projects, config,
//   "https://github.com/pallets/flask");
#pragma once

#include <string>

#include "cpsg/model/project.h"
#include "cpsg/server/config.h"
#include "cpsg/storage/projects.h"

namespace cpsg::server {

// By its present name in any spelling, else by an earlier one. Throws Error(kUrlInvalid) for what is no target,
// Error(kNotFound) for what is not stored, and the store's errors.
[[nodiscard]] model::Project find_stored_project(storage::Projects& projects, const Config& config,
                                                 const std::string& target);

}  // namespace cpsg::server
