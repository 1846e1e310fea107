#include "cpsg/api/overview_blocks.h"

#include <iterator>

namespace cpsg::api {
namespace {

constexpr OverviewBlock kBlocks[] = {
    {.name = "busy",
     .route = "get_activity",
     .query = "format=columns",
     .meaning = "commits by time: `GET .../activity`, as columns"},
    {.name = "when",
     .route = "get_activity",
     .query = "by=hour_of_week&format=columns",
     .meaning = "commits by hour of the week: `GET .../activity?by=hour_of_week`, as columns",
     .passed_over = "interval"},
    {.name = "people", .route = "get_contributor_summary", .meaning = "people by time: `GET .../contributors/summary`"},
    {.name = "top",
     .route = "get_contributor_activity",
     .meaning = "those with the most commits, by time: `GET .../contributors/activity`"},
    {.name = "pulls",
     .route = "get_pull_summary",
     .meaning = "pull requests by time: `GET .../pulls/summary`; in UTC with `tz=author`"},
    {.name = "branches",
     .route = "list_branches",
     .query = "sort=committed_at&order=desc&limit=8",
     .meaning = "the eight branches that were committed to last: `GET .../branches`"},
    {.name = "growth",
     .route = "list_history",
     .query = "limit=1000&format=columns&change=true",
     .meaning = "stars, forks and the like by day, week or month of UTC: `GET .../history`, as columns"},
    {.name = "releases",
     .route = "list_releases",
     .query = "limit=100",
     .meaning = "the hundred latest releases of that time: `GET .../releases`"},
    {.name = "syncs", .route = "list_project_syncs", .query = "limit=5", .meaning = "the last syncs: `GET .../syncs`"},
};

constexpr bool names_agree() {
  for (std::size_t i = 0; i < std::size(kBlocks); ++i) {
    if (kBlocks[i].name != kOverviewBlockNames[i]) return false;
  }
  return std::size(kBlocks) == std::size(kOverviewBlockNames);
}
static_assert(names_agree(), "each block has its name in the table of routes");

}  // namespace

std::span<const OverviewBlock> overview_blocks() noexcept { return kBlocks; }

}  // namespace cpsg::api
