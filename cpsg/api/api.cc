#include "cpsg/api/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "cpsg/api/etag.h"
#include "cpsg/api/routes.h"
#include "cpsg/api/sites.h"
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

// The last segments of the paths whose answers are lists.
constexpr std::array<std::string_view, 8> kLists = {"projects",     "commits", "branches", "activity",
                                                    "contributors", "pulls",   "history",  "batches"};

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

constexpr std::string_view kReadOnlyMethods[] = {"GET", "HEAD", "OPTIONS"};
bool is_write(std::string_view method) {
  return std::find(std::begin(kReadOnlyMethods), std::end(kReadOnlyMethods), method) == std::end(kReadOnlyMethods);
}

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
  // Clients repeat a write as it was after 308 alone. Another project may get this name, so caches have to ask again.
  const int status = is_write(call.request.method) ? 308 : 301;
  return {status, {{"Location", std::move(location)}, {"Cache-Control", "no-cache"}}, ""};
}

http::Response dispatch(const Context& context, const Call& call);

bool can_be_read(const Target& target) {
  return std::any_of(kRoutes.begin(), kRoutes.end(),
                     [&](const Route& route) { return route.method == "GET" && matches(route.path, target.segments); });
}

// The tag of what a GET of this resource shows now; for `.../pause` and its like, of what stands one segment above.
std::optional<std::string> current_etag(const Context& context, const Call& call) {
  const std::string& own = call.target.path;
  for (const std::string& path : {own, own.substr(0, own.rfind('/'))}) {
    const http::IncomingRequest request{"GET", path, {}, "", call.request.request_id};
    const Target target = parse_target(path);
    if (!can_be_read(target)) continue;
    const http::Response shown = dispatch(context, {request, target});
    for (const http::Header& header : shown.headers) {
      if (header.name == "ETag") return header.value;
    }
    return std::nullopt;
  }
  return std::nullopt;
}

void check_preconditions(const Context& context, const Call& call) {
  if (!is_conditional(call.request) || !is_write(call.request.method)) return;
  require_preconditions(call.request, current_etag(context, call));
}

// Reads of the project no more than its revision, which decides 301, 304 and 404.
http::Response answer(const Context& context, const Call& call, ProjectHandler handler) {
  const std::string full_name = call.target.segments[kOwnerSegment] + "/" + call.target.segments[kNameSegment];
  const auto project = context.stores.projects.revision(full_name);
  if (!project) {
    throw Error(ErrorCode::kNotFound,
                fmt::format("the project {} is not followed; POST /v1/projects adds it", full_name));
  }
  if (project->moved) return moved(call, *project);
  if (call.basis != nullptr) call.basis->project = *project;
  check_preconditions(context, call);
  return handler(context, call, *project);
}

http::Response answer(const Context& context, const Call& call, Handler handler) {
  check_preconditions(context, call);
  return handler(context, call);
}

http::Response dispatch(const Context& context, const Call& call) {
  const http::IncomingRequest& request = call.request;
  const std::string_view method = request.method == "HEAD" ? std::string_view("GET") : request.method;
  std::vector<std::string> allowed;
  for (const Route& route : kRoutes) {
    if (!matches(route.path, call.target.segments)) continue;
    if (route.method == method) {
      return std::visit([&](auto handler) { return answer(context, call, handler); }, route.handler);
    }
    allowed.emplace_back(route.method);
    if (route.method == "GET") allowed.emplace_back("HEAD");
  }
  if (!allowed.empty()) return method_not_allowed(request, allowed);
  throw Error(ErrorCode::kNotFound, fmt::format("there is nothing at {}", call.target.path));
}

// A GET has been answered before its If-Match is looked at, because only the answer has the tag.
void check_match_of_read(const http::IncomingRequest& request, const http::Response& response) {
  if (is_write(request.method) || !request.header("if-match")) return;
  if (response.status != 200 && response.status != 304) return;
  for (const http::Header& header : response.headers) {
    if (header.name == "ETag") return require_match(request, header.value);
  }
}

}  // namespace

struct Api::Impl {
  Impl(const storage::Stores& the_stores, ApiOptions the_options)
      : options(std::move(the_options)),
        sites(options.sites),
        answers(the_stores.changes, options.answers),
        hot(answers, sites, options.clock, *options.waitable_clock, options.admit_at_once),
        graphs(the_stores.history),
        selector(the_stores.history, graphs),
        context{the_stores, options, graphs, selector, removals_waited_for} {}

  const ApiOptions options;
  const Sites sites;
  AnswerCache answers;
  HotAnswers hot;
  history::GraphReader graphs;
  history::CommitSelector selector;
  std::mutex removals_waited_for;
  const Context context;
};

Api::Api(const storage::Stores& stores, ApiOptions options)
    : impl_(std::make_unique<Impl>(stores, std::move(options))) {}
Api::~Api() = default;

http::Response Api::handle(const http::IncomingRequest& request) {
  impl_->sites.check_host(request);
  if (auto answer_to_preflight = impl_->sites.preflight(request)) return *std::move(answer_to_preflight);
  const Target target = parse_target(request.target);
  // No browser sends deliveries; what is not signed is refused before it is read.
  if (is_write(request.method) && !matches(kWebhookPath, target.segments)) impl_->sites.check_origin(request);
  const ApiOptions& options = impl_->options;
  AnswerFill fill(impl_->answers, impl_->sites, request, options.waitable_clock->now(), options.clock());
  http::Response response = dispatch(impl_->context, {request, target, fill.basis()});
  check_match_of_read(request, response);
  fill.keep(response, true, options.waitable_clock->now());
  return response;
}

bool Api::hot_answer(const http::PlainRequest& request, std::string_view peer, std::string& out) {
  return impl_->hot.answer(request, peer, out);
}

void Api::complete(const http::IncomingRequest& request, http::Response& response) const {
  impl_->sites.complete(request, response);
}

bool Api::may_answer_large(const http::IncomingRequest& request) const {
  if (is_write(request.method)) return false;
  std::string_view path(request.target);
  path = path.substr(0, path.find('?'));
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path.find('%') != std::string_view::npos) return true;  // any of them, encoded
  const std::string_view last = path.substr(path.rfind('/') + 1);
  return std::any_of(kLists.begin(), kLists.end(),
                     [&](std::string_view list) { return equal_ignoring_case(last, list); });
}

std::size_t Api::large_body_max_bytes(std::string_view target) const {
  std::string_view path = target.substr(0, target.find('?'));
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  const bool takes = !impl_->options.webhook_secret.empty() && equal_ignoring_case(path, kWebhookPath);
  return takes ? limits::kWebhookBodyMaxBytes : 0;
}

}  // namespace cpsg::api
