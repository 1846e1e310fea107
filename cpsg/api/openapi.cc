#include "cpsg/api/openapi.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <variant>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/fleet_query.h"
#include "cpsg/api/list_format.h"
#include "cpsg/api/openapi_parts.h"
#include "cpsg/base/json_text.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/split.h"
#include "cpsg/shape/json_object.h"

namespace cpsg::api {
namespace {

using shape::JsonObject;

constexpr std::string_view kAbout =
    "Statistics of GitHub repositories: projects, branches, commits, pull requests.\n\n"
    "Times are RFC 3339: those of git in the offset that was recorded, all others in UTC. A time in a query may also "
    "be a date alone, which is its whole day: of the zone that `tz` names where there is that parameter, else of UTC. "
    "A "
    "period begins with `since` and ends before `until`.\n\n"
    "What is not known is null. A parameter or member that is not listed here is refused. Paths ignore the case of "
    "letters; HEAD is answered like GET.\n\n"
    "Lists come in pages: ask for `next` with the parameter `cursor`. A page begins behind the last item of the one "
    "before, by the list's own order, so what is there the whole time and keeps its place is given once. What comes to "
    "a "
    "place that was passed already is missed until the list is read again; what moves to a later place is given twice.";

bool is_of_project(const Route& route) { return std::holds_alternative<ProjectHandler>(route.handler); }
bool leads_to_present_name(const Route& route) { return is_of_project(route) || route.draws_failures; }
bool is_read(const Route& route) { return route.method == "GET"; }
bool has_tag(const Route& route) { return is_read(route) && route.caching != Caching::kNever; }

bool has_parameter(const Route& route, ParameterPlace place) {
  return std::any_of(route.parameters.begin(), route.parameters.end(),
                     [&](const Parameter& each) { return each.place == place; });
}
// Whether a parameter beside the path names what need not be there.
bool names_what_may_be_missing(const Route& route) {
  return std::any_of(route.parameters.begin(), route.parameters.end(), [](const Parameter& each) {
    const bool names_list = each.place == ParameterPlace::kQuery && each.name == kListParameter;
    return names_list || (each.kind == ParameterKind::kFullNames && !each.required);
  });
}
bool has_formats(const Route& route) {
  return std::any_of(route.parameters.begin(), route.parameters.end(),
                     [](const Parameter& each) { return each.name == kFormatParameter; });
}
// Its first digits may be those of several.
bool names_oid(const Route& route) {
  return std::any_of(route.parameters.begin(), route.parameters.end(),
                     [](const Parameter& each) { return each.kind == ParameterKind::kOid; });
}
bool gives_parts(const Route& route) {
  return std::any_of(route.answers.begin(), route.answers.end(), [](const Answer& each) { return each.status == 206; });
}
bool has_fields(const Route& route) {
  return std::any_of(route.parameters.begin(), route.parameters.end(),
                     [](const Parameter& each) { return each.kind == ParameterKind::kFields; });
}

bool asks_for_key(const Route& route) { return route.access != access::Level::kPublic || route.reads_key; }

std::set<int> problems_of(const Route& route) {
  std::set<int> statuses = {400, 421, 429, 503};
  if (asks_for_key(route)) statuses.insert({401, 403});
  if (asks_for_key(route) && !is_read(route)) statuses.insert(415);
  if (is_read(route)) statuses.insert(406);
  if (has_parameter(route, ParameterPlace::kPath) || names_what_may_be_missing(route)) statuses.insert(404);
  if (names_oid(route)) statuses.insert(409);
  if (gives_parts(route)) statuses.insert(416);
  if (has_parameter(route, ParameterPlace::kBody)) statuses.insert({409, 413, 422});
  if (has_tag(route) || (!is_read(route) && !route.is_signed)) statuses.insert(412);
  if (route.is_signed) statuses.insert({401, 404, 413, 415});
  return statuses;
}

// The subject that the operation belongs to: "projects".
std::string_view tag_of(const Route& route) {
  constexpr std::string_view kVersion = "/v1/";
  std::string_view path = route.path;
  if (route.draws_failures) return "pictures";
  if (!path.starts_with(kVersion)) return "server";
  path.remove_prefix(kVersion.size());
  return take_until(path, '/');
}

// All members of what the route answers with; nothing where that is no shape.
std::optional<shape::ShapeDescription> members_of(const Answer& answer) {
  const shape::ShapeDescription* const shape = find_shape(answer.shape);
  if (shape == nullptr) return std::nullopt;
  shape::ShapeDescription all = *shape;
  if (const shape::ShapeDescription* const other = find_shape(answer.other_shape)) {
    for (const shape::MemberDescription& each : other->members) {
      const bool known = std::any_of(all.members.begin(), all.members.end(),
                                     [&](const shape::MemberDescription& one) { return one.name == each.name; });
      if (!known) all.members.push_back(each);
    }
  }
  return all;
}

std::string parameters_json(const Route& route) {
  const std::optional<shape::ShapeDescription> shape = members_of(route.answers[0]);
  std::string out = "[";
  const auto add = [&](std::string_view json) {
    if (out.size() > 1) out += ',';
    out += json;
  };
  for (const Parameter& each : route.parameters) {
    if (each.place != ParameterPlace::kBody) add(parameter_json(each, shape ? &*shape : nullptr));
  }
  const auto add_condition = [&](std::string_view name) {
    add(fmt::format(R"({{"$ref":"#/components/parameters/{}"}})", name));
  };
  const bool conditional = has_tag(route) || (!is_read(route) && !route.is_signed);
  if (conditional) {
    add_condition("If-None-Match");
    add_condition("If-Match");
    if (route.is_dated) add_condition("If-Modified-Since");
    if (!is_read(route)) add_condition("If-Unmodified-Since");
  }
  return out + "]";
}

void append_headers(JsonObject& out, std::initializer_list<std::string_view> names) {
  out.begin("headers");
  for (const std::string_view name : names) {
    if (!name.empty()) out.raw(name, fmt::format(R"({{"$ref":"#/components/headers/{}"}})", name));
  }
  out.end();
}

void append_answer(JsonObject& out, const Route& route, const Answer& answer) {
  const bool tagged = has_tag(route);
  const bool is_new = answer.status == 201 || answer.status == 202;
  const bool located = is_new && answer.shape != "accepted" && !answer.shape.empty();
  out.begin(std::to_string(answer.status));
  out.text("description", answer.meaning);
  append_headers(
      out, {tagged ? "ETag" : "", route.is_dated ? "Last-Modified" : "", "Cache-Control", answer.list ? "Link" : "",
            located ? "Location" : "", "Server-Timing", "RateLimit", "RateLimit-Policy"});
  if (!answer.shape.empty() || !answer.content_type.empty() || answer.of_blocks) {
    out.begin("content");
    out.begin(answer.content_type.empty() ? "application/json" : answer.content_type);
    const bool in_columns = answer.list && has_formats(route);
    out.raw("schema", answer_schema_json(answer, {.in_part = has_fields(route), .in_columns = in_columns}));
    if (const auto example = example_of(route.name, answer.status); !example.empty()) out.raw("example", example);
    out.end();
    constexpr std::string_view kAnyText = R"({"schema":{"type":"string"}})";
    if (!answer.other_content_type.empty()) out.raw(answer.other_content_type, kAnyText);
    if (in_columns) {
      out.raw(kNdjsonType, kAnyText);
      out.raw(kCsvType, kAnyText);
    }
    out.end();
  }
  out.end();
}

// In the form of the answer; where the server has too much to do, or there is nothing at the path, it is a problem.
void append_drawn_failure(JsonObject& out, const Route& route, int status) {
  const Answer& answer = route.answers[0];
  out.begin(std::to_string(status));
  out.text("description", status == 404 ? "the project is not followed, or not shown: the picture says so"
                                        : "trouble of the server's own, which the picture says; nobody may keep it");
  append_headers(out, {"Cache-Control", status == 404 ? "" : "Retry-After"});
  out.begin("content");
  out.raw(answer.content_type.empty() ? "application/json" : answer.content_type,
          fmt::format(R"({{"schema":{}}})", answer_schema_json(answer, {})));
  out.raw("application/problem+json", R"({"schema":{"$ref":"#/components/schemas/problem"}})");
  out.end();
  out.end();
}

void append_responses(JsonObject& out, const Route& route) {
  out.begin("responses");
  for (const Answer& each : route.answers) append_answer(out, route, each);
  if (leads_to_present_name(route)) {
    out.begin(is_read(route) ? "301" : "308");
    out.text("description", "the project has another name now");
    append_headers(out, {"Location", "Cache-Control"});
    out.end();
  }
  if (has_tag(route)) {
    out.begin("304");
    out.text("description", "the client has this state already");
    append_headers(out, {"ETag", route.is_dated ? "Last-Modified" : "", "Cache-Control"});
    out.end();
  }
  for (const int status : problems_of(route)) {
    if (route.draws_failures && (status == 404 || status == 503)) {
      append_drawn_failure(out, route, status);
      continue;
    }
    out.raw(std::to_string(status), fmt::format(R"({{"$ref":"{}"}})", problem_reference(status)));
  }
  out.raw("default", R"({"$ref":"#/components/responses/problem"})");
  out.end();
}

std::string operation_json(const Route& route) {
  std::string text;
  JsonObject out(text);
  out.text("operationId", route.name);
  out.text("summary", route.summary);
  out.text("description", fmt::format("Access: {}.", access::name(route.access)));
  out.list("tags", {std::string(tag_of(route))});
  // Without a key where the configuration allows that: reading by server.anonymous_read, and users of this machine.
  out.raw("security", !asks_for_key(route) ? "[]" : R"([{"key":[]},{"session":[]},{}])");
  out.raw("parameters", parameters_json(route));
  if (has_parameter(route, ParameterPlace::kBody)) {
    out.begin("requestBody");
    const std::size_t max_bytes = std::max(route.body_max_bytes, limits::kRequestBodyMaxBytes);
    out.text("description", fmt::format("{}, of at most {} bytes", route.body, max_bytes));
    out.boolean("required", std::any_of(route.parameters.begin(), route.parameters.end(), [](const Parameter& each) {
                  return each.place == ParameterPlace::kBody && each.required;
                }));
    out.raw("content", fmt::format(R"({{"application/json":{{"schema":{}}}}})", body_schema_json(route.parameters)));
    out.end();
  } else if (route.is_signed) {
    out.raw("requestBody", R"({"description":"the event, as GitHub writes it","required":true,)"
                           R"("content":{"application/json":{"schema":{"type":"object"}}}})");
  }
  append_responses(out, route);
  out.finish();
  return text;
}

std::string lower_case_method(std::string_view method) {
  std::string out(method);
  for (char& c : out) c = static_cast<char>(c | 0x20);
  return out;
}

std::string paths_json() {
  std::string text;
  JsonObject out(text);
  std::set<std::string_view> written;
  for (const Route& first : routes()) {
    if (!written.insert(first.path).second) continue;
    out.begin(first.path);
    for (const Route& route : routes()) {
      if (route.path == first.path) out.raw(lower_case_method(route.method), operation_json(route));
    }
    out.end();
  }
  out.finish();
  return text;
}

std::string write_document() {
  std::string text;
  JsonObject out(text);
  out.text("openapi", "3.1.0");
  out.begin("info");
  out.text("title", "Client Project Service GitHub");
  out.text("version", "1");
  out.text("description", kAbout);
  out.end();
  out.raw("servers", R"([{"url":"/"}])");
  out.raw("paths", paths_json());
  out.raw("components", components_json());
  out.finish();
  return text;
}

}  // namespace

const std::string& openapi_document() {
  static const std::string document = write_document();
  return document;
}

}  // namespace cpsg::api
