// The projects that are followed: listing, adding, removing them, and each by itself.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "cpsg/api/cursor.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/fleet_query.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/error.h"
#include "cpsg/base/percent_coding.h"
#include "cpsg/base/waitable_clock.h"
#include "cpsg/http/problem.h"
#include "cpsg/model/target.h"
#include "cpsg/shape/shapes.h"
#include "cpsg/sync/clear_removed.h"
#include "cpsg/sync/follow.h"

namespace cpsg::api {
namespace {

// Descriptions and topics may be long, so not all of a long page are read at once.
constexpr std::size_t kProjectsPerRead = 400;

model::Target target_of(const std::string& url, const std::string& git_url) {
  try {
    return model::parse_target(url, {.git_url = git_url, .allow_file = false});
  } catch (const Error& e) {
    throw http::FieldError(e.code(), "url", e.what());
  }
}

// Whether the project is being synced is over by itself when its lease is.
void note_end(AnswerBasis* basis, const model::Project& project, UnixTime now) {
  if (basis == nullptr || !project.syncing(now)) return;
  limit_until(basis, *project.syncing_until);
}

[[noreturn]] void refuse(const Failure& failure) {
  if (failure.code == ErrorCode::kConflict) throw http::FieldError(failure.code, "url", failure.message);
  throw error_of(failure);
}

std::vector<model::Project> list_block(storage::Projects& projects, const access::Caller& caller,
                                       std::string_view after, std::size_t limit) {
  return caller.sees_private ? projects.list_projects(after, limit) : projects.list_public_projects(after, limit);
}

// Adds at most `limit` projects behind the name `after`, which then is the last one's. Whether more follow.
bool add_projects(const Context& context, const access::Caller& caller, UnixTime now, AnswerBasis* basis,
                  std::string& after, ItemSink& items, std::size_t limit) {
  bool more = true;
  for (std::size_t left = limit; more && left > 0;) {
    const std::size_t step = std::min(left, kProjectsPerRead);
    const std::vector<model::Project> projects = list_block(context.stores.projects, caller, after, step + 1);
    const std::size_t wanted = std::min(projects.size(), step);
    std::size_t added = 0;
    for (; added < wanted && items.add(shape::ProjectView{projects[added], now, context.options.git_url}); ++added) {
      note_end(basis, projects[added], now);
      after = projects[added].full_name();
    }
    more = added < projects.size();
    if (added < wanted) break;  // the page is full
    left -= added;
  }
  return more;
}

// The latest of the times at which something of the project was published or observed; nothing before the first. When
// it is to be synced next counts for nothing: every look at GitHub moves that.
std::optional<UnixTime> modification_time(const model::Project& project) {
  const model::ProjectStatus& status = project.status;
  std::optional<UnixTime> latest;
  for (const auto& time : {status.since, status.trouble_since, status.last_synced_at, project.syncing_since}) {
    latest = std::max(latest, time);
  }
  if (project.statistics) latest = std::max(latest, std::optional(project.statistics->observed_at));
  return latest;
}

// Whether each change of the project moves that time: not during a sync, which publishes piece by piece, nor while
// something is wrong with it, of which the words may change.
bool is_dated(const model::Project& project, UnixTime now) {
  return !project.syncing(now) && project.status.state == model::SyncState::kOk && !project.status.code;
}

// False where it takes too long, or others wait already: the threads that answer requests are few.
bool wait_until_cleared(const Context& context, std::uint64_t removal) {
  // Longer than the lease of a sync that still runs.
  constexpr std::chrono::seconds kWaitMax{75};
  const std::unique_lock turn(context.removals_waited_for, std::try_to_lock);
  if (!turn) return false;
  return sync::clear_until_gone(context.stores.maintenance, removal, *context.options.waitable_clock, kWaitMax,
                                context.options.stopping);
}

}  // namespace

std::string project_json(const Context& context, const model::Project& project, UnixTime now) {
  std::string body;
  shape::append_json(body, shape::ProjectView{project, now, context.options.git_url});
  return body;
}

Validators project_validators(const Context& context, const model::Project& project) {
  const UnixTime now = context.options.clock();
  return {content_etag(project_json(context, project, now)), is_dated(project, now) ? modification_time(project) : now};
}

std::string project_path(std::string_view owner, std::string_view name) {
  return fmt::format("/v1/projects/{}/{}", percent_encode(owner), percent_encode(name));
}

http::Response list_projects(const Context& context, const Call& call) {
  if (asks_of_fleet(call.target.query)) return list_fleet(context, call);
  const auto cursor = call.target.query.text("cursor");
  // The basis belongs to this request; a stream, which outlives it, is not kept.
  AnswerBasis* const basis = is_streamed(list_format_of(call.target.query)) ? nullptr : call.basis;
  auto read = [&context, caller = call.caller, now = context.options.clock(), basis,
               after = cursor ? decode_name_cursor(NameCursorKind::kProject, *cursor) : std::string()](
                  ItemSink& items, std::size_t limit) mutable -> std::optional<std::string> {
    const bool more = add_projects(context, caller, now, basis, after, items, limit);
    return more ? std::optional(encode_cursor(NameCursorKind::kProject, after)) : std::nullopt;
  };
  return answer_list(context, call, {.shape = "project", .what = "projects"}, std::move(read));
}

// Whether the project is being synced depends on the time, so the tag is of the content and not of the revision.
http::Response get_project(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const model::Project whole = context.stores.projects.project(project.id);
  const UnixTime now = context.options.clock();
  note_end(call.basis, whole, now);
  const auto modified = is_dated(whole, now) ? modification_time(whole) : std::nullopt;
  return json_answer(call.request, call.target.query, project_json(context, whole, now), modified);
}

http::Response remove_project(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const bool wait = call.target.query.boolean("wait");
  // Looked at again within the removal: somebody may have changed the project since the request's condition held.
  storage::Projects::RemovalCheck check;
  if (is_conditional(call.request)) {
    check = [&](const model::Project& stored) {
      require_preconditions(call.request, project_validators(context, stored));
    };
  }
  const std::uint64_t removal = context.stores.projects.remove_project(project.id, check);
  context.selector.forget(project.id);
  context.tables.forget(project.id);
  context.pull_facts.forget(project.id);
  if (context.options.on_due) context.options.on_due(project.id);  // the worker clears what is left
  const bool done = !wait || wait_until_cleared(context, removal);
  return {done ? 204 : 202, {}, ""};
}

http::Response add_project(const Context& context, const Call& call) {
  const model::Target target = target_of(std::string(call.body.at("url").get_string()), context.options.git_url);
  const UnixTime now = context.options.clock();
  const sync::Followed followed =
      sync::follow(context.stores.projects, {&target, 1}, sync::FollowedBy::kRequest, now).front();
  if (followed.failure) refuse(*followed.failure);
  const model::Project project = context.stores.projects.project(followed.project_id);
  const bool due = project.status.next_sync_at && *project.status.next_sync_at <= now;
  if (due && context.options.on_due) context.options.on_due(project.id);
  http::Response response = json_response(project_json(context, project, now), "");
  if (followed.created) response.status = 202;
  response.headers.push_back({"Location", project_path(project.owner, project.name)});
  return response;
}

}  // namespace cpsg::api
