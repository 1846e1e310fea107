// Roll-ups: what is counted over all commits of a project and stored, so that reads need not count.
//
//   std::vector<ActivityYear> years = roll_up_activity(graph, order, live, on_default);
//   publication.activity = changed_years(std::move(years), activity_before);
//
// Each is computed from the commits that it is given: of a whole history, or of the new ones alone, whose years are
// then added to those that are stored (sum_years()). `nodes` are the commits, in any order; `live` and `on_default` are
// sets of nodes (not of rows): what any live branch reaches, and the default one. All functions are pure, and may be
// called from several threads at once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cpsg/history/stored_graph.h"
#include "cpsg/model/activity.h"
#include "cpsg/model/bitmap.h"
#include "cpsg/storage/publication.h"

namespace cpsg::history {

// Live commits by UTC hour of their author date, years ascending. Commits without a date are left out.
[[nodiscard]] std::vector<model::ActivityYear> roll_up_activity(const CommitGraph& graph, std::span<const Node> nodes,
                                                                const model::Bitmap& live,
                                                                const model::Bitmap& on_default);

// What is to be stored when `before` is: the years of `now` that differ, and an empty year for each that is not in
// `now`.
[[nodiscard]] std::vector<model::ActivityYear> changed_years(std::vector<model::ActivityYear> now,
                                                             const std::vector<model::ActivityYear>& before);

// The years of `added`, each with what `stored` has of it.
[[nodiscard]] std::vector<model::ActivityYear> sum_years(std::vector<model::ActivityYear> added,
                                                         const std::vector<model::ActivityYear>& stored);

// The authors of live commits, one entry a contributor, in no particular order. `contributor_of_person` has, at the
// number of a person, a number that is equal for people who are one contributor.
[[nodiscard]] std::vector<storage::StagedContributor> roll_up_contributors(
    const CommitGraph& graph, std::span<const Node> nodes, const model::Bitmap& live, const model::Bitmap& on_default,
    std::span<const std::uint64_t> contributor_of_person);

}  // namespace cpsg::history
