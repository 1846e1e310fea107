// Finds a repository by its number, by REST, when neither its handle nor its name leads to it any more; or says why it
// cannot be seen.
//
//   const ResolvedIdentity found = resolve_identity(observations, client, project, call);
//   if (found.repository) store_it(*found.repository);
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cpsg/base/clock.h"
#include "cpsg/github/client/client.h"
#include "cpsg/model/project.h"
#include "cpsg/storage/observations.h"
#include "cpsg/storage/projects.h"

namespace cpsg::sync {

struct ResolvedIdentity {
  std::optional<github::wire::Repository> repository;  // it exists
  bool unchanged = false;  // it exists, as it was when its ETag was stored; then `repository` is empty
  std::optional<storage::ReceivedEtag> etag{};  // to be stored together with the repository
};

// Asks by the project's number, which must be known. If neither `repository` nor `unchanged` is set, it is missing.
// Throws Error(kBlocked | kGone | kForbidden | kSsoRequired) for a refusal, with GitHub's reason, and what the request
// itself failed with. The request is conditional, so that asking again costs nothing while nothing changes. Reads ETags
// from `observations`, and writes nothing.
[[nodiscard]] ResolvedIdentity resolve_identity(storage::Observations& observations, github::client::Client& client,
                                                const model::Project& project, const github::client::Call& call);

// The same as an unconditional request: the repository, or nothing if it is missing.
[[nodiscard]] std::optional<github::wire::Repository> find_by_number(github::client::Client& client,
                                                                     const model::Project& project,
                                                                     const github::client::Call& call);

// Projects::bind_identity(), within a sync of the project if `lease` is given. `project` is as it was when GitHub was
// asked. A project that is put aside by it, because it had the name until now, is made due: its number tells where it
// went.
[[nodiscard]] storage::Binding bind_repository(storage::Projects& projects, const model::Project& project,
                                               const github::wire::RepositoryName& name, std::int64_t github_id,
                                               const std::string& node_id, UnixTime now,
                                               const storage::Lease* lease = nullptr);

}  // namespace cpsg::sync
