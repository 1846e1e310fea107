#include "cpsg/sync/whereabouts.h"

#include <fmt/format.h>

#include <cassert>

namespace cpsg::sync {

std::optional<github::Repository> find_by_number(storage::Store& store, github::Client& client,
                                                 const model::Project& project, const Failure& not_found, UnixTime now,
                                                 const github::Call& call) {
  assert(project.github_id);
  using Kind = github::Existence::Kind;
  const auto key = [&](const std::string& account) {
    return fmt::format("repository {} {}", *project.github_id, account);
  };
  github::Existence found = client.repository_by_number(
      *project.github_id, project.owner,
      [&](const std::string& account) { return store.etag(key(account)).value_or(""); },
      [&](const std::string& account, const std::string& etag) { store.put_etag(key(account), etag, now); }, call);
  const auto refuse = [&](ErrorCode code) {
    throw Error(code,
                fmt::format("{}: {}", project.full_name(), found.reason.empty() ? not_found.message : found.reason));
  };
  switch (found.kind) {
    case Kind::kThere:
      return std::move(found.repository);
    case Kind::kMissing:
      return std::nullopt;
    case Kind::kBlocked:
      refuse(ErrorCode::kBlocked);
      break;
    case Kind::kGone:
      refuse(ErrorCode::kGone);
      break;
    case Kind::kSsoRequired:
      refuse(ErrorCode::kSsoRequired);
      break;
    case Kind::kForbidden:
    case Kind::kUnchanged:  // it is there, but the queries that matter do not show it
      refuse(ErrorCode::kForbidden);
      break;
  }
  return std::nullopt;
}

}  // namespace cpsg::sync
