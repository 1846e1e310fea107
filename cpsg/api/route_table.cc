#include "cpsg/api/route_table.h"

#include <algorithm>

#include "cpsg/api/route_parameters.h"
#include "cpsg/base/ascii.h"
#include "cpsg/base/split.h"

namespace cpsg::api {
namespace {

using access::Level;

constexpr Parameter kOfProject[] = {kOwner, kRepository};
constexpr Parameter kOfRemoval[] = {kOwner, kRepository, kWait};
constexpr Parameter kOfCommits[] = {kOwner, kRepository, kLimit,  kCursor,     kSince,
                                    kUntil, kBranch,     kAuthor, kUnreachable};
constexpr Parameter kOfBranches[] = {kOwner, kRepository, kLimit, kCursor, kDeleted};
constexpr Parameter kOfActivity[] = {kOwner, kRepository, kInterval, kSince, kUntil, kZone, kBranch};
constexpr Parameter kOfContributors[] = {kOwner, kRepository, kLimit, kCursor};
constexpr Parameter kOfPulls[] = {kOwner, kRepository, kLimit, kCursor, kPullState};
constexpr Parameter kOfPull[] = {kOwner, kRepository, kPullNumber};
constexpr Parameter kOfHistory[] = {kOwner, kRepository, kLimit, kCursor, kFirstDay, kLastDay};
constexpr Parameter kOfProjects[] = {kLimit, kCursor};
constexpr Parameter kOfAddition[] = {kUrl};
constexpr Parameter kOfBatches[] = {kLimit};
constexpr Parameter kOfNewBatch[] = {kBatchName, kBatchProjects};
constexpr Parameter kOfBatch[] = {kBatchId};
constexpr Parameter kOfBatchProjects[] = {kBatchId, kLimit, kCursor, kBatchItemState};
constexpr Parameter kOfEvents[] = {kTopics, kEventProjects, kLastEventId, kLastEventIdHeader};
constexpr Parameter kOfDelivery[] = {kGithubEvent, kGithubDelivery, kHubSignature};

constexpr Answer kProject[] = {{200, "project", false, "the project"}};
constexpr Answer kRemoval[] = {
    {204, "", false, "it is removed"},
    {202, "", false, "it is removed, and with `wait` some of its bytes are not cleared yet"}};
constexpr Answer kCommits[] = {{200, "commit", true, "the commits, newest first by committer time"}};
constexpr Answer kBranches[] = {{200, "branch", true, "the branches by name"}};
constexpr Answer kActivity[] = {{200, "activity", true, "the buckets that have commits, oldest first"}};
constexpr Answer kContributors[] = {{200, "contributor", true, "the people, most commits on all branches first"}};
constexpr Answer kPulls[] = {{200, "pull_request", true, "the pull requests by number"}};
constexpr Answer kPull[] = {{200, "pull_request", false, "the pull request"}};
constexpr Answer kHistory[] = {{200, "day", true, "the days that were observed, oldest first"}};
constexpr Answer kProjects[] = {{200, "project", true, "the projects by full name"}};
constexpr Answer kAddition[] = {{202, "project", false, "the project is new and will be synced"},
                                {200, "project", false, "the project was known; one that was held back is due now"}};
constexpr Answer kBatches[] = {{200, "batch", true, "the batches, newest first"}};
constexpr Answer kNewBatch[] = {{202, "batch", false, "the batch, which begins"}};
constexpr Answer kBatch[] = {{200, "batch", false, "the batch with its progress"}};
constexpr Answer kChangedBatch[] = {{200, "batch", false, "the batch as it is now"}};
constexpr Answer kBatchItems[] = {{200, "batch_project", true, "the batch's projects in its order"}};
constexpr Answer kDeliveries[] = {{200, "delivery_count", true, "the events by name"}};
constexpr Answer kDelivery[] = {{202, "accepted", false, "the delivery is taken"}};
constexpr Answer kEvents[] = {{200, "", false, "server-sent events, for as long as the client listens"}};
constexpr Answer kStatus[] = {{200, "status", false, "the state of the server"}};
constexpr Answer kHealth[] = {{200, "health", false, "all is well"}};

constexpr Route kRoutes[] = {
    {.method = "GET",
     .path = "/v1/projects",
     .summary = "List the projects",
     .access = Level::kRead,
     .parameters = kOfProjects,
     .answers = kProjects,
     .handler = &list_projects,
     .answers_large = true},
    {.method = "POST",
     .path = "/v1/projects",
     .summary = "Follow a project",
     .access = Level::kWrite,
     .parameters = kOfAddition,
     .answers = kAddition,
     .handler = &add_project,
     .body = "a new project"},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}",
     .summary = "Get a project",
     .access = Level::kRead,
     .parameters = kOfProject,
     .answers = kProject,
     .handler = &get_project},
    {.method = "DELETE",
     .path = "/v1/projects/{owner}/{name}",
     .summary = "Remove a project",
     .access = Level::kWrite,
     .parameters = kOfRemoval,
     .answers = kRemoval,
     .handler = &remove_project},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/branches",
     .summary = "List a project's branches",
     .access = Level::kRead,
     .parameters = kOfBranches,
     .answers = kBranches,
     .handler = &list_branches,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/commits",
     .summary = "List a project's commits",
     .access = Level::kRead,
     .parameters = kOfCommits,
     .answers = kCommits,
     .handler = &list_commits,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/activity",
     .summary = "Count a project's commits by time",
     .access = Level::kRead,
     .parameters = kOfActivity,
     .answers = kActivity,
     .handler = &get_activity,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/contributors",
     .summary = "List a project's contributors",
     .access = Level::kRead,
     .parameters = kOfContributors,
     .answers = kContributors,
     .handler = &list_contributors,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/pulls",
     .summary = "List a project's pull requests",
     .access = Level::kRead,
     .parameters = kOfPulls,
     .answers = kPulls,
     .handler = &list_pulls,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/pulls/{number}",
     .summary = "Get a pull request",
     .access = Level::kRead,
     .parameters = kOfPull,
     .answers = kPull,
     .handler = &get_pull},
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/history",
     .summary = "List a project's numbers by day",
     .access = Level::kRead,
     .parameters = kOfHistory,
     .answers = kHistory,
     .handler = &list_history,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/batches",
     .summary = "List the batches",
     .access = Level::kRead,
     .parameters = kOfBatches,
     .answers = kBatches,
     .handler = &list_batches,
     .answers_large = true},
    {.method = "POST",
     .path = "/v1/batches",
     .summary = "Begin a batch",
     .access = Level::kWrite,
     .parameters = kOfNewBatch,
     .answers = kNewBatch,
     .handler = &create_batch,
     .body = "a new batch"},
    {.method = "GET",
     .path = "/v1/batches/{id}",
     .summary = "Get a batch",
     .access = Level::kRead,
     .parameters = kOfBatch,
     .answers = kBatch,
     .handler = &get_batch},
    {.method = "GET",
     .path = "/v1/batches/{id}/projects",
     .summary = "List a batch's projects",
     .access = Level::kRead,
     .parameters = kOfBatchProjects,
     .answers = kBatchItems,
     .handler = &list_batch_projects,
     .answers_large = true},
    {.method = "POST",
     .path = "/v1/batches/{id}/pause",
     .summary = "Pause a batch",
     .access = Level::kWrite,
     .parameters = kOfBatch,
     .answers = kChangedBatch,
     .handler = &pause_batch},
    {.method = "POST",
     .path = "/v1/batches/{id}/resume",
     .summary = "Resume a batch",
     .access = Level::kWrite,
     .parameters = kOfBatch,
     .answers = kChangedBatch,
     .handler = &resume_batch},
    {.method = "POST",
     .path = "/v1/batches/{id}/cancel",
     .summary = "Cancel a batch",
     .access = Level::kWrite,
     .parameters = kOfBatch,
     .answers = kChangedBatch,
     .handler = &cancel_batch},
    {.method = "POST",
     .path = "/v1/batches/{id}/retry",
     .summary = "Try a batch's failed projects again",
     .access = Level::kWrite,
     .parameters = kOfBatch,
     .answers = kChangedBatch,
     .handler = &retry_batch},
    {.method = "GET",
     .path = "/v1/webhooks",
     .summary = "Count the deliveries of the last four days",
     .access = Level::kRead,
     .answers = kDeliveries,
     .handler = &list_deliveries},
    {.method = "POST",
     .path = "/v1/webhooks/github",
     .summary = "Take a delivery of GitHub's",
     .access = Level::kPublic,
     .parameters = kOfDelivery,
     .answers = kDelivery,
     .handler = &take_delivery,
     .body_max_bytes = limits::kWebhookBodyMaxBytes,
     .is_signed = true},
    {.method = "GET",
     .path = "/v1/events",
     .summary = "Follow what happens",
     .access = Level::kRead,
     .parameters = kOfEvents,
     .answers = kEvents,
     .handler = &get_events},
    {.method = "GET",
     .path = "/v1/status",
     .summary = "Tell budgets and warnings",
     .access = Level::kRead,
     .answers = kStatus,
     .handler = &get_status},
    {.method = "GET",
     .path = "/healthz",
     .summary = "Tell whether the process answers",
     .access = Level::kPublic,
     .answers = kHealth,
     .handler = &get_health},
    {.method = "GET",
     .path = "/readyz",
     .summary = "Tell whether the store answers",
     .access = Level::kPublic,
     .answers = kHealth,
     .handler = &get_readiness},
};

