// Roll-ups of a project from its commit graph: absolute values, whatever was known before.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cpsg/git/graph/commit_graph.h"
#include "cpsg/model/activity.h"
#include "cpsg/model/bitmap.h"
#include "cpsg/storage/stores.h"

namespace cpsg::history {

// Commits by UTC hour of their author date, years ascending. Bitmaps are by node; commits without a date are left out.
[[nodiscard]] std::vector<model::ActivityYear> roll_up_activity(const git::graph::CommitGraph& graph,
                                                                std::span<const git::graph::Node> nodes,
                                                                const model::Bitmap& live,
                                                                const model::Bitmap& on_default);

// The years of `now` that differ from `before`, and an empty year for each that is gone.
[[nodiscard]] std::vector<model::ActivityYear> changed_years(std::vector<model::ActivityYear> now,
                                                             const std::vector<model::ActivityYear>& before);

// Authors of live commits, one a contributor, in no particular order. `contributor_of_person`: by person number, equal
// for two people that are one contributor.
[[nodiscard]] std::vector<storage::StagedContributor> roll_up_contributors(
    const git::graph::CommitGraph& graph, std::span<const git::graph::Node> nodes, const model::Bitmap& live,
    const model::Bitmap& on_default, std::span<const std::uint64_t> contributor_of_person);

}  // namespace cpsg::history
