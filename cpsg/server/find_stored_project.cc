#include "cpsg/server/find_stored_project.h"

#include <fmt/format.h>

#include "cpsg/base/error.h"
#include "cpsg/model/target.h"
#include "cpsg/server/construction.h"

namespace cpsg::server {

model::Project find_stored_project(storage::Projects& projects, const Config& config, const std::string& target) {
  const model::Target named = model::parse_target(target, {.git_url = config.github_git_url, .allow_file = true});
  const std::string full_name = named.owner + "/" + named.name;
  std::optional<model::Project> project = projects.find_project(full_name);
  if (!project) project = projects.find_by_earlier_name(full_name);
  if (!project && !store_exists(config)) {
    throw Error(ErrorCode::kNotFound,
                fmt::format("{0} is not stored: there is no database at {1}; cpsg sync {0} makes it", full_name,
                            config.sqlite_path().string()));
  }
  if (!project) {
    throw Error(ErrorCode::kNotFound, fmt::format("{0} is not stored; cpsg sync {0} fetches it", full_name));
  }
  return *std::move(project);
}

}  // namespace cpsg::server
