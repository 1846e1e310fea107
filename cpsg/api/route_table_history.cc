// The routes of what a project's history is asked for.
#include "cpsg/api/route_parts.h"
#include "cpsg/api/route_table.h"

namespace cpsg::api {
namespace {

using access::Level;

constexpr Parameter kUnreachable{
    .name = "unreachable",
    .kind = Kind::kBoolean,
    .default_value = "false",
    .meaning =
        "also commits that no branch reaches any more; not together with `branch`, `author` or"
        " `bots=false`"};
constexpr Parameter kDeleted{
    .name = "deleted", .kind = Kind::kBoolean, .default_value = "false", .meaning = "deleted branches too"};
constexpr Parameter kOid{.name = "oid",
                         .place = Place::kPath,
                         .kind = Kind::kOid,
                         .meaning = "the commit's SHA-1, or as many of its first digits as no other commit has"};
constexpr Parameter kBranchName{.name = "branch",
                                .place = Place::kPath,
                                .kind = Kind::kBytes,
                                .min = 1,
                                .max = limits::kRefNameMaxBytes,
                                .meaning = "its name in git's bytes; slashes may be sent as they are"};
constexpr std::string_view kBranchSorts[] = {"name", "committed_at", "ahead", "behind", "commits"};
constexpr Parameter kBranchSort{.name = "sort",
                                .kind = Kind::kEnumeration,
                                .values = kBranchSorts,
                                .default_value = "name",
                                .meaning = "the member that they are ordered by, and then by name"};
constexpr Parameter kBranchText{.name = "q",
                                .kind = Kind::kBytes,
                                .min = 1,
                                .max = 200,
                                .meaning = "only those whose name has this in it, whatever the case of A to Z"};
constexpr Parameter kMerged{.name = "merged",
                            .kind = Kind::kBoolean,
                            .meaning = "only those that are merged, or that are not; never the default branch"};
constexpr Parameter kIdleDays{.name = "idle_days",
                              .kind = Kind::kInteger,
                              .min = 0,
                              .max = 36'500,
                              .meaning = "only those whose tip was committed more than so many days ago"};
constexpr PageMember kTotalOfBranches[] = {
    {.name = "total", .meaning = "of all pages together, where `total` asks for it"}};
constexpr PageMember kTotalOfCommits[] = {
    {.name = "total", .meaning = "of all pages together, where `total` asks for it; null beside `since` or `until`"}};
constexpr std::string_view kMessages[] = {"full", "subject"};
constexpr Parameter kMessage{.name = "message",
                             .kind = Kind::kEnumeration,
                             .values = kMessages,
                             .default_value = "full",
                             .meaning = "what `message` holds: all of it, or its first line, of at most 256 bytes"};
constexpr Parameter kOfCommits[] = {kOwner,    kRepository, kLimit,  kCursor,     kSinceInZone, kUntilInZone,
                                    kDateZone, kBranch,     kAuthor, kBots,       kUnreachable, kMessage,
                                    kTotal,    kFields,     kFormat, kSpreadsheet};
constexpr Parameter kOfCommit[] = {kOwner, kRepository, kOid, kFields};
constexpr Parameter kOfBranches[] = {kOwner,   kRepository, kLimit, kCursor, kBranchText, kMerged, kIdleDays,
                                     kDeleted, kBranchSort, kOrder, kTotal,  kFields,     kFormat, kSpreadsheet};
constexpr Parameter kOfBranch[] = {kOwner, kRepository, kBranchName, kFields};
constexpr std::string_view kByNames[] = {"hour_of_week"};
constexpr Parameter kBy{.name = "by",
                        .kind = Kind::kEnumeration,
                        .values = kByNames,
                        .meaning =
                            "counts the 168 hours of a week from Monday 00:00 on, in place of buckets of time; not"
                            " together with `interval`"};
constexpr Parameter kOfActivity[] = {kOwner,  kRepository, kInterval, kBy,     kSinceInZone, kUntilInZone, kClocks,
                                     kBranch, kAuthor,     kBots,     kFields, kFormat,      kSpreadsheet};
constexpr Parameter kPersonText{.name = "q",
                                .min = 1,
                                .max = limits::kShortTextMaxBytes,
                                .meaning = "only people whose name or login has this text in it, in any case"};
constexpr std::string_view kPersonSorts[] = {"commits", "commits_all", "name", "first", "last", "commits_in_range"};
constexpr Parameter kPersonSort{.name = "sort",
                                .kind = Kind::kEnumeration,
                                .values = kPersonSorts,
                                .meaning =
                                    "by what the people are ordered, those last for whom it is not known; if absent,"
                                    " `commits_in_range` where one of `since`, `until` and `branch` is given, else"
                                    " `commits_all`"};
constexpr Parameter kPersonOrder{.name = "order",
                                 .kind = Kind::kEnumeration,
                                 .values = kOrders,
                                 .meaning = "the direction; if absent, `asc` with `sort=name`, else `desc`"};
constexpr Parameter kOfContributors[] = {kOwner,      kRepository, kLimit,  kCursor,     kSinceInZone, kUntilInZone,
                                         kDateClocks, kBranch,     kBots,   kPersonText, kPersonSort,  kPersonOrder,
                                         kTotal,      kFields,     kFormat, kSpreadsheet};
constexpr Parameter kOfContributorSummary[] = {kOwner,  kRepository, kInterval, kSinceInZone, kUntilInZone, kClocks,
                                               kBranch, kBots,       kFields,   kFormat,      kSpreadsheet};
constexpr Parameter kTop{.name = "top",
                         .kind = Kind::kInteger,
                         .min = 1,
                         .max = 50,
                         .default_value = "8",
                         .meaning = "how many people, those with the most commits in the time that is asked for"};
constexpr Parameter kOfContributorActivity[] = {kOwner,  kRepository, kTop,  kInterval, kSinceInZone, kUntilInZone,
                                                kClocks, kBranch,     kBots, kFields,   kFormat,      kSpreadsheet};
constexpr std::string_view kDayIntervals[] = {"day", "week", "month"};
constexpr Parameter kDayInterval{
    .name = "interval",
    .kind = Kind::kEnumeration,
    .values = kDayIntervals,
    .default_value = "day",
    .meaning = "what an item is of: the last known day of each UTC day, week (from Monday) or month"};
constexpr Parameter kChange{
    .name = kChangeParameter,
    .kind = Kind::kBoolean,
    .default_value = "false",
    .meaning = "whether `stars_d` is beside `data`: by how much the stars changed; not in a stream"};
constexpr Parameter kOfHistory[] = {kOwner,       kRepository, kLimit,  kCursor, kFirstDay,   kLastDay,
                                    kDayInterval, kChange,     kFields, kFormat, kSpreadsheet};
constexpr Parameter kOfReleases[] = {kOwner, kRepository, kLimit,  kCursor,     kSince,
                                     kUntil, kFields,     kFormat, kSpreadsheet};
constexpr Answer kCommits[] = {{.shape = "commit",
                                .list = true,
                                .meaning = "the commits, newest first by committer time",
                                .beside = kTotalOfCommits}};
constexpr Answer kCommit[] = {{200, "commit", false, "the commit"}};
constexpr Answer kBranches[] = {
    {.shape = "branch", .list = true, .meaning = "the branches in the order asked for", .beside = kTotalOfBranches}};
constexpr Answer kBranchAlone[] = {{200, "branch", false, "the branch; a deleted one has `deleted_at`"}};
constexpr Parameter kOfActivities[] = {kProjectsAsked, kInterval, kBy,   kSinceInZone, kUntilInZone,     kClocks,
                                       kBranch,        kAuthor,   kBots, kFields,      kFormatOfSeveral, kSpreadsheet};
constexpr Parameter kOfContributorSummaries[] = {kProjectsAsked,   kInterval,   kSinceInZone, kUntilInZone,
                                                 kClocks,          kBranch,     kBots,        kFields,
                                                 kFormatOfSeveral, kSpreadsheet};
constexpr Parameter kOfContributorActivities[] = {kProjectsAsked, kTop,    kInterval, kSinceInZone, kUntilInZone,
                                                  kClocks,        kBranch, kBots,     kFields,      kFormatOfSeveral,
                                                  kSpreadsheet};
constexpr Parameter kOfHistories[] = {kProjectsAsked, kLimit,  kFirstDay,        kLastDay,    kDayInterval,
                                      kChange,        kFields, kFormatOfSeveral, kSpreadsheet};
constexpr Parameter kOfBranchesOfSeveral[] = {kProjectsAsked, kLimit,   kBranchText,      kMerged,
                                              kIdleDays,      kDeleted, kBranchSort,      kOrder,
                                              kTotal,         kFields,  kFormatOfSeveral, kSpreadsheet};
constexpr Parameter kOfReleasesOfSeveral[] = {kProjectsAsked, kLimit,           kSince,      kUntil,
                                              kFields,        kFormatOfSeveral, kSpreadsheet};
constexpr Answer kActivity[] = {
    {.shape = "activity",
     .list = true,
     .meaning = "the buckets that have commits, oldest first; with `by` all hours of a week",
     .other_shape = "hour_of_week"}};
constexpr PageMember kPeopleTotal[] = {
    {.name = "total", .meaning = "how many people all pages together have; only with `total=true`"}};
constexpr Answer kContributors[] = {
    {.shape = "contributor",
     .list = true,
     .meaning = "the people: of the whole project by their commits on all branches, or as the parameters say",
     .beside = kPeopleTotal}};
constexpr PageMember kWhole[] = {{.name = "whole",
                                  .shape = "contributor_summary",
                                  .meaning = "the same over all of the time that was asked for, in which each of the "
                                             "people counts once; not in NDJSON and CSV"}};
constexpr Answer kContributorSummary[] = {{.shape = "contributor_bucket",
                                           .list = true,
                                           .meaning = "the buckets that have commits, oldest first",
                                           .beside = kWhole}};
constexpr Answer kContributorActivity[] = {
    {.shape = "contributor_activity", .list = true, .meaning = "the people with the most commits first"}};
constexpr PageMember kStarChange[] = {
    {.name = "stars_d",
     .may_be_null = true,
     .meaning =
         "with `change=true`, by how much the stars changed on the days from `since` on, up to `until`, as the "
         "index tells it: from the last observation before them, or GitHub's star history where there is none, to "
         "the last one in them; null without `since`, and where one of both is not known"}};
constexpr Answer kHistory[] = {{.shape = "day",
                                .list = true,
                                .meaning = "the days, weeks or months of which anything is known, oldest first",
                                .beside = kStarChange}};
constexpr Answer kReleases[] = {{200, "release", true, "the releases, newest first"}};

constexpr Answer kActivities[] = {{.shape = "activity",
                                   .list = true,
                                   .meaning = "for each project its activity, as that of one is answered",
                                   .other_shape = "hour_of_week",
                                   .of_several = true}};
constexpr Answer kContributorSummaries[] = {{.shape = "contributor_bucket",
                                             .list = true,
                                             .meaning = "for each project its summary, as that of one is answered",
                                             .beside = kWhole,
                                             .of_several = true}};
constexpr Answer kContributorActivities[] = {{.shape = "contributor_activity",
                                              .list = true,
                                              .meaning = "for each project its people, as those of one are answered",
                                              .of_several = true}};
constexpr Answer kHistories[] = {{.shape = "day",
                                  .list = true,
                                  .meaning = "for each project its days, as those of one are answered",
                                  .beside = kStarChange,
                                  .of_several = true}};

constexpr Answer kBranchesOfSeveral[] = {{.shape = "branch",
                                          .list = true,
                                          .meaning = "for each project its branches, as those of one are answered",
                                          .beside = kTotalOfBranches,
                                          .of_several = true}};
constexpr Answer kReleasesOfSeveral[] = {{.shape = "release",
                                          .list = true,
                                          .meaning = "for each project its releases, as those of one are answered",
                                          .of_several = true}};

constexpr Route kRoutes[] = {
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/branches",
     .name = "list_branches",
     .summary = "List a project's branches",
     .access = Level::kRead,
     .parameters = kOfBranches,
     .answers = kBranches,
     .handler = &list_branches,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/branches/{branch}",
     .name = "get_branch",
     .summary = "Get a branch",
     .access = Level::kRead,
     .parameters = kOfBranch,
     .answers = kBranchAlone,
     .handler = &get_branch,
     .caching = Caching::kSynced,
     .takes_rest = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/commits",
     .name = "list_commits",
     .summary = "List a project's commits",
     .access = Level::kRead,
     .parameters = kOfCommits,
     .answers = kCommits,
     .handler = &list_commits,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/commits/{oid}",
     .name = "get_commit",
     .summary = "Get a commit by its id or the first digits of it",
     .access = Level::kRead,
     .parameters = kOfCommit,
     .answers = kCommit,
     .handler = &get_commit,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/activity",
     .name = "get_activity",
     .summary = "Count a project's commits by time",
     .access = Level::kRead,
     .parameters = kOfActivity,
     .answers = kActivity,
     .handler = &get_activity,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/contributors",
     .name = "list_contributors",
     .summary = "List a project's contributors",
     .access = Level::kRead,
     .parameters = kOfContributors,
     .answers = kContributors,
     .handler = &list_contributors,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/contributors/summary",
     .name = "get_contributor_summary",
     .summary = "Count the people who worked on a project, by time",
     .access = Level::kRead,
     .parameters = kOfContributorSummary,
     .answers = kContributorSummary,
     .handler = &get_contributor_summary,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/contributors/activity",
     .name = "get_contributor_activity",
     .summary = "Count the commits of those who made most, by time",
     .access = Level::kRead,
     .parameters = kOfContributorActivity,
     .answers = kContributorActivity,
     .handler = &get_contributor_activity,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/history",
     .name = "list_history",
     .summary = "List a project's numbers by day, week or month",
     .access = Level::kRead,
     .parameters = kOfHistory,
     .answers = kHistory,
     .handler = &list_history,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/releases",
     .name = "list_releases",
     .summary = "List a project's releases",
     .access = Level::kRead,
     .parameters = kOfReleases,
     .answers = kReleases,
     .handler = &list_releases,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/activity",
     .name = "get_activity_of_several",
     .summary = "Count the commits of several projects by time",
     .access = Level::kRead,
     .parameters = kOfActivities,
     .answers = kActivities,
     .handler = &get_activity_of_several,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/contributors/summary",
     .name = "get_contributor_summary_of_several",
     .summary = "Count the people who worked on several projects, by time",
     .access = Level::kRead,
     .parameters = kOfContributorSummaries,
     .answers = kContributorSummaries,
     .handler = &get_contributor_summary_of_several,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/contributors/activity",
     .name = "get_contributor_activity_of_several",
     .summary = "Count the commits of those who made most of several projects, by time",
     .access = Level::kRead,
     .parameters = kOfContributorActivities,
     .answers = kContributorActivities,
     .handler = &get_contributor_activity_of_several,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/history",
     .name = "list_history_of_several",
     .summary = "List the numbers of several projects by day, week or month",
     .access = Level::kRead,
     .parameters = kOfHistories,
     .answers = kHistories,
     .handler = &list_history_of_several,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/branches",
     .name = "list_branches_of_several",
     .summary = "List the branches of several projects",
     .access = Level::kRead,
     .parameters = kOfBranchesOfSeveral,
     .answers = kBranchesOfSeveral,
     .handler = &list_branches_of_several,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/releases",
     .name = "list_releases_of_several",
     .summary = "List the releases of several projects",
     .access = Level::kRead,
     .parameters = kOfReleasesOfSeveral,
     .answers = kReleasesOfSeveral,
     .handler = &list_releases_of_several,
     .caching = Caching::kSynced,
     .answers_large = true},
};

}  // namespace

std::span<const Route> history_routes() noexcept { return kRoutes; }

}  // namespace cpsg::api
