#include "cpsg/api/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "cpsg/api/routes.h"
#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/http/problem.h"

namespace cpsg::api {
namespace {

using Handler = http::Response (*)(const Context&, const Call&);

struct Route {
  std::string_view method;
  std::string_view path;  // segments; `*` stands for any
  Handler handler;
};

constexpr std::array kRoutes = {
    Route{"GET", "v1/projects/*/*", get_project},
    Route{"GET", "v1/projects/*/*/commits", list_commits},
    Route{"GET", "v1/projects/*/*/branches", list_branches},
    Route{"GET", "v1/projects/*/*/activity", get_activity},
    Route{"GET", "v1/projects/*/*/contributors", list_contributors},
    Route{"GET", "v1/projects", list_projects},
    Route{"POST", "v1/projects", add_project},
    Route{"GET", "healthz", get_health},
    Route{"GET", "readyz", get_readiness},
};

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

}  // namespace

struct Api::Impl {
  Impl(storage::Store& the_store, ApiOptions the_options)
      : options(std::move(the_options)),
        graphs(the_store),
        selector(the_store, graphs),
        context{the_store, options, graphs, selector} {}

  const ApiOptions options;
  GraphReader graphs;
  CommitSelector selector;
  const Context context;
};

Api::Api(storage::Store& store, ApiOptions options) : impl_(std::make_unique<Impl>(store, std::move(options))) {}
Api::~Api() = default;

http::Response Api::handle(const http::IncomingRequest& request) {
  const Target target = parse_target(request.target);
  const std::string_view method = request.method == "HEAD" ? std::string_view("GET") : request.method;
  std::vector<std::string> allowed;
  for (const Route& route : kRoutes) {
    if (!matches(route.path, target.segments)) continue;
    if (route.method == method) return route.handler(impl_->context, {request, target});
    allowed.emplace_back(route.method);
    if (route.method == "GET") allowed.emplace_back("HEAD");
  }
  if (!allowed.empty()) return method_not_allowed(request, allowed);
  throw Error(ErrorCode::kNotFound, fmt::format("there is nothing at {}", target.path));
}

}  // namespace cpsg::api
