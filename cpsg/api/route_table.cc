#include "cpsg/api/route_table.h"

#include <algorithm>

#include "cpsg/api/route_parts.h"
#include "cpsg/base/ascii.h"
#include "cpsg/base/split.h"

namespace cpsg::api {
namespace {

using access::Level;

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
     .answers = kOneBranch,
     .handler = &get_branch,
     .caching = Caching::kSynced,
     .takes_rest = true},
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
    {.method = "GET",
     .path = "/v1/projects/{owner}/{name}/history",
     .name = "list_history",
     .summary = "List a project's numbers by day",
     .access = Level::kRead,
     .parameters = kOfHistory,
     .answers = kHistory,
     .handler = &list_history,
     .caching = Caching::kSynced,
     .answers_large = true},
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
     .path = "/v1/batches",
     .name = "list_batches",
     .summary = "List the batches",
     .access = Level::kRead,
     .parameters = kOfBatches,
     .answers = kBatches,
     .handler = &list_batches,
     .caching = Caching::kLive,
     .answers_large = true},
    {.method = "POST",
     .path = "/v1/batches",
     .name = "create_batch",
     .summary = "Begin a batch",
     .access = Level::kWrite,
     .parameters = kOfNewBatch,
     .answers = kNewBatch,
     .handler = &create_batch,
     .body = "a new batch",
     .body_max_bytes = kNewBatchMaxBytes},
    {.method = "GET",
     .path = "/v1/batches/{id}",
     .name = "get_batch",
     .summary = "Get a batch",
     .access = Level::kRead,
     .parameters = kOfBatch,
     .answers = kBatch,
     .handler = &get_batch,
     .caching = Caching::kLive,
     .is_dated = true},
    {.method = "GET",
     .path = "/v1/batches/{id}/projects",
     .name = "list_batch_projects",
     .summary = "List a batch's projects",
     .access = Level::kRead,
     .parameters = kOfBatchProjects,
     .answers = kBatchItems,
     .handler = &list_batch_projects,
     .caching = Caching::kLive,
     .answers_large = true},
    {.method = "POST",
     .path = "/v1/batches/{id}/pause",
     .name = "pause_batch",
     .summary = "Pause a batch",
     .access = Level::kWrite,
     .parameters = kOfBatchChange,
     .answers = kChangedBatch,
     .handler = &pause_batch},
    {.method = "POST",
     .path = "/v1/batches/{id}/resume",
     .name = "resume_batch",
     .summary = "Resume a batch",
     .access = Level::kWrite,
     .parameters = kOfBatchChange,
     .answers = kChangedBatch,
     .handler = &resume_batch},
    {.method = "POST",
     .path = "/v1/batches/{id}/cancel",
     .name = "cancel_batch",
     .summary = "Cancel a batch",
     .access = Level::kWrite,
     .parameters = kOfBatchChange,
     .answers = kChangedBatch,
     .handler = &cancel_batch},
    {.method = "POST",
     .path = "/v1/batches/{id}/retry",
     .name = "retry_batch",
     .summary = "Try a batch's failed projects again",
     .access = Level::kWrite,
     .parameters = kOfBatchChange,
     .answers = kChangedBatch,
     .handler = &retry_batch},
    {.method = "GET",
     .path = "/v1/lists",
     .name = "list_saved_lists",
     .summary = "List the saved lists",
     .access = Level::kRead,
     .parameters = kOfSavedLists,
     .answers = kSavedLists,
     .handler = &list_saved_lists,
     .caching = Caching::kLive,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/lists/{name}",
     .name = "get_saved_list",
     .summary = "Get a saved list",
     .access = Level::kRead,
     .parameters = kOfSavedList,
     .answers = kSavedList,
     .handler = &get_saved_list,
     .caching = Caching::kLive,
     .answers_large = true},
    {.method = "PUT",
     .path = "/v1/lists/{name}",
     .name = "put_saved_list",
     .summary = "Save a list",
     .access = Level::kWrite,
     .parameters = kOfSavedListChange,
     .answers = kChangedSavedList,
     .handler = &put_saved_list,
     .body = "a list",
     .body_max_bytes = kSavedListMaxBytes,
     .checks_conditions = true},
    {.method = "DELETE",
     .path = "/v1/lists/{name}",
     .name = "delete_saved_list",
     .summary = "Delete a saved list",
     .access = Level::kWrite,
     .parameters = kOfSavedListRemoval,
     .answers = kRemovedSavedList,
     .handler = &delete_saved_list,
     .checks_conditions = true},
    {.method = "GET",
     .path = "/v1/webhooks",
     .name = "list_deliveries",
     .summary = "Count the deliveries of the last four days",
     .access = Level::kRead,
     .answers = kDeliveries,
     .handler = &list_deliveries,
     .caching = Caching::kLive},
    {.method = "POST",
     .path = "/v1/webhooks/github",
     .name = "take_delivery",
     .summary = "Take a delivery of GitHub's",
     .access = Level::kPublic,
     .parameters = kOfDelivery,
     .answers = kDelivery,
     .handler = &take_delivery,
     .body_max_bytes = limits::kWebhookBodyMaxBytes,
     .is_signed = true,
     .is_counted = false},
    {.method = "GET",
     .path = "/v1/me",
     .name = "get_me",
     .summary = "Tell who asks, and what they may do",
     .access = Level::kPublic,
     .answers = kMe,
     .handler = &get_me,
     .reads_key = true},
    {.method = "POST",
     .path = "/v1/session",
     .name = "create_session",
     .summary = "Open a session for a browser, with a key",
     .access = Level::kPublic,
     .parameters = kOfSession,
     .answers = kSession,
     .handler = &create_session,
     .body = "a new session",
     .reads_key = true},
    {.method = "DELETE",
     .path = "/v1/session",
     .name = "delete_session",
     .summary = "End the session of the request's cookie",
     .access = Level::kPublic,
     .answers = kEndedSession,
     .handler = &delete_session,
     .reads_key = true},
    {.method = "GET",
     .path = "/v1/events",
     .name = "follow_events",
     .summary = "Follow what happens",
     .access = Level::kRead,
     .parameters = kOfEvents,
     .answers = kEvents,
     .handler = &get_events},
    {.method = "GET",
     .path = "/v1/status",
     .name = "get_status",
     .summary = "Tell budgets and warnings",
     .access = Level::kRead,
     .answers = kStatus,
     .handler = &get_status},
    {.method = "GET",
     .path = "/openapi.json",
     .name = "get_openapi",
     .summary = "Get this document",
     .access = Level::kPublic,
     .answers = kDocument,
     .handler = &get_openapi,
     .caching = Caching::kDocument,
     .answers_large = true},
    {.method = "GET",
     .path = "/healthz",
     .name = "get_health",
     .summary = "Tell whether the process answers",
     .access = Level::kPublic,
     .answers = kHealth,
     .handler = &get_health,
     .is_counted = false},
    {.method = "GET",
     .path = "/readyz",
     .name = "get_readiness",
     .summary = "Tell whether the store answers",
     .access = Level::kPublic,
     .answers = kHealth,
     .handler = &get_readiness,
     .is_counted = false},
};

