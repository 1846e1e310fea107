// The routes of projects as such: listing, adding, removing and exporting them.
#include "cpsg/api/fleet_parameters.h"
#include "cpsg/api/overview_blocks.h"
#include "cpsg/api/route_parts.h"
#include "cpsg/api/route_table.h"

namespace cpsg::api {
namespace {

using access::Level;

constexpr std::string_view kExportKinds[] = {"commits", "branches", "pulls"};
constexpr Parameter kExportKind{.name = "kind",
                                .kind = Kind::kEnumeration,
                                .values = kExportKinds,
                                .default_value = "commits",
                                .meaning =
                                    "what to export: all commits, newest first; all branches by name, deleted "
                                    "ones too; or all pull requests by number"};
constexpr std::string_view kExportFormats[] = {"ndjson", "csv"};
constexpr Parameter kExportFormat{.name = "format",
                                  .kind = Kind::kEnumeration,
                                  .values = kExportFormats,
                                  .default_value = "ndjson",
                                  .meaning = "one JSON object a line, or CSV (RFC 4180) with a header"};
constexpr Parameter kExportUnreachable{
    .name = "unreachable",
    .kind = Kind::kBoolean,
    .default_value = "false",
    .meaning = "also commits that no branch reaches any more; only with `kind=commits`"};
constexpr Parameter kUrl{.name = "url",
                         .place = Place::kBody,
                         .required = true,
                         .meaning = "`owner/name`, or a URL of the repository in any form that git or people use"};
constexpr Parameter kWait{
    .name = "wait",
    .kind = Kind::kBoolean,
    .default_value = "false",
    .meaning = "whether to answer only when nothing is left of the project, for at most 75 seconds"};
constexpr Parameter kAudit{
    .name = "audit",
    .place = Place::kBody,
    .kind = Kind::kBoolean,
    .meaning = "whether all that is stored is compared with what GitHub counts, too; false where it is not given"};
constexpr Parameter kOfSyncNow[] = {kOwner, kRepository, kAudit};
constexpr Answer kSyncNow[] = {{202, "project", false, "the project is due, before all that nobody asked for"}};
constexpr Parameter kOfProject[] = {kOwner, kRepository, kFields};
constexpr Parameter kOfRemoval[] = {kOwner, kRepository, kWait};
constexpr Parameter kOfExport[] = {kOwner, kRepository, kExportKind, kExportFormat, kExportUnreachable};
constexpr Parameter kOfProjectsExport[] = {kExportFormat};
constexpr Parameter kOfProjects[] = {
    kLimit,     kCursor,          kFields,   kFormat,    kSpreadsheet, kSearch,       kOwners,      kStates,
    kLanguages, kTopicsWanted,    kLicenses, kArchived,  kFork,        kVisibilities, kIdleSeconds, kIdleDays,
    kQuietDays, kSavedListWanted, kSort,     kDirection, kShownWindow, kTotal,        kFacets};
constexpr Parameter kOfAddition[] = {kUrl};
constexpr Answer kProject[] = {{200, "project", false, "the project"}};
constexpr Answer kRemoval[] = {
    {204, "", false, "it is removed"},
    {202, "", false, "it is removed, and with `wait` some of its bytes are not cleared yet"}};
constexpr Answer kExport[] = {
    {200, "", false, "the bytes of `cpsg export`; an answer that breaks off is not whole", kNdjsonType, kCsvType}};
constexpr PageMember kBesideProjects[] = {
    {.name = "total", .meaning = "all that were found; there with `total=true`"},
    {.name = "facets", .shape = "facets", .meaning = "their values; there with `facets`"}};
constexpr Answer kProjects[] = {{.status = 200,
                                 .shape = "listed_project",
                                 .list = true,
                                 .meaning = "the projects by full name, or as they were asked for",
                                 .beside = kBesideProjects}};
constexpr Answer kAddition[] = {{202, "project", false, "the project is new and will be synced"},
                                {200, "project", false, "the project was known; one that was held back is due now"}};

constexpr Parameter kBlocks{.name = "blocks",
                            .kind = Kind::kChoices,
                            .values = kOverviewBlockNames,
                            .meaning = "only these blocks; all if it is absent"};
constexpr std::string_view kOverviewIntervals[] = {"hour", "day", "week", "month"};
constexpr Parameter kOverviewInterval{
    .name = "interval",
    .kind = Kind::kEnumeration,
    .values = kOverviewIntervals,
    .meaning = "the length of a bucket, in each block that has buckets of it; if absent, the one of the block's route"};
constexpr Parameter kOfOverview[] = {kOwner,  kRepository, kBlocks, kSinceInZone, kUntilInZone, kOverviewInterval,
                                     kClocks, kBranch,     kBots};
constexpr Answer kOverview[] = {
    {.meaning = "the blocks, each as its own route answers it; all of one revision", .of_blocks = true}};

constexpr Route kRoutes[] = {
    {.method = "GET",
     .path = "/v1/projects",
     .name = "list_projects",
     .summary = "List the projects",
     .access = Level::kRead,
     .parameters = kOfProjects,
     .answers = kProjects,
     .handler = &list_projects,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "POST",
     .path = "/v1/projects",
     .name = "add_project",
     .summary = "Follow a project",
     .access = Level::kWrite,
     .parameters = kOfAddition,
     .answers = kAddition,
     .handler = &add_project,
     .body = "a new project"},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}",
     .name = "get_project",
     .summary = "Get a project",
     .access = Level::kRead,
     .parameters = kOfProject,
     .answers = kProject,
     .handler = &get_project,
     .caching = Caching::kSynced,
     .is_dated = true},
    {.method = "DELETE",
     .path = "/v1/projects/{owner}/{name}",
     .name = "remove_project",
     .summary = "Remove a project",
     .access = Level::kWrite,
     .parameters = kOfRemoval,
     .answers = kRemoval,
     .handler = &remove_project},
    {.method = "POST",
     .path = "/v1/projects/{owner}/{name}/sync",
     .name = "sync_project",
     .summary = "Sync a project now",
     .access = Level::kWrite,
     .parameters = kOfSyncNow,
     .answers = kSyncNow,
     .handler = &sync_project_now,
     .body = "a sync",
     .checks_conditions = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/export",
     .name = "export_project",
     .summary = "Export all of a project's commits, branches or pull requests",
     .access = Level::kRead,
     .parameters = kOfExport,
     .answers = kExport,
     .handler = &export_project,
     .caching = Caching::kExport,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/export/projects",
     .name = "export_projects",
     .summary = "Export all projects",
     .access = Level::kRead,
     .parameters = kOfProjectsExport,
     .answers = kExport,
     .handler = &export_projects,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/overview",
     .name = "get_project_overview",
     .summary = "Answer several questions about a project at once",
     .access = Level::kRead,
     .parameters = kOfOverview,
     .answers = kOverview,
     .handler = &get_project_overview,
     .caching = Caching::kSynced,
     .answers_large = true},
};

}  // namespace

std::span<const Route> project_routes() noexcept { return kRoutes; }

}  // namespace cpsg::api
