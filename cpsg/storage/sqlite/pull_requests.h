// Rows of the tables `pull_requests`, `pull_walks`, `pull_gaps` and `pull_differences`. Counts by state are made from
// an index when they are asked for: 0.2 s for a million pull requests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/storage/pull_requests.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/project_row.h"

namespace cpsg::storage::sqlite {

[[nodiscard]] PullWalk pull_walk(Connection& connection, std::string_view project_id);
// Whether a walk has ended: the project's stored pull requests are all that there were then.
[[nodiscard]] bool were_all_read(Connection& connection, ProjectNo project_no);

// Throws Error(kBadData) for a number that is no pull request's. The project's revision grows if a row differs, and
// where the watermark comes or goes.
std::size_t put_pull_requests(Connection& connection, const Bounds& bounds, std::span<const model::PullRequest> pulls,
                              const PullWalk& walk, std::span<const PullGap> gaps, UnixTime observed_at);
// With their gaps. Numbers that are not stored are passed over.
void remove_pull_requests(Connection& connection, const Bounds& bounds, std::span<const std::int64_t> numbers);
void settle_pull_requests(Connection& connection, const Bounds& bounds,
                          const std::optional<PullDifference>& difference);

// "key, title, ...": the columns that read_pull() reads, from the first.
[[nodiscard]] const std::string& pull_columns();
[[nodiscard]] model::PullRequest read_pull(const Query& query);
[[nodiscard]] std::vector<model::PullRequest> pull_request_page(Connection& connection, ProjectNo project_no,
                                                                std::int64_t after, std::size_t limit);
[[nodiscard]] std::optional<model::PullRequest> find_pull_request(Connection& connection, ProjectNo project_no,
                                                                  std::int64_t number);
[[nodiscard]] std::vector<PullMark> pull_request_marks(Connection& connection, ProjectNo project_no);
[[nodiscard]] std::vector<PullGap> pull_gaps(Connection& connection, ProjectNo project_no);
[[nodiscard]] bool titles_masked(Connection& connection, std::string_view project_id);
void replace_titles(Connection& connection, const Bounds& bounds, std::span<const model::PullRequest> pulls);
void set_titles_masked(Connection& connection, const Bounds& bounds, bool masked);
[[nodiscard]] model::PullCounts count_pull_requests(Connection& connection, ProjectNo project_no);
[[nodiscard]] PullRequests::PullProgressById pull_progress(Connection& connection,
                                                           std::span<const std::string> project_ids);

}  // namespace cpsg::storage::sqlite
