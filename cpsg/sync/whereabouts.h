// Where a repository is that answers neither by its handle nor by its name: REST knows by the number, and says why not.
#pragma once

#include <optional>

#include "cpsg/github/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/store.h"

namespace cpsg::sync {

// The repository, if it is there after all. Nothing if it is missing. Throws Error(kBlocked | kGone | kForbidden |
// kSsoRequired) for what GitHub gives as the reason, and what the request itself failed with. The project's number must
// be known; conditional, so that asking again costs nothing while nothing changes.
[[nodiscard]] std::optional<github::Repository> find_by_number(storage::Store& store, github::Client& client,
                                                               const model::Project& project, const Failure& not_found,
                                                               UnixTime now, const github::Call& call);

}  // namespace cpsg::sync
