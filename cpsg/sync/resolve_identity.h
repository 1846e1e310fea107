// Where a repository is that answers neither by its handle nor by its name: REST knows by the number, and says why not.
#pragma once

#include <optional>
#include <string>

#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/stores.h"

namespace cpsg::sync {

struct ResolvedIdentity {
  std::optional<github::wire::Repository> repository;  // it is there after all
  bool unchanged = false;  // it is there, as it was when `etag` was kept; then no `repository`
  std::string etag_key;    // to be kept once the repository is stored; empty: nothing to keep
  std::string etag;
};

// By the project's number, which must be known; neither `repository` nor `unchanged`: it is missing. Throws
// Error(kBlocked | kGone | kForbidden | kSsoRequired) for what GitHub gives as the reason, and what the request itself
// failed with. Conditional, so that asking again costs nothing while nothing changes.
[[nodiscard]] ResolvedIdentity resolve_identity(const storage::Stores& stores, github::client::Client& client,
                                                const model::Project& project, const github::client::Call& call);

// The same unconditionally: the repository, or nothing if it is missing.
[[nodiscard]] std::optional<github::wire::Repository> find_by_number(github::client::Client& client,
                                                                     const model::Project& project,
                                                                     const github::client::Call& call);

}  // namespace cpsg::sync
