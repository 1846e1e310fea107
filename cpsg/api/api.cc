#include "cpsg/api/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "cpsg/api/routes.h"
#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/percent_coding.h"
#include "cpsg/http/problem.h"

namespace cpsg::api {
namespace {

using Handler = http::Response (*)(const Context&, const Call&);
using ProjectHandler = http::Response (*)(const Context&, const Call&, const storage::ProjectRevision&);

struct Route {
  std::string_view method;
  std::string_view path;  // segments; `*` stands for any one
  std::variant<Handler, ProjectHandler> handler;
};

constexpr std::string_view kWebhookPath = "v1/webhooks/github";

constexpr std::array kRoutes = {
    Route{"GET", "v1/projects/*/*", &get_project},
    Route{"DELETE", "v1/projects/*/*", &remove_project},
    Route{"GET", "v1/projects/*/*/commits", &list_commits},
    Route{"GET", "v1/projects/*/*/branches", &list_branches},
    Route{"GET", "v1/projects/*/*/activity", &get_activity},
    Route{"GET", "v1/projects/*/*/contributors", &list_contributors},
    Route{"GET", "v1/projects/*/*/pulls", &list_pulls},
    Route{"GET", "v1/projects/*/*/pulls/*", &get_pull},
    Route{"GET", "v1/projects/*/*/history", &list_history},
    Route{"GET", "v1/projects", &list_projects},
    Route{"POST", "v1/projects", &add_project},
    Route{"GET", "v1/batches", &list_batches},
    Route{"POST", "v1/batches", &create_batch},
    Route{"GET", "v1/batches/*", &get_batch},
    Route{"GET", "v1/batches/*/projects", &list_batch_projects},
    Route{"POST", "v1/batches/*/pause", &pause_batch},
    Route{"POST", "v1/batches/*/resume", &resume_batch},
    Route{"POST", "v1/batches/*/cancel", &cancel_batch},
    Route{"POST", "v1/batches/*/retry", &retry_batch},
    Route{"GET", "v1/webhooks", &list_deliveries},
    Route{"POST", kWebhookPath, &take_delivery},
    Route{"GET", "v1/status", &get_status},
    Route{"GET", "healthz", &get_health},
    Route{"GET", "readyz", &get_readiness},
};

constexpr std::size_t kOwnerSegment = 2;
constexpr std::size_t kNameSegment = 3;
constexpr std::size_t kFirstSegmentBelowProject = 4;

bool matches(std::string_view path, const std::vector<std::string>& segments) {
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const std::size_t end = path.find('/');
    const std::string_view expected = path.substr(0, end);
    if (expected != "*" && !equal_ignoring_case(expected, segments[i])) return false;
    const bool last = end == std::string_view::npos;
    if (last != (i + 1 == segments.size())) return false;
    if (!last) path.remove_prefix(end + 1);
  }
  return true;
}

http::Response method_not_allowed(const http::IncomingRequest& request, const std::vector<std::string>& allowed) {
  const std::string list = fmt::format("{}", fmt::join(allowed, ", "));
  http::Problem problem = http::http_problem(405, fmt::format("This resource understands {}.", list));
  http::Response response = http::problem_response(problem, request.request_id);
  response.headers.push_back({"Allow", list});
  return response;
}

// Sends the client to the same resource below the project's present path.
http::Response moved(const Call& call, const storage::ProjectRevision& project) {
  std::string location = project_path(project.owner, project.name);
  for (std::size_t i = kFirstSegmentBelowProject; i < call.target.segments.size(); ++i) {
    location += "/" + percent_encode(call.target.segments[i]);
  }
  const std::size_t question = call.request.target.find('?');
  if (question != std::string::npos) location += call.request.target.substr(question);
  // Another project may get this name, so caches have to ask again.
  return {301, {{"Location", std::move(location)}, {"Cache-Control", "no-cache"}}, ""};
}

// Reads of the project no more than its revision, which decides 301, 304 and 404.
http::Response answer(const Context& context, const Call& call, ProjectHandler handler) {
  const std::string full_name = call.target.segments[kOwnerSegment] + "/" + call.target.segments[kNameSegment];
  const auto project = context.stores.projects.revision(full_name);
  if (!project) {
    throw Error(ErrorCode::kNotFound,
                fmt::format("the project {} is not followed; POST /v1/projects adds it", full_name));
  }
  return project->moved ? moved(call, *project) : handler(context, call, *project);
}

http::Response answer(const Context& context, const Call& call, Handler handler) { return handler(context, call); }

}  // namespace

struct Api::Impl {
  Impl(const storage::Stores& the_stores, ApiOptions the_options)
      : options(std::move(the_options)),
        graphs(the_stores.history),
        selector(the_stores.history, graphs),
        context{the_stores, options, graphs, selector, removals_waited_for} {}

  const ApiOptions options;
  history::GraphReader graphs;
  history::CommitSelector selector;
  std::mutex removals_waited_for;
  const Context context;
};

Api::Api(const storage::Stores& stores, ApiOptions options)
    : impl_(std::make_unique<Impl>(stores, std::move(options))) {}
Api::~Api() = default;

http::Response Api::handle(const http::IncomingRequest& request) {
  const Target target = parse_target(request.target);
  const std::string_view method = request.method == "HEAD" ? std::string_view("GET") : request.method;
  std::vector<std::string> allowed;
  for (const Route& route : kRoutes) {
    if (!matches(route.path, target.segments)) continue;
    if (route.method == method) {
      const Call call{request, target};
      return std::visit([&](auto handler) { return answer(impl_->context, call, handler); }, route.handler);
    }
    allowed.emplace_back(route.method);
    if (route.method == "GET") allowed.emplace_back("HEAD");
  }
  if (!allowed.empty()) return method_not_allowed(request, allowed);
  throw Error(ErrorCode::kNotFound, fmt::format("there is nothing at {}", target.path));
}

std::size_t Api::large_body_max_bytes(std::string_view target) const {
  std::string_view path = target.substr(0, target.find('?'));
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  const bool takes = !impl_->options.webhook_secret.empty() && equal_ignoring_case(path, kWebhookPath);
  return takes ? limits::kWebhookBodyMaxBytes : 0;
}

}  // namespace cpsg::api
