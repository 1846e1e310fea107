// The routes of what was and is worked on: the log of syncs, the status by hour, plans.
#include "cpsg/api/plan.h"
#include "cpsg/api/route_parts.h"
#include "cpsg/api/route_table.h"

namespace cpsg::api {
namespace {

using access::Level;

constexpr std::size_t kPlanMaxBytes = 2 * limits::kMiB;
constexpr Parameter kPlanText{
    .name = "text",
    .place = Place::kBody,
    .kind = Kind::kLongText,
    .max = kPlanMaxBytes,
    .meaning = "what people paste: names, URLs, `git clone` lines, CSV, package.json or go.mod; or `projects`"};
constexpr Parameter kPlanProjects{.name = "projects",
                                  .place = Place::kBody,
                                  .kind = Kind::kTextList,
                                  .min = 1,
                                  .max = kPlanLinesMax,
                                  .meaning = "names like owner/name, or URLs; or `text`"};
constexpr Parameter kProbe{
    .name = "probe",
    .kind = Kind::kBoolean,
    .default_value = "false",
    .meaning =
        "whether to ask GitHub for the sizes of the first 500 new ones, which costs points and needs a key with the"
        " scope `write`"};
constexpr std::string_view kSyncStates[] = {"ended", "ok", "failed", "running"};
constexpr Parameter kSyncState{
    .name = "state",
    .kind = Kind::kEnumeration,
    .values = kSyncStates,
    .default_value = "ended",
    .meaning = "those that have ended, of the last 30 days, or only those that went well or failed; or those that run"};
constexpr std::string_view kStatusIntervals[] = {"hour", "day"};
constexpr Parameter kStatusInterval{.name = "interval",
                                    .kind = Kind::kEnumeration,
                                    .values = kStatusIntervals,
                                    .default_value = "hour",
                                    .meaning = "the length of a bucket, in UTC"};

constexpr Parameter kOfProjectSyncs[] = {kOwner, kRepository, kLimit, kCursor, kFields, kFormat, kSpreadsheet};
constexpr Parameter kOfSyncs[] = {kLimit, kCursor, kSyncState, kFields, kFormat, kSpreadsheet};
constexpr Parameter kOfPlan[] = {kPlanText, kPlanProjects, kProbe};
constexpr Parameter kOfStatusHistory[] = {kStatusInterval, kSince, kUntil, kFields, kFormat, kSpreadsheet};
constexpr PageMember kQueue[] = {{.name = "queue",
                                  .shape = "queue_place",
                                  .may_be_null = true,
                                  .meaning = "where it stands among those that are due; null while it is not due, while"
                                             " it is synced, and for who sees public projects alone"}};
constexpr Answer kProjectSyncs[] = {{.status = 200,
                                     .shape = "sync",
                                     .list = true,
                                     .meaning = "the syncs of the last 30 days, newest first",
                                     .beside = kQueue}};
constexpr Answer kSyncs[] = {{200, "fleet_sync", true, "the syncs, newest first"}};
constexpr Answer kPlan[] = {{200, "plan", false, "what it would be; nothing is stored"}};
constexpr Answer kStatusHistory[] = {
    {200, "status_hour", true, "the hours or days of which something is known, oldest first"}};

constexpr Route kRoutes[] = {
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/syncs",
     .name = "list_project_syncs",
     .summary = "List a project's last syncs",
     .access = Level::kRead,
     .parameters = kOfProjectSyncs,
     .answers = kProjectSyncs,
     .handler = &list_project_syncs,
     .caching = Caching::kLive,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/syncs",
     .name = "list_syncs",
     .summary = "List the last syncs of all projects, or those that run",
     .access = Level::kRead,
     .parameters = kOfSyncs,
     .answers = kSyncs,
     .handler = &list_syncs,
     .caching = Caching::kLive,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/status/history",
     .name = "get_status_history",
     .summary = "Count syncs, failures, budgets and deliveries by hour or day",
     .access = Level::kRead,
     .parameters = kOfStatusHistory,
     .answers = kStatusHistory,
     .handler = &get_status_history,
     .caching = Caching::kLive,
     .answers_large = true},
    {.method = "POST",
     .path = "/v1/plan",
     .name = "make_plan",
     .summary = "Tell what a list of projects would bring in, and what it would cost",
     .access = Level::kRead,
     .parameters = kOfPlan,
     .answers = kPlan,
     .handler = &make_plan,
     .body = "a plan",
     .body_max_bytes = kPlanMaxBytes},
};

}  // namespace

std::span<const Route> work_routes() noexcept { return kRoutes; }

}  // namespace cpsg::api
