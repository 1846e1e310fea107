// The stored project that a command is about.
//
//   const model::Project found = find_stored_project(store.ports.projects, config, "https://github.com/pallets/flask");
#pragma once

#include <string>

#include "cpsg/model/project.h"
#include "cpsg/server/config.h"
#include "cpsg/storage/projects.h"

namespace cpsg::server {

// `target` is any spelling of its name; an earlier name will do. Throws Error(kNotFound) that says how to fetch it, and
// Error(kUrlInvalid).
[[nodiscard]] model::Project find_stored_project(storage::Projects& projects, const Config& config,
                                                 const std::string& target);

}  // namespace cpsg::server
