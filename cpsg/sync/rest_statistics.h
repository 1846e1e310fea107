// A project's statistics by REST: what there is without a token, for two requests.
#pragma once

#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/stores.h"

namespace cpsg::sync {

// Reads them, binds the project to GitHub's number, and leaves the work to read its pull requests. What REST does not
// tell stays as it was known. Where another repository has the project's name, the project is followed to its new one.
// False if the project is not the caller's to sync any longer: it was merged into another one, or put aside because
// another repository has its name and its own is missing. Throws Error.
[[nodiscard]] bool read_statistics_by_rest(const storage::Stores& stores, github::client::Client& client,
                                           const model::Project& project, const github::client::Call& call,
                                           UnixTime now);

}  // namespace cpsg::sync
