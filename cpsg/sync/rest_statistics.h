// A project's statistics by REST: what can be had without a token, for two requests.
//
//   const bool still_ours = read_statistics_by_rest(projects, observations, client, project, lease, call, now);
#pragma once

#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/observations.h"
#include "cpsg/storage/projects.h"

namespace cpsg::sync {

// The caller holds the lease; `now` is when it asks. Reads them, binds the project to GitHub's number, and adds the
// work to read its pull requests. Values that REST does not tell stay as they were. If another repository has the
// project's name now, the project is looked up by its number and gets its new name. False if the caller must not go on
// with this project: it was merged into another one, or it was put aside because another repository has its name and
// its own is missing. Blocks. Throws Error, of the API or the store.
[[nodiscard]] bool read_statistics_by_rest(storage::Projects& projects, storage::Observations& observations,
                                           github::client::Client& client, const model::Project& project,
                                           const storage::Lease& lease, const github::client::Call& call, UnixTime now);

}  // namespace cpsg::sync
