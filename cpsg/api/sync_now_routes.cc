// A sync of one project that somebody asks for by hand.
#include <boost/json.hpp>

#include "cpsg/api/etag.h"
#include "cpsg/api/page.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/error.h"
#include "cpsg/schedule/sync_now.h"

namespace cpsg::api {

http::Response sync_project_now(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const auto* const audit = call.body.if_contains("audit");
  const model::Work work = schedule::work_of_sync_now(audit != nullptr && audit->get_bool());
  const UnixTime now = context.options.clock();
  // Within the step that makes it due: somebody may have asked, or changed the project, a moment ago.
  const auto check = [&](const model::Project& stored) {
    if (is_conditional(call.request)) require_preconditions(call.request, project_validators(context, stored));
    if (const auto failure = schedule::why_no_sync_now(stored, now)) throw error_of(*failure);
  };
  context.stores.projects.ask_for_sync(project.id, work, now, check);
  if (context.options.on_due) context.options.on_due(project.id);
  http::Response response = json_response(project_json(context, context.stores.projects.project(project.id), now), "");
  response.status = 202;
  response.headers.push_back({"Location", project_path(project.owner, project.name)});
  return response;
}

}  // namespace cpsg::api
