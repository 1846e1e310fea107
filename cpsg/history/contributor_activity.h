// Who made the commits of a stretch of time: how many people, how many of them for the first time, and the few who made
// most.
//
//   const std::vector<std::int64_t> commits = commits_by_contributor(table, choice, query);
//   const auto series = summarize_contributors(table, choice, query);  // by week, and over all of the time
//
// People are CommitTable::contributors(), named by their place there. Somebody's commits are those that the choice and
// `with_bots` of the query allow: on a branch, who comes for the first time comes to that branch. All functions are
// pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "cpsg/history/activity.h"
#include "cpsg/history/commit_table.h"
#include "cpsg/model/activity.h"

namespace cpsg::history {

// By place: their commits in the query's time; without bounds of it also those without an author time.
[[nodiscard]] std::vector<std::int64_t> commits_by_contributor(const CommitTable& table, const CommitChoice& choice,
                                                               const ActivityQuery& query);

struct ContributorSeries {
  std::vector<model::ContributorBucket> buckets;  // those that have commits, ascending
  model::ContributorSummary whole;                // over all of the query's time
};
// Nothing if there are more than kActivityBucketsMax buckets.
[[nodiscard]] std::optional<ContributorSeries> summarize_contributors(const CommitTable& table,
                                                                      const CommitChoice& choice,
                                                                      const ActivityQuery& query);

struct TopContributor {
  std::size_t contributor = 0;
  std::int64_t commits = 0;
  std::vector<model::ContributorActivity::Bucket> buckets;  // those in which they have commits, ascending
};
// Those with the most commits in the query's time, at most `top`; among equals in the order of their keys. Nothing if
// there are more than kActivityBucketsMax buckets.
[[nodiscard]] std::optional<std::vector<TopContributor>> top_contributors(const CommitTable& table,
                                                                          const CommitChoice& choice,
                                                                          const ActivityQuery& query, std::size_t top);

}  // namespace cpsg::history
