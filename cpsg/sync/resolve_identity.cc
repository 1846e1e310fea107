#include "cpsg/sync/resolve_identity.h"

#include <fmt/format.h>

#include <cassert>

#include "cpsg/base/log.h"
#include "cpsg/model/work.h"

namespace cpsg::sync {
namespace {

using Kind = github::client::Existence::Kind;

[[noreturn]] void refuse(ErrorCode code, const model::Project& project, const github::client::Existence& found) {
  const std::string reason = found.reason.empty() ? "GitHub refuses access" : found.reason;
  throw Error(code, fmt::format("{}: {}", project.full_name(), reason));
}

// Does nothing if `found` is no refusal.
void throw_refusal(const model::Project& project, const github::client::Existence& found) {
  switch (found.kind) {
    case Kind::kBlocked:
      refuse(ErrorCode::kBlocked, project, found);
    case Kind::kGone:
      refuse(ErrorCode::kGone, project, found);
    case Kind::kSsoRequired:
      refuse(ErrorCode::kSsoRequired, project, found);
    case Kind::kForbidden:
      refuse(ErrorCode::kForbidden, project, found);
    case Kind::kThere:
    case Kind::kUnchanged:
    case Kind::kMissing:
      return;
  }
}

}  // namespace

ResolvedIdentity resolve_identity(storage::Observations& observations, github::client::Client& client,
                                  const model::Project& project, const github::client::Call& call) {
  assert(project.github_id);
  const auto key = [&](const std::string& account) {
    return fmt::format("repository {} {}", *project.github_id, account);
  };
  ResolvedIdentity result;
  github::client::Existence found = client.repository_by_number(
      *project.github_id, project.owner,
      [&](const std::string& account) { return observations.etag(key(account)).value_or(""); },
      [&](const std::string& account, const std::string& etag) {
        result.etag = storage::ReceivedEtag{key(account), etag};
      },
      call);
  throw_refusal(project, found);
  result.unchanged = found.kind == Kind::kUnchanged;
  result.repository = std::move(found.repository);
  return result;
}

std::optional<github::wire::Repository> find_by_number(github::client::Client& client, const model::Project& project,
                                                       const github::client::Call& call) {
  assert(project.github_id);
  github::client::Existence found = client.repository_by_number(
      *project.github_id, project.owner, [](const std::string&) { return std::string(); },
      [](const std::string&, const std::string&) {}, call);
  throw_refusal(project, found);
  return std::move(found.repository);
}

storage::Binding bind_repository(storage::Projects& projects, const model::Project& project,
                                 const github::wire::RepositoryName& name, std::int64_t github_id,
                                 const std::string& node_id, UnixTime now, const storage::Lease* lease) {
  const storage::Identity identity{github_id, node_id, name.owner, name.name};
  storage::Binding bound = lease != nullptr ? projects.bind_identity(*lease, project, identity, now)
                                            : projects.bind_identity(project, identity, now);
  if (bound.renamed_from) log::info("{} is {}/{} now", *bound.renamed_from, name.owner, name.name);
  return bound;
}

}  // namespace cpsg::sync
