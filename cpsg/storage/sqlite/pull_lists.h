// Reads over many rows of the table `pull_requests`: pages, counts, and what statistics are made of.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cpsg/storage/pull_requests.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/keys.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] PullPage list_pulls(Connection& connection, ProjectNo project_no, const PullQuery& query);
[[nodiscard]] std::optional<std::int64_t> count_pulls(Connection& connection, ProjectNo project_no,
                                                      const PullFilter& filter);
// Reads one index and no rows.
[[nodiscard]] PullFactsSet pull_facts(Connection& connection, std::string_view project_id);
[[nodiscard]] PullRequests::MergedPullsById merged_since(Connection& connection,
                                                         std::span<const std::string> project_ids, UnixTime since);

}  // namespace cpsg::storage::sqlite