// `segments` are the parts between the slashes of a path.
template <typename Segment>
bool matches(const Route& route, const std::vector<Segment>& segments) {
  std::string_view path = route.path.substr(1);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool last = path.find('/') == std::string_view::npos;
    const std::string_view expected = take_until(path, '/');
    if (!expected.starts_with('{') && !equal_ignoring_case(expected, segments[i])) return false;
    if (last && route.takes_rest) return true;
    if (last != (i + 1 == segments.size())) return false;
  }
  return true;
}

template <typename Segment>
const Route* find(std::string_view method, const std::vector<Segment>& segments) {
  const auto* const found = std::find_if(std::begin(kRoutes), std::end(kRoutes), [&](const Route& route) {
    return route.method == method && matches(route, segments);
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

std::string_view cache_control(Caching caching) noexcept {
  switch (caching) {
    case Caching::kNever:
      return "no-store";
    case Caching::kLive:
      return "public, max-age=0, s-maxage=1, stale-if-error=600";
    case Caching::kSynced:
      return "public, max-age=0, s-maxage=30, stale-while-revalidate=60, stale-if-error=86400";
    case Caching::kExport:
      return "private, no-cache";
    case Caching::kDocument:
      return "public, max-age=300, s-maxage=3600, stale-while-revalidate=86400, stale-if-error=604800";
  }
  return "no-store";
}

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
  return methods([&](const Route& route) { return matches(route, segments); });
}

std::string all_methods() {
  return methods([](const Route&) { return true; });
}

}  // namespace cpsg::api
