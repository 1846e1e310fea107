#include "cpsg/api/openapi_parts.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/overview_blocks.h"
#include "cpsg/base/json_text.h"
#include "cpsg/shape/describe.h"

namespace cpsg::api {
namespace {

using shape::JsonObject;
using shape::ShapeDescription;

constexpr ProblemStatus kProblems[] = {
    {400, "A parameter, a header or the body is wrong; `field` names it."},
    {401, "A key is needed (`key_missing`), or a signature is missing or wrong."},
    {403, "The key may not do this, or the page that asks is of a foreign origin."},
    {404, "There is no such thing."},
    {406, "The client takes the answer neither as it is nor compressed by zstd or gzip."},
    {409, "It contradicts what is stored; the detail says by what."},
    {412, "The condition of the request does not hold; `field` names its header. Nothing was changed."},
    {413, "The body is larger than the description of the request says; `detail` has the bound."},
    {415, "The body is of another type than is taken here, or it is coded; `field` names the header."},
    {416, "The range begins behind the end."},
    {421, "The Host is no name of this server."},
    {422, "It is no repository of the configured host."},
    {429, "Too many requests of one key or address; come back after Retry-After seconds."},
    {503, "The server has too much to do, or its store cannot be used; come back after Retry-After seconds."},
};

constexpr int kPartialContent = 206;

void append_text_schema(JsonObject& out, const Parameter& parameter) {
  out.text("type", "string");
  if (parameter.min > 0) out.number("minLength", parameter.min);
  if (parameter.max > 0) out.number("maxLength", parameter.max);
  if (parameter.kind == ParameterKind::kLabel) {
    out.text("pattern", R"(^(?!\.{1,2}$)[^\u0000-\u001f\u007f]*[^\u0000-\u0020\u007f][^\u0000-\u001f\u007f]*$)");
  } else if (parameter.kind != ParameterKind::kLongText) {
    out.text("pattern", R"(^[^\u0000-\u001f\u007f]*$)");
  }
}

std::vector<std::string> strings(std::span<const std::string_view> values) { return {values.begin(), values.end()}; }

void append_default(JsonObject& out, const Parameter& parameter) {
  if (parameter.default_value.empty()) return;
  const bool is_text = parameter.kind != ParameterKind::kInteger && parameter.kind != ParameterKind::kBoolean;
  is_text ? out.text("default", parameter.default_value) : out.raw("default", parameter.default_value);
}

void append_list_schema(JsonObject& out, const Parameter& parameter) {
  out.text("type", "array");
  out.raw("items", parameter.kind == ParameterKind::kFullNames
                       ? R"({"type":"string","pattern":"^[A-Za-z0-9._-]{1,100}/[A-Za-z0-9._-]{1,100}$"})"
                       : R"({"type":"string"})");
  out.number("minItems", parameter.min);
  out.number("maxItems", parameter.max);
}

// As one text: many clients would send a list as a parameter that is given several times.
void append_fields_schema(JsonObject& out, const ShapeDescription* shape) {
  std::vector<std::string_view> names;
  if (shape != nullptr) {
    for (const shape::MemberDescription& each : shape->members) names.push_back(each.name);
  }
  const std::string name = fmt::format("({})", fmt::join(names, "|"));
  out.text("type", "string");
  out.text("pattern", fmt::format("^{0}(,{0})*$", name));
}

std::string parameter_schema(const Parameter& parameter, const ShapeDescription* shape) {
  std::string text;
  JsonObject out(text);
  switch (parameter.kind) {
    case ParameterKind::kText:
    case ParameterKind::kLabel:
    case ParameterKind::kBytes:
    case ParameterKind::kLongText:
      append_text_schema(out, parameter);
      break;
    case ParameterKind::kName:
    case ParameterKind::kOid:
      out.text("type", "string");
      out.text("pattern", parameter.kind == ParameterKind::kOid ? "^[0-9A-Fa-f]{4,40}$"
                                                                : R"(^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$)");
      break;
    case ParameterKind::kInteger:
      out.text("type", "integer");
      out.text("format", "int64");
      out.number("minimum", parameter.min);
      out.number("maximum", parameter.max);
      break;
    case ParameterKind::kBoolean:
      out.text("type", "boolean");
      break;
    case ParameterKind::kTime:
      out.raw("anyOf", R"([{"type":"string","format":"date-time"},{"type":"string","format":"date"}])");
      break;
    case ParameterKind::kZone:
    case ParameterKind::kClocks:
      out.text("type", "string");
      out.text("pattern", "^([+-]([01][0-9]|2[0-3]):[0-5][0-9]|[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)$");
      break;
    case ParameterKind::kEnumeration:
      out.text("type", "string");
      out.list("enum", strings(parameter.values));
      break;
    case ParameterKind::kChoices: {
      const std::string one = fmt::format("({})", fmt::join(parameter.values, "|"));
      out.text("type", "string");
      out.text("pattern", fmt::format("^{0}(,{0})*$", one));
      break;
    }
    case ParameterKind::kCursor:
      out.text("type", "string");
      out.text("pattern", "^[A-Za-z0-9_-]+$");
      break;
    case ParameterKind::kFields:
      append_fields_schema(out, shape);
      break;
    case ParameterKind::kFullNames:
    case ParameterKind::kTextList:
      append_list_schema(out, parameter);
      break;
  }
  append_default(out, parameter);
  if (parameter.place == ParameterPlace::kBody) out.text("description", parameter.meaning);
  out.finish();
  return text;
}

std::string reference(std::string_view name) { return fmt::format(R"({{"$ref":"#/components/schemas/{}"}})", name); }

// That shape, or those of its members that a request asked for.
std::string whole_or_part(std::string_view shape) {
  return fmt::format(R"({{"anyOf":[{},{}]}})", reference(shape), reference(fmt::format("{}_part", shape)));
}

std::string member_schema(const PageMember& member) {
  std::string text;
  JsonObject out(text);
  if (member.shape.empty()) {
    out.list("type", {"integer", "null"});
  } else if (member.list) {
    member.may_be_null ? out.list("type", {"array", "null"}) : out.text("type", "array");
    out.raw("items", reference(member.shape));
  } else if (member.may_be_null) {
    out.raw("anyOf", fmt::format(R"([{},{{"type":"null"}}])", reference(member.shape)));
  } else {
    out.raw("allOf", fmt::format("[{}]", reference(member.shape)));
  }
  out.text("description", member.meaning);
  out.finish();
  return text;
}

// A page whose `data` has that schema.
std::string page_schema(std::string_view data, std::span<const PageMember> beside = {}) {
  std::string more;
  for (const PageMember& each : beside) more += fmt::format(R"(,"{}":{})", each.name, member_schema(each));
  return fmt::format(
      R"({{"type":"object","properties":{{"data":{},)"
      R"("next":{{"type":["string","null"],"description":"the cursor of the next page; null on the last one"}}{}}},)"
      R"("required":["data","next"],"additionalProperties":false}})",
      data, more);
}

std::string list_schema(std::string_view item) { return fmt::format(R"({{"type":"array","items":{}}})", item); }

constexpr std::string_view kColumnsSchema =
    R"({"type":"object","additionalProperties":{"type":"array","items":{}},"description":"a list for each member of the items;)"
    R"( those of inner objects are named `outer_inner`"})";

constexpr std::string_view kErrorSchema =
    R"({"type":["object","null"],"properties":{"code":{"type":"string"},"message":{"type":"string"}},)"
    R"("required":["code","message"],"description":"why there is no result; null where there is one"})";

// One entry a project, with its own result or failure.
std::string of_several_schema(std::string_view result) {
  return page_schema(list_schema(fmt::format(
      R"({{"type":"object","properties":{{"project":{{"type":"string","description":"as it was asked for"}},)"
      R"("error":{},)"
      R"("result":{{"anyOf":[{},{{"type":"null"}}]}}}},"required":["project","error","result"],)"
      R"("additionalProperties":false}})",
      kErrorSchema, result)));
}

// The shape with none of its members required.
std::string part_schema(const ShapeDescription& shape) {
  std::string schema = shape::json_schema(shape.members);
  const std::size_t required = schema.rfind(",\"required\":[");
  const std::size_t end = schema.find(']', required);
  return schema.erase(required, end + 1 - required);
}

void append_described(JsonObject& out, std::string_view name, std::string_view schema, std::string_view meaning) {
  std::string text(schema.substr(0, schema.size() - 1));
  text += ",\"description\":";
  append_json_string(text, meaning);
  out.raw(name, text + "}");
}

ShapeDescription problem_shape() {
  ShapeDescription shape{"problem", "what went wrong (RFC 9457)", {}};
  shape::Describer out(shape.members);
  out.text("title", "", "the kind of problem, in words");
  out.number("status", 0, "the status of the answer");
  out.text("detail", "", "what is wrong this time, and what to do");
  out.text("code", "", {"the kind of problem, for programs", &shape::error_codes});
  out.text("request_id", "", "by which the server's log names this request");
  return shape;
}

// Its members, and `field`, which alone need not be there.
std::string problem_schema() {
  std::string schema = shape::json_schema(problem_shape().members);
  const std::size_t required = schema.rfind("},\"required\":[");
  return schema.insert(required,
                       R"(,"field":{"type":"string","description":"the parameter, header or member of the body that)"
                       R"( is at fault; absent where none is"})");
}

