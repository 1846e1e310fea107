// Readers of the responses to the GraphQL queries of queries.h. Bytes in, values out; everything that GitHub sends is
// untrusted.
//
//   std::vector<Lookup<RepositoryProbe>> found = read_probe(response_body, node_ids);
//
// Pure functions. They throw Error(kBadData) for what is no such response (not JSON, nested too deep, a list of another
// length than asked for, an entry that answers another id), and the failure of the whole query where GitHub reports one
// (`errors` without data). Entries that are null carry their own failure: NOT_FOUND and an entry of another type ->
// kNotFound, FORBIDDEN -> kForbidden (SAML enforcement -> kSsoRequired), RESOURCE_LIMITS_EXCEEDED, timeouts, unknown
// errors, also in a part of what cannot be read without it, and an entry that is null without a reason -> kRemoteError
// with retry_smaller (a commit without a reason, or
// NOT_FOUND: a value that does not exist, unless it is the repository), a cursor that GitHub does not know -> kBadData.
// One entry of several that cannot be read, for its types are wrong or something is missing, carries kBadData with
// retry_smaller and leaves the others alone; alone, it throws. Lone surrogates become U+FFFD; strings are cut at the
// limits of base/limits.h. An id of the old format may be answered with one of the new.
//
// Source: GitHub's public GraphQL schema.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/github/wire/answers.h"

namespace cpsg::github::wire {

[[nodiscard]] std::vector<Lookup<RepositoryProbe>> read_probe(std::string_view body,
                                                              std::span<const std::string> node_ids);
[[nodiscard]] std::vector<Lookup<Repository>> read_repositories(std::string_view body,
                                                                std::span<const std::string> node_ids);
[[nodiscard]] std::vector<Lookup<Repository>> read_repositories_by_name(std::string_view body,
                                                                        std::span<const RepositoryName> names);
// Throws also where the page contradicts itself: more to come without a cursor or without entries. Entries that are
// null or cannot be read are left out and counted, and set retry_smaller.
[[nodiscard]] Lookup<PullPage> read_pulls(std::string_view body);
[[nodiscard]] Lookup<PullHandlePage> read_pull_handles(std::string_view body);
[[nodiscard]] Lookup<PullHandlePage> read_pull_place(std::string_view body);  // the answer to pull_place_request()
[[nodiscard]] std::vector<Lookup<model::PullRequest>> read_pulls_by_number(std::string_view body,
                                                                           std::span<const std::int64_t> numbers);
[[nodiscard]] std::vector<Lookup<CommitFacts>> read_commits(std::string_view body, std::span<const model::Oid> oids);
[[nodiscard]] Lookup<AuditCounts> read_audit(std::string_view body);
// As read_pulls().
[[nodiscard]] Lookup<ReleasePage> read_releases(std::string_view body);
[[nodiscard]] std::string read_viewer(std::string_view body);  // the login

// What the `errors` of a GraphQL response with status 200 say of the whole request.
enum class QueryFailure : std::uint8_t { kNone, kPrimaryLimit, kSecondaryLimit, kTooMuch, kUnknownField };
[[nodiscard]] QueryFailure query_failure(std::string_view body) noexcept;
// The fields for which an older server refused the query; empty for any other answer.
[[nodiscard]] std::vector<std::string> unknown_fields(std::string_view body) noexcept;

}  // namespace cpsg::github::wire