// `segments` are the parts between the slashes of a path.
template <typename Segment>
bool matches(std::string_view path, const std::vector<Segment>& segments) {
  path.remove_prefix(1);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool last = path.find('/') == std::string_view::npos;
    const std::string_view expected = take_until(path, '/');
    if (!expected.starts_with('{') && !equal_ignoring_case(expected, segments[i])) return false;
    if (last != (i + 1 == segments.size())) return false;
  }
  return true;
}

template <typename Segment>
const Route* find(std::string_view method, const std::vector<Segment>& segments) {
  const auto* const found = std::find_if(std::begin(kRoutes), std::end(kRoutes), [&](const Route& route) {
    return route.method == method && matches(route.path, segments);
  });
  return found == std::end(kRoutes) ? nullptr : found;
}

// Appends a name to a list of them, once.
void add_once(std::string& list, std::string_view name) {
  if (list.find(name) != std::string::npos) return;  // no method's name is part of another one's
  if (!list.empty()) list += ", ";
  list += name;
}

template <typename Applies>
std::string methods(const Applies& applies) {
  std::string list;
  for (const Route& route : kRoutes) {
    if (!applies(route)) continue;
    add_once(list, route.method);
    if (route.method == "GET") add_once(list, "HEAD");
  }
  if (!list.empty()) add_once(list, "OPTIONS");
  return list;
}

}  // namespace

std::span<const Route> routes() noexcept { return kRoutes; }

const Route* find_route(std::string_view method, const std::vector<std::string>& segments) {
  return find(method == "HEAD" ? "GET" : method, segments);
}

const Route* find_route(std::string_view method, std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  std::vector<std::string_view> segments;
  for_each_part(path, '/', [&](std::string_view segment) { segments.push_back(segment); });
  return find(method == "HEAD" ? "GET" : method, segments);
}

std::string allowed_methods(const std::vector<std::string>& segments) {
  return methods([&](const Route& route) { return matches(route.path, segments); });
}

std::string all_methods() {
  return methods([](const Route&) { return true; });
}

}  // namespace cpsg::api