bool answers_with(const Route& route, const ShapeDescription& shape) {
  return route.answers[0].shape == shape.name || route.answers[0].other_shape == shape.name;
}

bool is_listed(const ShapeDescription& shape) {
  for (const Route& route : routes()) {
    if (route.answers[0].list && answers_with(route, shape)) return true;
  }
  return false;
}

bool is_shown_in_part(const ShapeDescription& shape) {
  for (const Route& route : routes()) {
    for (const Parameter& each : route.parameters) {
      if (each.kind == ParameterKind::kFields && answers_with(route, shape)) return true;
    }
  }
  return false;
}

std::string schemas_json() {
  std::string text;
  JsonObject out(text);
  for (const ShapeDescription& each : answer_shapes()) {
    append_described(out, each.name, shape::json_schema(each.members), each.meaning);
    const bool in_part = is_shown_in_part(each);
    if (in_part) {
      append_described(out, each.name + "_part", part_schema(each), "those members of it that `fields` names");
    }
    if (is_listed(each)) {
      append_described(out, each.name + "_page",
                       page_schema(list_schema(in_part ? whole_or_part(each.name) : reference(each.name))),
                       "a page of a list of them");
    }
  }
  append_described(out, "problem", problem_schema(), problem_shape().meaning);
  out.finish();
  return text;
}

