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
constexpr Parameter kWords{.name = "q",
                           .min = 1,
                           .max = limits::kShortTextMaxBytes,
                           .meaning =
                               "only those that have each of these words, at most 8, in the title or the"
                               " author's login, whatever the case, or as their number"};
constexpr Parameter kPullAuthor{
    .name = "author", .min = 1, .max = limits::kShortTextMaxBytes, .meaning = "only of the author with this login"};
constexpr Parameter kLabel{
    .name = "label", .min = 1, .max = limits::kShortTextMaxBytes, .meaning = "only those that have this label"};
constexpr Parameter kBase{
    .name = "base", .min = 1, .max = limits::kRefNameMaxBytes, .meaning = "only those into this branch"};
constexpr Parameter kDraft{.name = "draft",
                           .kind = Kind::kBoolean,
                           .meaning = "only those that are drafts now, or with `false` that are none"};
constexpr Parameter kBot{
    .name = "bot", .kind = Kind::kBoolean, .meaning = "only those whose author is a bot, or with `false` is none"};
constexpr std::string_view kReviews[] = {"none", "some"};
constexpr Parameter kReview{.name = "review",
                            .kind = Kind::kEnumeration,
                            .values = kReviews,
                            .meaning = "only those whose first review is known, or with `none` is not"};
constexpr std::string_view kDecisions[] = {"approved", "changes_requested", "review_required", "none"};
constexpr Parameter kDecision{.name = "decision",
                              .kind = Kind::kEnumeration,
                              .values = kDecisions,
                              .meaning = "only those with this `review_decision`; `none`: where it is null"};
constexpr Parameter kPullsSince{
    .name = "since", .kind = Kind::kTime, .meaning = "only those whose time (`by`) is this moment or later"};
constexpr Parameter kPullsUntil{
    .name = "until",
    .kind = Kind::kTime,
    .meaning = "only those whose time (`by`) is before this moment; a date alone is part of it, as its whole day"};
constexpr std::string_view kTimes[] = {"created", "merged", "updated"};
constexpr Parameter kBy{.name = "by",
                        .kind = Kind::kEnumeration,
                        .values = kTimes,
                        .default_value = "created",
                        .meaning = "the time that `since` and `until` are about"};
constexpr std::string_view kSorts[] = {"number", "created", "updated", "merged", "lead", "size"};
constexpr Parameter kSort{.name = "sort",
                          .kind = Kind::kEnumeration,
                          .values = kSorts,
                          .default_value = "number",
                          .meaning =
                              "by what the list is sorted: the number, a time, `lead_time_s`, or additions and"
                              " deletions together; those without it come last in either order, and equal ones"
                              " go by number"};
constexpr std::string_view kOrders[] = {"asc", "desc"};
constexpr Parameter kOrder{.name = "order",
                           .kind = Kind::kEnumeration,
                           .values = kOrders,
                           .default_value = "asc",
                           .meaning = "whether the least comes first, or the greatest"};
constexpr Parameter kBots{.name = "bots",
                          .kind = Kind::kBoolean,
                          .default_value = "true",
                          .meaning = "whether those count whose author is a bot"};
constexpr Parameter kFlowInterval{.name = "interval",
                                  .kind = Kind::kEnumeration,
                                  .values = kIntervals,
                                  .default_value = "week",
                                  .meaning = "the length of a bucket; weeks begin on Monday"};
constexpr Parameter kFlowSince{.name = "since",
                               .kind = Kind::kTime,
                               .meaning =
                                   "only what happened from this moment on, or on the day of `tz` that a date alone is:"
                                   " each creation, merge and closing counts by its own time"};

constexpr Parameter kOfPulls[] = {kOwner, kRepository, kLimit, kCursor, kPullState, kWords,      kPullAuthor, kLabel,
                                  kBase,  kDraft,      kBot,   kReview, kDecision,  kPullsSince, kPullsUntil, kDateZone,
                                  kBy,    kSort,       kOrder, kTotal,  kFields,    kFormat,     kSpreadsheet};
