#include "cpsg/api/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/fields.h"
#include "cpsg/api/hot_answers.h"
#include "cpsg/api/pictures.h"
#include "cpsg/api/route_table.h"
#include "cpsg/api/sites.h"
#include "cpsg/api/write_log.h"
#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/percent_coding.h"
#include "cpsg/http/content_coding.h"
#include "cpsg/http/problem.h"
#include "cpsg/http/response_head.h"

namespace cpsg::api {
namespace {

using access::is_write;

constexpr std::string_view kNoStore = "no-store";

constexpr std::size_t kOwnerSegment = 2;
constexpr std::size_t kNameSegment = 3;
constexpr std::size_t kFirstSegmentBelowProject = 4;

std::optional<std::string> header_of(const http::Response& response, std::string_view name) {
  for (const http::Header& header : response.headers) {
    if (header.name == name) return header.value;
  }
  return std::nullopt;
}

// Throws for a path that another program might take for another one: with empty parts, parts of dots, or control
// characters. Those of a route are parameters, and checked as such.
void require_plain_path(const Target& target) {
  for (const std::string& segment : target.segments) {
    const bool is_root = segment.empty() && target.segments.size() == 1;
    const bool has_control = std::any_of(segment.begin(), segment.end(), [](char c) { return c >= 0 && c < ' '; });
    if (!is_root && (segment.empty() || segment == "." || segment == ".." || has_control)) {
      throw invalid("path", "the path has an empty part, a part of dots alone, or a control character");
    }
  }
}

http::Response method_not_allowed(const http::IncomingRequest& request, const std::string& allowed) {
  const http::Problem problem = http::http_problem(405, fmt::format("This resource understands {}.", allowed));
  http::Response response = http::problem_response(problem, request.request_id);
  response.headers.push_back({"Allow", allowed});
  return response;
}

http::Response options_answer(std::string allowed) {
  return {204, {{"Allow", std::move(allowed)}, {"Cache-Control", "no-store"}}, ""};
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

http::Response dispatch(const Context& context, const http::IncomingRequest& request, const Target& target,
                        const access::Caller& caller, AnswerBasis* basis = nullptr);

// The validators of what a GET of this resource shows now; for `.../pause` and its like, of what stands one segment
// above.
Validators current_validators(const Context& context, const Call& call) {
  const std::string& own = call.target.path;
  for (const std::string& path : {own, own.substr(0, own.rfind('/'))}) {
    const http::IncomingRequest request{"GET", path, {}, "", call.request.request_id};
    const Target target = parse_target(path);
    if (find_route("GET", target.segments) == nullptr) continue;
    const http::Response shown = dispatch(context, request, target, call.caller);
    Validators validators;
    validators.etag = header_of(shown, "ETag");
    if (const auto date = header_of(shown, "Last-Modified")) validators.modified = parse_http_date(*date);
    return validators;
  }
  return {};
}

// Who sends a signed request has not been looked at yet, and must not be told of any state.
void check_preconditions(const Context& context, const Call& call, const Route& route) {
  if (!is_conditional(call.request) || !is_write(call.request.method) || route.is_signed) return;
  if (route.checks_conditions) return;
  require_preconditions(call.request, current_validators(context, call));
}

// A body that is coded is no JSON of ours, and what it would become has no bound.
std::optional<http::Response> refuse_coded_body(const http::IncomingRequest& request) {
  const auto coding = request.header("content-encoding");
  if (!coding || !is_write(request.method) || equal_ignoring_case(*coding, "identity")) return std::nullopt;
  http::Problem problem = http::http_problem(415, "A body is taken as it is, without a content coding.");
  problem.field = "Content-Encoding";
  http::Response response = http::problem_response(problem, request.request_id);
  response.headers.push_back({"Accept-Encoding", "identity"});
  return response;
}

// Whether `fields` names members of what the route answers.
bool takes_members(const Route& route) {
  return std::any_of(route.parameters.begin(), route.parameters.end(), [](const Parameter& parameter) {
    return parameter.name == kFieldsParameter && parameter.kind == ParameterKind::kFields;
  });
}

// Checks what the path does not say, then answers.
template <typename Answer>
http::Response answer_checked(const Context& context, Call& call, const Route& route, const Answer& answer) {
  check_query(route.parameters, call.target.query);
  if (takes_members(route) && call.target.query.text(kFieldsParameter)) {
    check_fields(call.target.query, *find_shape(shape_asked(route, call.target.query)));
  }
  if (auto refused = refuse_coded_body(call.request)) return *std::move(refused);
  call.body = check_body(route.body, route.parameters, call.request);
  check_preconditions(context, call, route);
  http::Response response = answer();
  if (!header_of(response, "Cache-Control")) {
    const bool is_kept =
        !is_write(call.request.method) && (response.status == 200 || response.status == 206 || response.status == 304);
    response.headers.push_back({"Cache-Control", std::string(is_kept ? cache_control(route.caching) : kNoStore)});
  }
  return response;
}

// Reads of the project no more than its revision, which decides 301, 304 and 404.
http::Response answer(const Context& context, Call& call, const Route& route, ProjectHandler handler) {
  const std::string full_name = call.target.segments[kOwnerSegment] + "/" + call.target.segments[kNameSegment];
  const auto project = context.stores.projects.revision(full_name);
  if (!project || !(project->is_public || call.caller.sees_private)) {
    throw Error(ErrorCode::kNotFound,
                fmt::format("the project {} is not followed; POST /v1/projects adds it", full_name));
  }
  if (project->moved) return moved(call, *project);
  if (call.basis != nullptr) call.basis->project = *project;
  return answer_checked(context, call, route, [&] { return handler(context, call, *project); });
}

http::Response answer(const Context& context, Call& call, const Route& route, Handler handler) {
  return answer_checked(context, call, route, [&] { return handler(context, call); });
}

http::Response dispatch(const Context& context, const http::IncomingRequest& request, const Target& target,
                        const access::Caller& caller, AnswerBasis* basis) {
  if (const Route* const route = find_route(request.method, target.segments)) {
    check_path(route->path, route->parameters, target.segments, route->takes_rest);
    Call call{request, target, caller, basis};
    return std::visit([&](auto handler) { return answer(context, call, *route, handler); }, route->handler);
  }
  require_plain_path(target);
  std::string allowed = allowed_methods(target.segments);
  if (allowed.empty()) {
    throw Error(ErrorCode::kNotFound,
                fmt::format("there is nothing at {}; /openapi.json describes what there is", target.path));
  }
  if (request.method == "OPTIONS") return options_answer(std::move(allowed));
  return method_not_allowed(request, allowed);
}

// How long the answer took to be made; of a stream, until it began.
http::Header server_timing(Instant::duration taken) {
  return {"Server-Timing", fmt::format("app;dur={:.1f}", std::chrono::duration<double, std::milli>(taken).count())};
}

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

// A date has whole seconds, and what changes again within one would have the same date: until that second is over, the
// answer tells the one before, and is kept no longer. So a client asks again sooner than it has to, and is never told
// that nothing changed where something did (RFC 9110, 8.8.2). `now` is of before the store was read.
void hold_back_fresh_date(http::Response& response, UnixTime now, AnswerBasis* basis) {
  constexpr std::chrono::seconds kSecond{1};
  for (http::Header& header : response.headers) {
    if (header.name != "Last-Modified") continue;
    const auto date = parse_http_date(header.value);
    if (!date || *date < now) return;
    header.value = http::format_http_date(now - kSecond);
    limit_until(basis, now + kSecond);
  }
}

// A GET has been answered before its If-Match is looked at, because only the answer has the tag.
void check_match_of_read(const http::IncomingRequest& request, const http::Response& response) {
  if (is_write(request.method) || !request.header("if-match")) return;
  if (response.status != 200 && response.status != 206 && response.status != 304) return;
  if (const auto etag = header_of(response, "ETag")) require_match(request, etag);
}

}  // namespace

struct Api::Impl {
  Impl(const storage::Stores& the_stores, ApiOptions the_options)
      : options(std::move(the_options)),
        sites(options.sites),
        answers(the_stores.changes, options.answers),
        graphs(the_stores.history),
        selector(the_stores.history, graphs),
        tables(the_stores.history, graphs),
        pull_facts(the_stores.pulls),
        cards(the_stores, options.clock, *options.waitable_clock),
        gate(options.access, the_stores.changes, the_stores.keys, the_stores.sessions),
        hot(answers, sites, options.clock, *options.waitable_clock,
            [this](const http::PlainRequest& request, std::string_view peer, bool sees_private) {
              return admit_at_once(request, peer, sees_private);
            }),
        context{the_stores, options, graphs, selector, tables, pull_facts, gate, removals_waited_for, streams, cards} {}

