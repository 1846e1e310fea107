#include "cpsg/sync/api_access.h"

namespace cpsg::sync {

ApiAccess access_to(const model::Project& project, const github::client::Client* api) {
  if (!project.source_url.empty()) return ApiAccess::kNotGithub;
  if (api == nullptr) return ApiAccess::kNone;
  return api->has_graphql() ? ApiAccess::kGraphql : ApiAccess::kRest;
}

}  // namespace cpsg::sync