constexpr Parameter kOfPullsOfSeveral[] = {
    kProjectsAsked, kLimit,  kPullState, kWords,           kPullAuthor, kLabel,    kBase, kDraft,
    kBot,           kReview, kDecision,  kPullsSince,      kPullsUntil, kDateZone, kBy,   kSort,
    kOrder,         kTotal,  kFields,    kFormatOfSeveral, kSpreadsheet};
constexpr Parameter kOfPull[] = {kOwner, kRepository, kPullNumber, kFields};
constexpr Parameter kOfSummary[] = {kOwner, kRepository, kFlowInterval, kFlowSince, kUntilInZone, kZone,
                                    kBots,  kDraft,      kBase,         kFields,    kFormat,      kSpreadsheet};
constexpr Parameter kOfSummaries[] = {kProjectsAsked, kFlowInterval, kFlowSince, kUntilInZone,     kZone,       kBots,
                                      kDraft,         kBase,         kFields,    kFormatOfSeveral, kSpreadsheet};

constexpr PageMember kBesidePulls[] = {
    {.name = "total",
     .meaning = "how many pass the filters, on all pages together; there with `total=true`, and null where more than"
                " 100,000 would have to be looked at, and until all of the project's were read once"}};
constexpr PageMember kBesideSummary[] = {
    {.name = "range",
     .shape = "pull_flow",
     .may_be_null = true,
     .meaning = "all buckets together; its percentiles are over all pull requests, not over the buckets; null until all"
                " of the project's were read once, which `status.coverage.pull_requests` tells; not in NDJSON and CSV"},
    {.name = "open_by_age",
     .shape = "pull_age",
     .list = true,
     .may_be_null = true,
     .meaning = "how many are open now, by age; not bounded by `since` and `until`; null while `range` is; not in"
                " NDJSON and CSV"},
    {.name = "oldest",
     .shape = "waiting_pull",
     .list = true,
     .may_be_null = true,
     .meaning = "the ten that are open for the longest time; null while `range` is; not in NDJSON and CSV, where"
                " `state=open&sort=created&order=asc` of the list of pull requests tells them"}};
constexpr Answer kPulls[] = {
    {.shape = "pull_request",
     .list = true,
     .meaning = "the pull requests in the order that was asked for; a page ends after 20,000 were looked at, so it may"
                " be short, even empty, although more follow",
     .beside = kBesidePulls}};
constexpr Answer kPullsOfSeveral[] = {{.shape = "pull_request",
                                       .list = true,
                                       .meaning = "for each project its pull requests, as those of one are answered",
                                       .beside = kBesidePulls,
                                       .of_several = true}};
constexpr Answer kSummary[] = {{.shape = "pull_period",
                                .list = true,
                                .meaning =
                                    "the buckets in which something was opened, closed or merged, oldest first; none"
                                    " while `range` is null",
                                .beside = kBesideSummary}};
constexpr Answer kSummaries[] = {{.shape = "pull_period",
                                  .list = true,
                                  .meaning = "for each project its statistics, as those of one are answered",
                                  .beside = kBesideSummary,
                                  .of_several = true}};
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
     .path = "/v1/projects/{owner}/{name}/pulls/summary",
     .name = "get_pull_summary",
     .summary = "Count a project's pull requests by time, and how long they take",
     .access = Level::kRead,
     .parameters = kOfSummary,
     .answers = kSummary,
     .handler = &get_pull_summary,
     .caching = Caching::kLive,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/pulls",
     .name = "list_pulls_of_several",
     .summary = "List the pull requests of several projects",
     .access = Level::kRead,
     .parameters = kOfPullsOfSeveral,
     .answers = kPullsOfSeveral,
     .handler = &list_pulls_of_several,
     .caching = Caching::kSynced,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/pulls/summary",
     .name = "get_pull_summary_of_several",
     .summary = "Count the pull requests of several projects by time, and how long they take",
     .access = Level::kRead,
     .parameters = kOfSummaries,
     .answers = kSummaries,
     .handler = &get_pull_summary_of_several,
     .caching = Caching::kLive,
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