  // Before anything of the request is looked at but its host, origin and path. What everybody may ask for costs no
  // look at keys.
  access::Admission admit(const http::IncomingRequest& request, const Route* route) {
    if (route != nullptr && route->access > access::Level::kPublic) {
      return gate.admit(request, route->access, moment_of(options));
    }
    const bool counts = route == nullptr || (route->is_counted && !route->reads_key);
    if (counts) return gate.admit_anybody(request, moment_of(options));
    return {.caller = {.visitor = access::visitor_of(options.access.trusted_proxies, request)}};
  }

  // Who may read may read all of the routes whose answers are kept.
  std::optional<std::vector<http::Header>> admit_at_once(const http::PlainRequest& request, std::string_view peer,
                                                         bool sees_private) {
    auto admission = gate.admit_at_once(request, peer, access::Level::kRead, sees_private, moment_of(options));
    return admission ? std::optional(std::move(admission->headers)) : std::nullopt;
  }

  // Failures are answers here, so that they have the headers of the admission, and writes that fail their line.
  http::Response answer(const http::IncomingRequest& request, const Target& target, const access::Caller& caller,
                        AnswerBasis* basis) {
    try {
      const UnixTime now = options.clock();
      http::Response response = dispatch(context, request, target, caller, basis);
      hold_back_fresh_date(response, now, basis);
      check_match_of_read(request, response);
      return response;
    } catch (...) {
      return http::problem_response(http::current_problem(request.request_id), request.request_id);
    }
  }

