#include <fmt/format.h>

#include <boost/json.hpp>

#include "cpsg/api/cursor.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/page.h"
#include "cpsg/api/routes.h"
#include "cpsg/api/shapes.h"
#include "cpsg/base/ascii.h"
#include "cpsg/http/problem.h"
#include "cpsg/model/target.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kOwnerSegment = 2;
constexpr std::size_t kNameSegment = 3;

std::string project_json(const Context& context, const model::Project& project) {
  std::string body;
  append_json(body, ProjectView{project, context.options.clock()});
  return body;
}

// A page of another site that a user visits can make their browser send requests here; browsers say so.
void refuse_other_sites(const http::IncomingRequest& request) {
  const auto origin = request.header("origin");
  if (!origin) return;
  const std::size_t scheme = origin->find("://");
  const auto host = request.header("host");
  const bool same = scheme != std::string_view::npos && host && equal_ignoring_case(origin->substr(scheme + 3), *host);
  if (!same) throw http::FieldError(ErrorCode::kRequestInvalid, "Origin", "requests of other sites are not taken");
}

// The one member of the body.
std::string url_of(const http::IncomingRequest& request) {
  const auto bad = [](std::string field, const std::string& reason) {
    return http::FieldError(ErrorCode::kRequestInvalid, std::move(field), reason);
  };
  boost::system::error_code ec;
  boost::json::parse_options options;
  options.max_depth = 4;
  const boost::json::value body = boost::json::parse(request.body, ec, {}, options);
  const boost::json::object* const object = ec ? nullptr : body.if_object();
  if (object == nullptr) throw bad("body", "the body must be a JSON object like {\"url\":\"https://github.com/o/n\"}");
  for (const auto& member : *object) {
    const std::string name(member.key());
    if (name != "url") throw bad(name, fmt::format("{} is not a member of a new project; there is url", name));
  }
  const boost::json::value* const url = object->if_contains("url");
  if (url == nullptr || !url->is_string()) throw bad("url", "url must be given, as a string");
  return std::string(url->get_string());
}

}  // namespace

model::Project project_of(const Context& context, const Call& call) {
  const std::string full_name = call.target.segments[kOwnerSegment] + "/" + call.target.segments[kNameSegment];
  auto project = context.store.find_project(full_name);
  if (!project) {
    throw Error(ErrorCode::kNotFound,
                fmt::format("the project {} is not followed; POST /v1/projects adds it", full_name));
  }
  return *std::move(project);
}

http::Response list_projects(const Context& context, const Call& call) {
  const Query& query = call.target.query;
  query.allow({"limit", "cursor"});
  const std::size_t limit = query.limit();
  const auto cursor = query.text("cursor");
  const std::string after = cursor ? decode_name_cursor(NameCursorKind::kProject, *cursor) : "";
  std::vector<model::Project> projects = context.store.list_projects(after, limit + 1);
  const bool more = projects.size() > limit;
  if (more) projects.resize(limit);

  const UnixTime now = context.options.clock();
  Page page(call.target);
  for (const model::Project& project : projects) page.add(ProjectView{project, now});
  std::optional<std::string> next;
  if (more) next = encode_cursor(NameCursorKind::kProject, projects.back().full_name());
  const std::string etag = content_etag(page.body());
  if (auto unchanged = not_modified(call.request, etag)) return *std::move(unchanged);
  return page.finish(next, etag);
}

http::Response get_project(const Context& context, const Call& call) {
  call.target.query.allow({});
  std::string body = project_json(context, project_of(context, call));
  const std::string etag = content_etag(body);
  if (auto unchanged = not_modified(call.request, etag)) return *std::move(unchanged);
  return json_response(std::move(body), etag);
}

http::Response add_project(const Context& context, const Call& call) {
  call.target.query.allow({});
  refuse_other_sites(call.request);
  const std::string url = url_of(call.request);
  storage::Store::Added added;
  try {
    const model::Target target = model::parse_target(url, {.git_url = context.options.git_url, .allow_file = false});
    added = context.store.add_project(target.owner, target.name, target.source_url, context.options.clock());
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kUrlInvalid) throw http::FieldError(e.code(), "url", e.what());
    throw;
  }
  if (added.created && context.options.on_added) context.options.on_added(added.project.id);
  http::Response response = json_response(project_json(context, added.project), "");
  if (added.created) response.status = 202;
  response.headers.push_back({"Location", fmt::format("/v1/projects/{}/{}", percent_encode(added.project.owner),
                                                      percent_encode(added.project.name))});
  return response;
}

http::Response get_health(const Context& /*context*/, const Call& call) {
  call.target.query.allow({});
  return json_response("{\"status\":\"ok\"}", "");
}

http::Response get_readiness(const Context& context, const Call& call) {
  call.target.query.allow({});
  try {
    (void)context.store.list_projects("", 1);
  } catch (const Error&) {
    http::Problem problem = http::current_problem(call.request.request_id);
    problem.status = 503;
    return http::problem_response(problem, call.request.request_id);
  }
  return json_response("{\"status\":\"ok\"}", "");
}

}  // namespace cpsg::api