std::string problems_json() {
  std::string text;
  JsonObject out(text);
  const auto add = [&](const std::string& name, std::string_view meaning, std::string_view header) {
    out.begin(name);
    out.text("description", meaning);
    if (!header.empty()) {
      out.raw("headers", fmt::format(R"({{"{0}":{{"$ref":"#/components/headers/{0}"}}}})", header));
    }
    out.raw("content", R"({"application/problem+json":{"schema":{"$ref":"#/components/schemas/problem"}}})");
    out.end();
  };
  for (const ProblemStatus& each : kProblems) {
    const std::string_view header = each.status == 401                         ? "WWW-Authenticate"
                                    : each.status == 429 || each.status == 503 ? "Retry-After"
                                                                               : "";
    add(fmt::format("problem_{}", each.status), each.meaning, header);
  }
  add("problem", "Any other failure.", "");
  out.finish();
  return text;
}

}  // namespace

std::span<const ProblemStatus> problem_statuses() noexcept { return kProblems; }

std::string problem_reference(int status) { return fmt::format("#/components/responses/problem_{}", status); }

std::string parameter_json(const Parameter& parameter, const ShapeDescription* shape) {
  std::string text;
  JsonObject out(text);
  out.text("name", parameter.name);
  out.text("in", parameter.place == ParameterPlace::kPath     ? "path"
                 : parameter.place == ParameterPlace::kHeader ? "header"
                                                              : "query");
  out.text("description", parameter.meaning);
  if (parameter.required || parameter.place == ParameterPlace::kPath) out.boolean("required", true);
  out.raw("schema", parameter_schema(parameter, shape));
  out.finish();
  return text;
}

std::string body_schema_json(std::span<const Parameter> parameters) {
  std::string text;
  JsonObject out(text);
  std::vector<std::string> required;
  out.text("type", "object");
  out.begin("properties");
  for (const Parameter& each : parameters) {
    if (each.place != ParameterPlace::kBody) continue;
    out.raw(each.name, parameter_schema(each, nullptr));
    if (each.required) required.emplace_back(each.name);
  }
  out.end();
  out.list("required", required);
  out.boolean("additionalProperties", false);
  out.finish();
  return text;
}

namespace {

// An object with one entry a block, each with its own result or failure.
std::string blocks_schema() {
  std::string members = R"("revision":{"type":"string","description":"of the project, for all blocks alike"})";
  for (const OverviewBlock& block : overview_blocks()) {
    const auto all = routes();
    const auto route =
        std::find_if(all.begin(), all.end(), [&](const Route& each) { return each.name == block.route; });
    std::string meaning;
    append_json_string(meaning, block.meaning);
    members += fmt::format(
        R"(,"{}":{{"type":"object","description":{},"properties":{{"error":{},"result":{{"anyOf":[{},{{"type":"null"}}]}}}},)"
        R"("required":["error","result"],"additionalProperties":false}})",
        block.name, meaning, kErrorSchema, answer_schema_json(route->answers[0], {.in_columns = true}));
  }
  return fmt::format(R"({{"type":"object","properties":{{{}}},"required":["revision"],"additionalProperties":false}})",
                     members);
}

}  // namespace

std::string answer_schema_json(const Answer& answer, const AnswerForms& forms) {
  if (answer.of_several) {
    Answer of_one = answer;
    of_one.of_several = false;
    return of_several_schema(answer_schema_json(of_one, forms));
  }
  if (answer.of_blocks) return blocks_schema();
  if (answer.status == kPartialContent) return "{}";  // a part is no JSON by itself
  if (answer.shape.empty()) {
    return answer.content_type == "application/json" ? R"({"type":"object"})" : R"({"type":"string"})";
  }
  if (!answer.list) return forms.in_part ? whole_or_part(answer.shape) : reference(answer.shape);
  if (!answer.other_shape.empty()) {
    Answer of_one = answer;
    of_one.other_shape = "";
    Answer of_other = of_one;
    of_other.shape = answer.other_shape;
    const AnswerForms as_items{.in_part = forms.in_part, .in_columns = false};
    return fmt::format(R"({{"anyOf":[{},{}{}]}})", answer_schema_json(of_one, as_items),
                       answer_schema_json(of_other, as_items),
                       forms.in_columns ? "," + page_schema(kColumnsSchema, answer.beside) : "");
  }
  const std::string items =
      answer.beside.empty()
          ? reference(fmt::format("{}_page", answer.shape))
          : page_schema(list_schema(forms.in_part ? whole_or_part(answer.shape) : reference(answer.shape)),
                        answer.beside);
  if (!forms.in_columns) return items;
  return fmt::format(R"({{"anyOf":[{},{}]}})", items, page_schema(kColumnsSchema, answer.beside));
}

std::string components_json() {
  std::string text;
  JsonObject out(text);
  out.raw("schemas", schemas_json());
  out.raw("responses", problems_json());
  out.raw("parameters", conditions_json());
  out.raw("headers", headers_json());
  out.begin("securitySchemes");
  out.raw("key", R"({"type":"http","scheme":"bearer","description":"a key that `cpsg keys create` printed"})");
  out.raw("session", R"({"type":"apiKey","in":"cookie","name":"__Host-cpsg","description":"a session of a browser;)"
                     R"( on plain HTTP of the same machine the cookie is named cpsg"})");
  out.end();
  out.finish();
  return text;
}

}  // namespace cpsg::api