  const ApiOptions options;
  const Sites sites;
  AnswerCache answers;
  history::GraphReader graphs;
  history::CommitSelector selector;
  history::CommitTables tables;
  pulls::FactsCache pull_facts;
  fleet::Cards cards;
  access::Gate gate;
  HotAnswers hot;
  std::mutex removals_waited_for;
  std::atomic<std::size_t> streams{0};
  const Context context;
};

Api::Api(const storage::Stores& stores, ApiOptions options)
    : impl_(std::make_unique<Impl>(stores, std::move(options))) {}
Api::~Api() = default;

fleet::Cards& Api::cards() { return impl_->cards; }

http::Response Api::handle(const http::IncomingRequest& request) {
  impl_->sites.check_host(request);
  if (auto answer_to_preflight = impl_->sites.preflight(request)) return *std::move(answer_to_preflight);
  if (request.method == "OPTIONS" && request.target == "*") return options_answer(all_methods());
  const Target target = parse_target(request.target);
  const Route* const route = find_route(request.method, target.segments);
  const bool writes = is_write(request.method);
  if (writes && (route == nullptr || !route->is_signed)) impl_->sites.check_origin(request);
  access::Admission admission = impl_->admit(request, route);
  if (admission.refusal) {
    std::move(admission.headers.begin(), admission.headers.end(), std::back_inserter(admission.refusal->headers));
    return *std::move(admission.refusal);
  }
  const ApiOptions& options = impl_->options;
  const Instant began = options.waitable_clock->now();
  AnswerFill fill(impl_->answers, impl_->sites, request, began, options.clock());
  http::Response response = impl_->answer(request, target, admission.caller, fill.basis());
  http::code_content(request, response);
  const Instant ended = options.waitable_clock->now();
  fill.keep(response, admission.caller.sees_private, ended);
  response.headers.push_back(server_timing(ended - began));
  std::move(admission.headers.begin(), admission.headers.end(), std::back_inserter(response.headers));
  const bool is_known = route != nullptr && route->access > access::Level::kPublic;  // others say it themselves
  if (writes && is_known) log_write(route->path, admission.caller, request, response);
  return response;
}

bool Api::hot_answer(const http::PlainRequest& request, std::string_view peer, std::string& out) {
  return impl_->hot.answer(request, peer, out);
}

void Api::check_host(const http::IncomingRequest& request) const { impl_->sites.check_host(request); }

bool Api::takes_host(std::string_view host) { return impl_->hot.takes_host(host); }

void Api::complete(const http::IncomingRequest& request, http::Response& response) const {
  draw_trouble(request, response);
  impl_->sites.complete(request, response);
}

bool Api::may_answer_large(const http::IncomingRequest& request) const {
  if (is_write(request.method)) return false;
  const std::string_view path = path_of(request.target);
  if (path.find('%') != std::string_view::npos) return true;  // any of them, encoded
  const Route* const route = find_route(request.method, path);
  return route != nullptr && route->answers_large;
}

std::size_t Api::large_body_max_bytes(std::string_view target) const {
  const Route* route = find_route("POST", path_of(target));
  if (route == nullptr) route = find_route("PUT", path_of(target));
  if (route == nullptr || (route->is_signed && impl_->options.webhook_secret.empty())) return 0;
  return route->body_max_bytes;
}

}  // namespace cpsg::api
