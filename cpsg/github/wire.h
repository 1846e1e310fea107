// GraphQL and REST on the wire: the queries' texts, their requests' bodies, and readers of the answers. Bytes in,
// values out; everything that GitHub sends is untrusted.
//
// Readers throw Error(kBadData) for what is no such answer (not JSON, nested too deep, a list of another length than
// asked for, an entry that answers another id), and the failure of the whole query where GitHub reports one (`errors`
// without data). Entries that are null carry their own failure: NOT_FOUND and an entry of another type -> kNotFound,
// FORBIDDEN -> kForbidden (SAML enforcement -> kSsoRequired), RESOURCE_LIMITS_EXCEEDED, timeouts, unknown errors and an
// entry that is null without a reason -> kRemoteError with ask_again (a commit without a reason, or NOT_FOUND: a value
// that does not exist, unless it is the repository), a cursor that GitHub does not know -> kBadData. One entry of
// several that cannot be read, for its types are wrong or something is missing, carries kBadData with ask_again and
// leaves the others alone; alone, it throws. Lone surrogates become U+FFFD; strings are cut at the limits of
// base/limits.h. An id of the old format may be answered with one of the new.
//
// Sources: GitHub's public GraphQL schema; REST description 2022-11-28.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/github/answers.h"

namespace cpsg::github {

enum class QueryKind : std::uint8_t {
  kProbe,
  kRepositories,  // full statistics, by node ids
  kRepositoriesByName,
  kPulls,
  kPullHandles,
  kPullsById,
  kCommits,
  kAudit,
  kViewer,
};
// Of queries/, as GitHub knows it in its own statistics: "Probe".
[[nodiscard]] std::string_view operation_name(QueryKind kind) noexcept;
// Points that GitHub charges for a query of `size` things, where connections that are only counted are free.
[[nodiscard]] std::uint32_t points_of(QueryKind kind, std::size_t size) noexcept;

// Bodies of POST /graphql.
[[nodiscard]] std::string probe_request(std::span<const std::string> node_ids);
[[nodiscard]] std::string repositories_request(std::span<const std::string> node_ids);
[[nodiscard]] std::string repositories_by_name_request(std::span<const RepositoryName> names);
[[nodiscard]] std::string pulls_request(std::string_view node_id, std::string_view after, std::size_t page);
[[nodiscard]] std::string pull_handles_request(std::string_view node_id, std::string_view after, std::size_t page);
[[nodiscard]] std::string pulls_by_id_request(std::span<const std::string> node_ids);
[[nodiscard]] std::string commits_request(std::string_view repository_node_id, std::span<const model::Oid> oids);
[[nodiscard]] std::string audit_request(std::string_view node_id);
[[nodiscard]] std::string viewer_request();

[[nodiscard]] std::vector<Lookup<RepositoryProbe>> read_probe(std::string_view body,
                                                              std::span<const std::string> node_ids);
[[nodiscard]] std::vector<Lookup<Repository>> read_repositories(std::string_view body,
                                                                std::span<const std::string> node_ids);
[[nodiscard]] std::vector<Lookup<Repository>> read_repositories_by_name(std::string_view body,
                                                                        std::span<const RepositoryName> names);
// Throws also where the page contradicts itself: more to come without a cursor or without entries. Entries that are
// null or cannot be read are left out and counted, and make the page one to ask_again.
[[nodiscard]] Lookup<PullPage> read_pulls(std::string_view body);
[[nodiscard]] Lookup<PullHandlePage> read_pull_handles(std::string_view body);
[[nodiscard]] std::vector<Lookup<model::PullRequest>> read_pulls_by_id(std::string_view body,
                                                                       std::span<const std::string> node_ids);
[[nodiscard]] std::vector<Lookup<CommitFacts>> read_commits(std::string_view body, std::span<const model::Oid> oids);
[[nodiscard]] Lookup<AuditCounts> read_audit(std::string_view body);
[[nodiscard]] std::string read_viewer(std::string_view body);  // the login

// What the `errors` of a GraphQL answer with status 200 say of the whole request, before anything is read out of it.
enum class WholeFailure : std::uint8_t { kNone, kPrimaryLimit, kSecondaryLimit, kTooMuch };
[[nodiscard]] WholeFailure whole_failure(std::string_view body) noexcept;

// ---- REST ----

[[nodiscard]] Repository read_rest_repository(std::string_view body);
[[nodiscard]] std::vector<model::LanguageSize> read_rest_languages(std::string_view body);
[[nodiscard]] std::vector<model::PullRequest> read_rest_pulls(std::string_view body);
// `message` and `block.reason` of an error's body, empty where it has none; never throws.
struct RestRefusal {
  std::string message;
  std::string block_reason;
};
[[nodiscard]] RestRefusal read_rest_refusal(std::string_view body) noexcept;
// The target of `rel="next"`; empty: the last page.
[[nodiscard]] std::string next_link(std::string_view link_header);

}  // namespace cpsg::github
