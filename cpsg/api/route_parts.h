// The parameters and answers of the routes, for the rows of the table alone (route_table.cc).
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>

#include "cpsg/api/answer.h"
#include "cpsg/api/fields.h"
#include "cpsg/api/parameter.h"
#include "cpsg/base/limits.h"
#include "cpsg/model/saved_list.h"
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

inline constexpr Parameter kOid{.name = "oid",
                                .place = Place::kPath,
                                .kind = Kind::kOid,
                                .meaning = "the commit's SHA-1, or as many of its first digits as no other commit has"};
inline constexpr Parameter kBranchName{.name = "branch",
                                       .place = Place::kPath,
                                       .kind = Kind::kBytes,
                                       .min = 1,
                                       .max = limits::kRefNameMaxBytes,
                                       .meaning = "its name in git's bytes; slashes may be sent as they are"};
inline constexpr Parameter kSavedListName{.name = "name",
                                          .place = Place::kPath,
                                          .min = 1,
                                          .max = model::kSavedListNameMaxBytes,
                                          .meaning = "the list's name, every letter as it was saved"};

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

inline constexpr Parameter kFields{.name = kFieldsParameter,
                                   .kind = Kind::kFields,
                                   .meaning = "only these members, of the object or of each item; separated by commas"};

inline constexpr Parameter kTotal{.name = "total",
                                  .kind = Kind::kBoolean,
                                  .default_value = "false",
                                  .meaning = "whether `total` tells how many items all pages together have"};
inline constexpr std::string_view kOrders[] = {"asc", "desc"};
inline constexpr Parameter kOrder{.name = "order",
                                  .kind = Kind::kEnumeration,
                                  .values = kOrders,
                                  .default_value = "asc",
                                  .meaning = "upwards or downwards; what has no value comes last in both"};

// ---- of a project's history ----

inline constexpr Parameter kSince{.name = "since", .kind = Kind::kTime, .meaning = "from this moment on"};
inline constexpr Parameter kUntil{.name = "until",
                                  .kind = Kind::kTime,
                                  .meaning = "before this moment; a date alone is part of it, as its whole day"};
inline constexpr Parameter kFirstDay{
    .name = "since", .kind = Kind::kTime, .meaning = "the first day: the one that this moment lies in"};
inline constexpr Parameter kLastDay{
    .name = "until",
    .kind = Kind::kTime,
    .meaning = "the days before the one that this moment lies in; a date alone is the last day"};
