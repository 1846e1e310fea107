// By which of GitHub's APIs a project can be asked about.
//
//   if (access_to(project, settings.api) == ApiAccess::kGraphql) probe(project);
//
// A pure function.
#pragma once

#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/sync/sync_state.h"

namespace cpsg::sync {

// `api` may be null: none is configured.
[[nodiscard]] ApiAccess access_to(const model::Project& project, const github::client::Client* api);

}  // namespace cpsg::sync
