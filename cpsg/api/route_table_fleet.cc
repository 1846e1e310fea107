// The routes of the whole fleet at once.
#include "cpsg/api/fleet_parameters.h"
#include "cpsg/api/index_columns.h"
#include "cpsg/api/route_parts.h"
#include "cpsg/api/route_table.h"

namespace cpsg::api {
namespace {

using access::Level;

constexpr Parameter kColumns{.name = kFieldsParameter,
                             .kind = Kind::kChoices,
                             .values = kIndexColumnNames,
                             .meaning = "only these columns; separated by commas"};
constexpr Parameter kAfter{
    .name = "after",
    .min = 1,
    .max = 200,
    .meaning =
        "`revision` of an earlier answer: only what has changed since is told, and a project that is being synced; all "
        "of it (`reset`) where that answer had another `window` or lacks one of the columns, on a new UTC day, where "
        "too much happened since, and where the revision is of another version of the program or another store"};
constexpr Parameter kSinceVisit{
    .name = "since",
    .kind = Kind::kTime,
    .meaning =
        "changes from the beginning of the UTC day of this moment on, which the answer tells as `since`; at most 365 "
        "days ago; a moment of the next 24 hours is now, a later one is refused; absent: the last 7 days, of which one "
        "is today"};
constexpr Parameter kFirst{.name = "first",
                           .kind = Kind::kInteger,
                           .min = 1,
                           .max = 1'000,
                           .default_value = "5",
                           .meaning = "of each list, how many projects are named; `total` counts them all"};
constexpr Parameter kOfIndex[] = {kWindow, kColumns, kAfter};
constexpr Parameter kOfOverview[] = {kSinceVisit, kFirst, kFields};
constexpr Answer kIndex[] = {
    {200, "index", false,
     "all projects, or what has changed; `answer_too_large` where that would be more than 8 MiB, which 20,000 "
     "projects with all columns are not"}};
constexpr Answer kOverview[] = {{200, "overview", false, "the fleet in one look"}};

constexpr Route kRoutes[] = {
    {.method = "GET",
     .path = "/v1/index",
     .name = "get_index",
     .summary = "Get the index of all projects, or what changed in it",
     .access = Level::kRead,
     .parameters = kOfIndex,
     .answers = kIndex,
     .handler = &get_index,
     .caching = Caching::kLive,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/overview",
     .name = "get_overview",
     .summary = "Look at the whole fleet at once, and at what changed",
     .access = Level::kRead,
     .parameters = kOfOverview,
     .answers = kOverview,
     .handler = &get_overview,
     .caching = Caching::kLive,
     .answers_large = true},
};

}  // namespace

std::span<const Route> fleet_routes() noexcept { return kRoutes; }

}  // namespace cpsg::api