inline constexpr Parameter kBranch{.name = "branch",
                                   .kind = Kind::kBytes,
                                   .min = 1,
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
inline constexpr std::string_view kBranchSorts[] = {"name", "committed_at", "ahead", "behind", "commits"};
inline constexpr Parameter kBranchSort{.name = "sort",
                                       .kind = Kind::kEnumeration,
                                       .values = kBranchSorts,
                                       .default_value = "name",
                                       .meaning = "the member that they are ordered by, and then by name"};
inline constexpr Parameter kBranchText{.name = "q",
                                       .kind = Kind::kBytes,
                                       .min = 1,
                                       .max = 200,
                                       .meaning = "only those whose name has this in it, whatever the case of A to Z"};
inline constexpr Parameter kMerged{.name = "merged",
                                   .kind = Kind::kBoolean,
                                   .meaning = "only those that are merged, or that are not; never the default branch"};
inline constexpr Parameter kIdleDays{.name = "idle_days",
                                     .kind = Kind::kInteger,
                                     .min = 0,
                                     .max = 36'500,
                                     .meaning = "only those whose tip was committed more than so many days ago"};
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

// ---- of exports ----

inline constexpr std::string_view kExportKinds[] = {"commits", "branches", "pulls"};
inline constexpr Parameter kExportKind{.name = "kind",
                                       .kind = Kind::kEnumeration,
                                       .values = kExportKinds,
                                       .default_value = "commits",
                                       .meaning =
                                           "what to export: all commits, newest first; all branches by name, deleted "
                                           "ones too; or all pull requests by number"};
inline constexpr std::string_view kExportFormats[] = {"ndjson", "csv"};
inline constexpr Parameter kExportFormat{.name = "format",
                                         .kind = Kind::kEnumeration,
                                         .values = kExportFormats,
                                         .default_value = "ndjson",
                                         .meaning = "one JSON object a line, or CSV (RFC 4180) with a header"};
inline constexpr Parameter kExportUnreachable{
    .name = "unreachable",
    .kind = Kind::kBoolean,
    .default_value = "false",
    .meaning = "also commits that no branch reaches any more; only with `kind=commits`"};

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

inline constexpr Parameter kAudit{
    .name = "audit",
    .place = Place::kBody,
    .kind = Kind::kBoolean,
    .meaning = "whether all that is stored is compared with what GitHub counts, too; false where it is not given"};

// ---- of saved lists ----

// 10,000 names of 201 bytes, with quotes and a comma each.
inline constexpr std::size_t kSavedListMaxBytes = 2560 * limits::kKiB;
inline constexpr Parameter kSavedListProjects{.name = "projects",
                                              .place = Place::kBody,
                                              .kind = Kind::kTextList,
                                              .max = model::kSavedListProjectsMax,
                                              .meaning = "full names; of several that are alike the first is kept"};
inline constexpr Parameter kSavedListQuery{
    .name = "query",
    .place = Place::kBody,
    .max = model::kSavedListQueryMaxBytes,
    .meaning = "in place of `projects`: parameters of `GET /v1/projects` as in its URL, behind the question mark"};

// ---- of sessions ----

inline constexpr Parameter kKey{.name = "key",
                                .place = Place::kBody,
                                .min = 1,
                                .max = kIdMaxBytes,
                                .meaning = "the key, where it is not in the header Authorization"};
// ---- of the stream of events ----

inline constexpr Parameter kTopics{
    .name = "topics",
    .meaning = "which events, separated by commas: `project`, `sync`, `batch`, `status`; all if it is absent"};
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

// ---- of each route together ----

inline constexpr Parameter kOfProject[] = {kOwner, kRepository, kFields};
inline constexpr Parameter kOfRemoval[] = {kOwner, kRepository, kWait};
inline constexpr Parameter kOfCommits[] = {kOwner,  kRepository, kLimit,       kCursor, kSince, kUntil,
                                           kBranch, kAuthor,     kUnreachable, kTotal,  kFields};
inline constexpr Parameter kOfCommit[] = {kOwner, kRepository, kOid, kFields};
inline constexpr Parameter kOfSyncNow[] = {kOwner, kRepository, kAudit};
inline constexpr Parameter kOfSavedLists[] = {kLimit, kCursor, kFields};
inline constexpr Parameter kOfSavedList[] = {kSavedListName, kFields};
inline constexpr Parameter kOfSavedListChange[] = {kSavedListName, kSavedListProjects, kSavedListQuery};
inline constexpr Parameter kOfSavedListRemoval[] = {kSavedListName};
inline constexpr Parameter kOfBranches[] = {kOwner,    kRepository, kLimit,      kCursor, kBranchText, kMerged,
                                            kIdleDays, kDeleted,    kBranchSort, kOrder,  kTotal,      kFields};
inline constexpr Parameter kOfBranch[] = {kOwner, kRepository, kBranchName, kFields};
inline constexpr Parameter kOfActivity[] = {kOwner, kRepository, kInterval, kSince, kUntil, kZone, kBranch, kFields};
inline constexpr Parameter kOfContributors[] = {kOwner, kRepository, kLimit, kCursor, kFields};
inline constexpr Parameter kOfPulls[] = {kOwner, kRepository, kLimit, kCursor, kPullState, kFields};
inline constexpr Parameter kOfPull[] = {kOwner, kRepository, kPullNumber, kFields};
inline constexpr Parameter kOfHistory[] = {kOwner, kRepository, kLimit, kCursor, kFirstDay, kLastDay, kFields};
inline constexpr Parameter kOfExport[] = {kOwner, kRepository, kExportKind, kExportFormat, kExportUnreachable};
inline constexpr Parameter kOfProjectsExport[] = {kExportFormat};
inline constexpr Parameter kOfProjects[] = {kLimit, kCursor, kFields};
inline constexpr Parameter kOfAddition[] = {kUrl};
inline constexpr Parameter kOfBatches[] = {kLimit, kFields};
inline constexpr std::size_t kNewBatchMaxBytes = 8 * limits::kMiB;  // 100,000 projects, also as URLs
inline constexpr Parameter kOfNewBatch[] = {kBatchName, kBatchProjects};
inline constexpr Parameter kOfBatch[] = {kBatchId, kFields};
inline constexpr Parameter kOfBatchChange[] = {kBatchId};
inline constexpr Parameter kOfBatchProjects[] = {kBatchId, kLimit, kCursor, kBatchItemState, kFields};
inline constexpr Parameter kOfSession[] = {kKey};
inline constexpr Parameter kOfEvents[] = {kTopics, kEventProjects, kLastEventId, kLastEventIdHeader};
inline constexpr Parameter kOfDelivery[] = {kGithubEvent, kGithubDelivery, kHubSignature};

// ---- the answers when all is well ----

inline constexpr Answer kProject[] = {{200, "project", false, "the project"}};
inline constexpr Answer kRemoval[] = {
    {204, "", false, "it is removed"},
    {202, "", false, "it is removed, and with `wait` some of its bytes are not cleared yet"}};
inline constexpr Answer kCommits[] = {{200, "commit", true, "the commits, newest first by committer time"}};
inline constexpr Answer kCommit[] = {{200, "commit", false, "the commit"}};
inline constexpr Answer kSyncNow[] = {{202, "project", false, "the project is due, before all that nobody asked for"}};
inline constexpr Answer kSavedLists[] = {{200, "saved_list_head", true, "the lists by the bytes of their names"}};
inline constexpr Answer kSavedList[] = {{200, "saved_list", false, "the list"}};
inline constexpr Answer kChangedSavedList[] = {{200, "saved_list", false, "the list as it is now"},
                                               {201, "saved_list", false, "the list, which is new"}};
inline constexpr Answer kRemovedSavedList[] = {{204, "", false, "it is deleted"}};
inline constexpr Answer kOneBranch[] = {{200, "branch", false, "the branch; a deleted one has `deleted_at`"}};
inline constexpr Answer kBranches[] = {{200, "branch", true, "the branches in the order asked for"}};
inline constexpr Answer kActivity[] = {{200, "activity", true, "the buckets that have commits, oldest first"}};
inline constexpr Answer kContributors[] = {
    {200, "contributor", true, "the people, most commits on all branches first"}};
inline constexpr Answer kPulls[] = {{200, "pull_request", true, "the pull requests by number"}};
inline constexpr Answer kPull[] = {{200, "pull_request", false, "the pull request"}};
inline constexpr Answer kHistory[] = {{200, "day", true, "the days that were observed, oldest first"}};
inline constexpr Answer kExport[] = {
    {200, "", false, "the bytes of `cpsg export`; an answer that breaks off is not whole", kNdjsonType, kCsvType}};
inline constexpr Answer kProjects[] = {{200, "project", true, "the projects by full name"}};
inline constexpr Answer kAddition[] = {
    {202, "project", false, "the project is new and will be synced"},
    {200, "project", false, "the project was known; one that was held back is due now"}};
inline constexpr Answer kBatches[] = {{200, "batch", true, "the batches, newest first"}};
inline constexpr Answer kNewBatch[] = {{202, "batch", false, "the batch, which begins"}};
inline constexpr Answer kBatch[] = {{200, "batch", false, "the batch with its progress"}};
inline constexpr Answer kChangedBatch[] = {{200, "batch", false, "the batch as it is now"}};
inline constexpr Answer kBatchItems[] = {{200, "batch_project", true, "the batch's projects in its order"}};
inline constexpr Answer kDeliveries[] = {{200, "delivery_count", true, "the events by name"}};
inline constexpr Answer kDelivery[] = {{202, "accepted", false, "the delivery is taken"}};
inline constexpr Answer kMe[] = {{200, "me", false, "who asks, and what they may do"}};
inline constexpr Answer kSession[] = {{200, "me", false, "the session is open, and the answer sets its cookie"}};
inline constexpr Answer kEndedSession[] = {
    {204, "", false, "the session has ended, and the answer takes its cookie away"}};
inline constexpr Answer kEvents[] = {
    {200, "", false, "server-sent events, for as long as the client listens", "text/event-stream"}};
inline constexpr Answer kStatus[] = {{200, "status", false, "the state of the server"}};
inline constexpr Answer kDocument[] = {{200, "", false, "the document", "application/json"},
                                       {206, "", false, "the part of it that `Range` asks for", "application/json"}};
inline constexpr Answer kHealth[] = {{200, "health", false, "all is well"}};

}  // namespace cpsg::api
