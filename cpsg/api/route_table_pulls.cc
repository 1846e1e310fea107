// The routes of pull requests.
#include "cpsg/api/route_parts.h"
#include "cpsg/api/route_table.h"

namespace cpsg::api {
namespace {

using access::Level;

constexpr std::int64_t kNumberMax = std::numeric_limits<std::int64_t>::max();
constexpr Parameter kPullNumber{.name = "number",
                                .place = Place::kPath,
                                .kind = Kind::kInteger,
                                .min = 1,
                                .max = kNumberMax,
                                .meaning = "GitHub's number of the pull request"};
constexpr std::string_view kPullStates[] = {"open", "closed", "merged", "all"};
constexpr Parameter kPullState{.name = "state",
                               .kind = Kind::kEnumeration,
                               .values = kPullStates,
                               .default_value = "all",
                               .meaning = "only those in this state"};
constexpr Parameter kOfPulls[] = {kOwner, kRepository, kLimit, kCursor, kPullState, kFields, kFormat, kSpreadsheet};
constexpr Parameter kOfPull[] = {kOwner, kRepository, kPullNumber, kFields};
constexpr Answer kPulls[] = {{200, "pull_request", true, "the pull requests by number"}};
constexpr Answer kPull[] = {{200, "pull_request", false, "the pull request"}};

constexpr Route kRoutes[] = {
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/pulls",
     .name = "list_pulls",
     .summary = "List a project's pull requests",
     .access = Level::kRead,
     .parameters = kOfPulls,
     .answers = kPulls,
     .handler = &list_pulls,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/pulls/{number}",
     .name = "get_pull",
     .summary = "Get a pull request",
     .access = Level::kRead,
     .parameters = kOfPull,
     .answers = kPull,
     .handler = &get_pull,
     .caching = Caching::kSynced},
};

}  // namespace

std::span<const Route> pull_routes() noexcept { return kRoutes; }

}  // namespace cpsg::api
