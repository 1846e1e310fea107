// The GraphQL queries that the product sends: their kinds, their prices and the bodies of their requests.
//
//   std::string body = probe_request(node_ids);           // POST /graphql
//   std::uint32_t points = points_of(QueryKind::kProbe, node_ids.size());
//
// The texts are in queries/ and are compiled in. Pure functions. Source: GitHub's public GraphQL schema.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "cpsg/github/wire/answers.h"

namespace cpsg::github::wire {

enum class QueryKind : std::uint8_t {
  kProbe,
  kRepositories,  // full statistics, by node ids
  kRepositoriesByName,
  kPulls,
  kPullHandles,
  kPullsByNumber,
  kCommits,
  kAudit,
  kViewer,
  kReleases,
};
// The lists of pull requests.
enum class PullOrder : std::uint8_t {
  kOldest,
  kNewest,
  kLatestUpdate,      // as pulls_request()
  kLatestUpdateOpen,  // the open ones alone
};
// The operation's name in queries/: "Probe".
[[nodiscard]] std::string_view operation_name(QueryKind kind) noexcept;
// Points that GitHub charges for a query of `size` things, where connections that are only counted are free.
[[nodiscard]] std::uint32_t points_of(QueryKind kind, std::size_t size) noexcept;

// Bodies of POST /graphql.
[[nodiscard]] std::string probe_request(std::span<const std::string> node_ids);
[[nodiscard]] std::string repositories_request(std::span<const std::string> node_ids);
[[nodiscard]] std::string repositories_by_name_request(std::span<const RepositoryName> names);
[[nodiscard]] std::string pulls_request(std::string_view node_id, std::string_view after, std::size_t page);
[[nodiscard]] std::string pull_handles_request(std::string_view node_id, std::string_view after, PullOrder order,
                                               std::size_t page);
// The end of that page alone.
[[nodiscard]] std::string pull_place_request(std::string_view node_id, std::string_view after, PullOrder order,
                                             std::size_t page);
[[nodiscard]] std::string pulls_by_number_request(std::string_view node_id, std::span<const std::int64_t> numbers);
[[nodiscard]] std::string commits_request(std::string_view repository_node_id, std::span<const model::Oid> oids);
[[nodiscard]] std::string audit_request(std::string_view node_id, bool with_commits);
[[nodiscard]] std::string viewer_request();
[[nodiscard]] std::string releases_request(std::string_view node_id, std::string_view after, std::size_t page);

}  // namespace cpsg::github::wire
