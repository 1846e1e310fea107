// A project's activity, from its stored roll-ups where they can answer, else from its commit graph.
//
//   GraphReader graphs(history);
//   const auto buckets = project_activity(history, graphs, project.id, std::nullopt, {.interval = Interval::kWeek});
//
// Threads: as GraphReader. Errors: those of the store, and of GraphReader::read().
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "cpsg/history/activity.h"
#include "cpsg/history/graph_reader.h"
#include "cpsg/model/oid.h"

namespace cpsg::history {

// Of the branch with that tip; without one, of the default branch and of all branches. Nothing if there are more than
// kActivityBucketsMax buckets.
[[nodiscard]] std::optional<std::vector<model::ActivityBucket>> project_activity(storage::HistoryReader& history,
                                                                                 GraphReader& graphs,
                                                                                 std::string_view project_id,
                                                                                 const std::optional<model::Oid>& tip,
                                                                                 const ActivityQuery& query);

}  // namespace cpsg::history
