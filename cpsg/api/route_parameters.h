// The parameters of the routes, for the table of routes alone (route_table.cc).
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "cpsg/api/parameter.h"
#include "cpsg/base/limits.h"
#include "cpsg/schedule/batch_runner.h"

namespace cpsg::api {

using Kind = ParameterKind;
using Place = ParameterPlace;

inline constexpr std::int64_t kNumberMax = std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t kIdMaxBytes = 100;

// ---- of paths ----

inline constexpr Parameter kOwner{
    .name = "owner", .place = Place::kPath, .kind = Kind::kName, .meaning = "the repository's owner, in any case"};
inline constexpr Parameter kRepository{
    .name = "name", .place = Place::kPath, .kind = Kind::kName, .meaning = "the repository's name, in any case"};
inline constexpr Parameter kPullNumber{.name = "number",
                                       .place = Place::kPath,
                                       .kind = Kind::kInteger,
                                       .min = 1,
                                       .max = kNumberMax,
                                       .meaning = "GitHub's number of the pull request"};
inline constexpr Parameter kBatchId{.name = "id",
                                    .place = Place::kPath,
                                    .min = 1,
                                    .max = kIdMaxBytes,
                                    .meaning = "the batch's id, as the answer to its creation had it"};

// ---- of lists ----

inline constexpr Parameter kLimit{.name = "limit",
                                  .kind = Kind::kInteger,
                                  .min = 1,
                                  .max = limits::kPageMax,
                                  .default_value = "100",
                                  .meaning = "how many items a page has at most"};
static_assert(limits::kPageDefault == 100, "the default that kLimit tells");
inline constexpr Parameter kCursor{
    .name = "cursor", .kind = Kind::kCursor, .meaning = "`next` of the page before: the page begins behind it"};

// ---- of a project's history ----

inline constexpr Parameter kSince{.name = "since", .kind = Kind::kTime, .meaning = "nothing from before this moment"};
inline constexpr Parameter kUntil{
    .name = "until", .kind = Kind::kTime, .meaning = "nothing from after this moment; a date alone is its whole day"};
inline constexpr Parameter kFirstDay{.name = "since", .kind = Kind::kTime, .meaning = "the first day"};
inline constexpr Parameter kLastDay{.name = "until", .kind = Kind::kTime, .meaning = "the last day"};
inline constexpr Parameter kBranch{.name = "branch",
                                   .kind = Kind::kBytes,
                                   .max = limits::kRefNameMaxBytes,
                                   .meaning = "only what this branch reaches; its name in git's bytes"};
inline constexpr Parameter kAuthor{.name = "author",
                                   .min = 1,
                                   .max = limits::kShortTextMaxBytes,
                                   .meaning = "only of this person: a name, a GitHub login or an e-mail address"};
inline constexpr Parameter kUnreachable{
    .name = "unreachable",
    .kind = Kind::kBoolean,
    .default_value = "false",
    .meaning = "also commits that no branch reaches any more; not together with `branch` or `author`"};
inline constexpr Parameter kDeleted{
    .name = "deleted", .kind = Kind::kBoolean, .default_value = "false", .meaning = "deleted branches too"};
inline constexpr std::string_view kIntervals[] = {"hour", "day", "week", "month"};
inline constexpr Parameter kInterval{.name = "interval",
                                     .kind = Kind::kEnumeration,
                                     .values = kIntervals,
                                     .default_value = "day",
                                     .meaning = "the length of a bucket; weeks begin on Monday"};
inline constexpr Parameter kZone{.name = "tz",
                                 .kind = Kind::kZone,
                                 .default_value = "UTC",
                                 .meaning = "the zone whose hours, days, weeks and months are meant"};
inline constexpr std::string_view kPullStates[] = {"open", "closed", "merged", "all"};
inline constexpr Parameter kPullState{.name = "state",
                                      .kind = Kind::kEnumeration,
                                      .values = kPullStates,
                                      .default_value = "all",
                                      .meaning = "only those in this state"};

// ---- of batches ----

inline constexpr std::string_view kBatchItemStates[] = {"pending", "running", "done", "failed", "all"};
inline constexpr Parameter kBatchItemState{.name = "state",
                                           .kind = Kind::kEnumeration,
                                           .values = kBatchItemStates,
                                           .default_value = "all",
                                           .meaning = "only those in this state"};
inline constexpr Parameter kBatchName{.name = "name",
                                      .place = Place::kBody,
                                      .min = 1,
                                      .max = schedule::kBatchNameMaxBytes,
                                      .required = true,
                                      .meaning = "what people call the batch"};
inline constexpr Parameter kBatchProjects{.name = "projects",
                                          .place = Place::kBody,
                                          .kind = Kind::kTextList,
                                          .min = 1,
                                          .max = limits::kBatchProjectsMax,
                                          .required = true,
                                          .meaning = "names like owner/name, or URLs; unknown projects are added"};

// ---- of writes ----

inline constexpr Parameter kUrl{
    .name = "url",
    .place = Place::kBody,
    .required = true,
    .meaning = "`owner/name`, or a URL of the repository in any form that git or people use"};
inline constexpr Parameter kWait{
    .name = "wait",
    .kind = Kind::kBoolean,
    .default_value = "false",
    .meaning = "whether to answer only when nothing is left of the project, for at most 75 seconds"};

// ---- of the stream of events ----

inline constexpr Parameter kTopics{
    .name = "topics",
    .default_value = "project,sync,batch,status",
    .meaning = "which events, separated by commas: `project`, `sync`, `batch`, `status`"};
inline constexpr Parameter kEventProjects{
    .name = "project",
    .meaning = "only events of these projects, at most 8 names like owner/name, separated by commas"};
inline constexpr Parameter kLastEventId{
    .name = "last_event_id",
    .meaning = "the id of the last event that the client has, where it cannot send the header"};
inline constexpr Parameter kLastEventIdHeader{
    .name = "Last-Event-ID",
    .place = Place::kHeader,
    .meaning = "the id of the last event that the client has: the stream goes on after it"};

// ---- of GitHub's deliveries ----

inline constexpr Parameter kGithubEvent{.name = "X-GitHub-Event",
                                        .place = Place::kHeader,
                                        .required = true,
                                        .meaning = "what happened: `push`, `pull_request` and so on"};
inline constexpr Parameter kGithubDelivery{.name = "X-GitHub-Delivery",
                                           .place = Place::kHeader,
                                           .required = true,
                                           .meaning = "the delivery's own id; each counts once"};
inline constexpr Parameter kHubSignature{.name = "X-Hub-Signature-256",
                                         .place = Place::kHeader,
                                         .required = true,
                                         .meaning = "`sha256=` and the HMAC of the body under the configured secret"};

}  // namespace cpsg::api
