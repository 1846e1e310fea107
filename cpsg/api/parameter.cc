#include "cpsg/api/parameter.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "cpsg/base/ascii.h"
#include "cpsg/base/base64url.h"
#include "cpsg/base/parse_number.h"
#include "cpsg/base/split.h"
#include "cpsg/base/trim.h"
#include "cpsg/base/utf8.h"
#include "cpsg/model/oid_prefix.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kNameMaxBytes = 100;
constexpr int kBodyDepthMax = 4;

http::FieldError bad(const Parameter& parameter, std::string_view reason) {
  return invalid(std::string(parameter.name), fmt::format("{} {}", parameter.name, reason));
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

bool is_name(std::string_view text) {
  const auto allowed = [](char c) { return is_ascii_alphanumeric(c) || c == '.' || c == '_' || c == '-'; };
  return !text.empty() && text.size() <= kNameMaxBytes && text != "." && text != ".." &&
         std::all_of(text.begin(), text.end(), allowed);
}

// "open, closed or merged".
std::string alternatives(std::span<const std::string_view> values) {
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += i + 1 == values.size() ? " or " : ", ";
    out += values[i];
  }
  return out;
}

bool is_within(const Parameter& parameter, std::size_t size) {
  const auto number = static_cast<std::int64_t>(size);
  return number >= parameter.min && (parameter.max == 0 || number <= parameter.max);
}

// "1 to 200 bytes".
std::string length_text(const Parameter& parameter, std::string_view unit) {
  return parameter.max == 0 ? fmt::format("at least {} {}", parameter.min, unit)
                            : fmt::format("{} to {} {}", parameter.min, parameter.max, unit);
}

void check_text(const Parameter& parameter, std::string_view value) {
  if (!is_within(parameter, value.size())) throw bad(parameter, "must have " + length_text(parameter, "bytes"));
  const bool may_have_lines = parameter.kind == ParameterKind::kLongText;
  if (!may_have_lines && has_control_character(value)) throw bad(parameter, "must not have control characters");
  const bool is_text = parameter.kind != ParameterKind::kBytes;
  if (is_text && find_invalid_utf8(value) < value.size()) throw bad(parameter, "must be UTF-8");
}

void check_label(const Parameter& parameter, std::string_view value) {
  check_text(parameter, value);
  if (trim(value).empty() || value == "." || value == "..") {
    throw bad(parameter, "must have something else than blanks, and must not be . or ..");
  }
}

void check_value(const Parameter& parameter, const std::string& value) {
  switch (parameter.kind) {
    case ParameterKind::kLabel:
      return check_label(parameter, value);
    case ParameterKind::kText:
    case ParameterKind::kBytes:
    case ParameterKind::kTextList:
    case ParameterKind::kLongText:
      return check_text(parameter, value);
    case ParameterKind::kName:
      if (!is_name(value)) {
        throw bad(parameter, fmt::format("must be 1 to {} of A-Z a-z 0-9 . _ - and no dots alone", kNameMaxBytes));
      }
      return;
    case ParameterKind::kOid:
      if (!model::OidPrefix::from_hex(value)) throw bad(parameter, "must be 4 to 40 hex digits");
      return;
    case ParameterKind::kInteger: {
      const auto number = parse_number<std::int64_t>(value);
      if (!number || *number < parameter.min || *number > parameter.max) {
        throw bad(parameter, fmt::format("must be a number from {} to {}", parameter.min, parameter.max));
      }
      return;
    }
    case ParameterKind::kEnumeration:
      if (std::find(parameter.values.begin(), parameter.values.end(), value) == parameter.values.end()) {
        throw bad(parameter, "must be " + alternatives(parameter.values));
      }
      return;
    case ParameterKind::kChoices:
      for_each_part(value, ',', [&](std::string_view part) {
        if (std::find(parameter.values.begin(), parameter.values.end(), part) != parameter.values.end()) return;
        throw bad(parameter, fmt::format("must be some of {}, separated by commas", fmt::join(parameter.values, ", ")));
      });
      return;
    case ParameterKind::kCursor:
      if (!base64url_decode(value)) throw bad(parameter, "must be one that an earlier page of this list gave");
      return;
    case ParameterKind::kBoolean:
    case ParameterKind::kTime:
    case ParameterKind::kZone:
    case ParameterKind::kClocks:
    case ParameterKind::kFields:
    case ParameterKind::kFullNames:
      return;  // of queries alone, which read them
  }
}

void check_full_names(const Parameter& parameter, const Query& query) {
  const std::vector<std::string> names = query.texts(parameter.name);
  if (!is_within(parameter, names.size())) throw bad(parameter, "must be " + length_text(parameter, "names"));
  for (const std::string& name : names) {
    const std::size_t slash = name.find('/');
    const bool sane = slash != std::string::npos && is_name(name.substr(0, slash)) && is_name(name.substr(slash + 1));
    if (!sane) throw bad(parameter, "must be names like owner/name, separated by commas or given several times");
  }
}

void check_value(const Parameter& parameter, const Query& query, const std::string& value) {
  switch (parameter.kind) {
    case ParameterKind::kBoolean:
      (void)query.boolean(parameter.name);
      return;
    case ParameterKind::kTime:
      (void)query.time(parameter.name);
      return;
    case ParameterKind::kZone:
      (void)query.zone(parameter.name);
      return;
    case ParameterKind::kClocks:
      (void)query.clocks(parameter.name);
      return;
    case ParameterKind::kFullNames:
      return check_full_names(parameter, query);
    default:
      return check_value(parameter, value);
  }
}

const Parameter* find(std::span<const Parameter> parameters, ParameterPlace place, std::string_view name) {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const Parameter& each) { return each.place == place && each.name == name; });
  return found == parameters.end() ? nullptr : &*found;
}

std::vector<std::string_view> names_of(std::span<const Parameter> parameters, ParameterPlace place) {
  std::vector<std::string_view> names;
  for (const Parameter& each : parameters) {
    if (each.place == place) names.push_back(each.name);
  }
  return names;
}

// What the member must be: "a list of 1 to 10 strings".
std::string form_of(const Parameter& parameter) {
  if (parameter.kind == ParameterKind::kTextList) return "a list of " + length_text(parameter, "strings");
  if (parameter.kind == ParameterKind::kBoolean) return "true or false";
  const bool bounded = parameter.min > 0 || parameter.max > 0;
  return bounded ? "a string of " + length_text(parameter, "bytes") : "a string";
}

void check_list(const Parameter& parameter, const boost::json::array& list) {
  if (!is_within(parameter, list.size())) {
    throw bad(parameter, fmt::format("must be {}, and has {}", form_of(parameter), list.size()));
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!list[i].is_string()) throw bad(parameter, fmt::format("must have strings alone, and item {} is none", i + 1));
  }
}

void check_member(const Parameter& parameter, const boost::json::value* value) {
  if (value == nullptr) {
    if (!parameter.required) return;
    throw bad(parameter, fmt::format("is missing: {}; {}", form_of(parameter), parameter.meaning));
  }
  if (parameter.kind == ParameterKind::kTextList && value->is_array()) return check_list(parameter, value->get_array());
  if (parameter.kind == ParameterKind::kBoolean && value->is_bool()) return;
  const bool is_text = parameter.kind != ParameterKind::kTextList && parameter.kind != ParameterKind::kBoolean;
  const bool sane = is_text && value->is_string() && is_within(parameter, value->get_string().size());
  if (!sane) throw bad(parameter, "must be " + form_of(parameter));
  check_text(parameter, value->get_string());
}

// How many members an object has, those that are given twice counted twice. The text is that of a well-formed object.
std::size_t members_given(std::string_view json) {
  std::size_t members = 0;
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text && c == '\\') ++i;
    if (c == '"') in_text = !in_text;
    if (in_text) continue;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c == ':' && depth == 1) ++members;
  }
  return members;
}

// "line 2, column 7 (byte 31)".
std::string place_text(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_end = before.rfind('\n');
  const std::size_t column = line_end == std::string_view::npos ? offset : offset - line_end - 1;
  const auto lines = std::count(before.begin(), before.end(), '\n');
  return fmt::format("line {}, column {} (byte {})", lines + 1, column + 1, offset + 1);
}

boost::json::value parse_json(std::string_view text, std::string_view wanted) {
  boost::json::parse_options options;
  options.max_depth = kBodyDepthMax;
  boost::json::parser parser({}, options);
  boost::system::error_code ec;
  std::size_t read = parser.write_some(text, ec);
  if (!ec && read < text.size()) ec = boost::json::error::extra_data;
  if (!ec) return parser.release();
  if (ec == boost::json::error::incomplete) read = text.size();
  throw invalid("body", fmt::format("{}; it is no JSON from {} on: {}", wanted, place_text(text, read), ec.message()));
}

}  // namespace

void check_path(std::string_view path, std::span<const Parameter> parameters, const std::vector<std::string>& segments,
                bool takes_rest) {
  path.remove_prefix(1);  // the slash at the front
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool is_rest = takes_rest && path.find('/') == std::string_view::npos;
    const std::string_view expected = take_until(path, '/');
    if (!expected.starts_with('{')) continue;
    const Parameter* const parameter =
        find(parameters, ParameterPlace::kPath, expected.substr(1, expected.find('}') - 1));
    if (is_rest) return check_value(*parameter, rest_of_path(segments, i));
    check_value(*parameter, segments[i].substr(0, segments[i].size() - ending_of(expected).size()));
    if (segments[i].find('/') != std::string::npos) throw bad(*parameter, "must not have a slash");
  }
}

std::string_view ending_of(std::string_view part) noexcept {
  const std::size_t brace = part.find('}');
  return brace == std::string_view::npos ? std::string_view() : part.substr(brace + 1);
}

std::string rest_of_path(const std::vector<std::string>& segments, std::size_t first) {
  std::string rest = segments.at(first);
  for (std::size_t i = first + 1; i < segments.size(); ++i) rest.append("/").append(segments[i]);
  return rest;
}

void check_query(std::span<const Parameter> parameters, const Query& query) {
  std::vector<std::string_view> given;
  for (const auto& [name, value] : query.all()) {
    if (const Parameter* const parameter = find(parameters, ParameterPlace::kQuery, name)) {
      const bool again = std::find(given.begin(), given.end(), name) != given.end();
      if (again && parameter->kind != ParameterKind::kFullNames) throw bad(*parameter, "is given twice");
      if (!again) check_value(*parameter, query, value);
      given.push_back(name);
      continue;
    }
    const std::vector<std::string_view> names = names_of(parameters, ParameterPlace::kQuery);
    const std::string rest = names.empty() ? "there are none" : fmt::format("there are {}", fmt::join(names, ", "));
    throw invalid(name, fmt::format("{} is not a parameter here; {}", name, rest));
  }
  for (const Parameter& each : parameters) {
    if (each.place == ParameterPlace::kQuery && each.required && !query.text(each.name)) throw bad(each, "is missing");
  }
}

boost::json::object check_body(std::string_view what, std::span<const Parameter> parameters,
                               const http::IncomingRequest& request) {
  const std::vector<std::string_view> names = names_of(parameters, ParameterPlace::kBody);
  if (names.empty()) return {};
  const bool needed = std::any_of(parameters.begin(), parameters.end(), [](const Parameter& each) {
    return each.place == ParameterPlace::kBody && each.required;
  });
  if (request.body.empty() && !needed) return {};
  const std::string wanted = fmt::format("the body must be a JSON object: {}, with {}", what, fmt::join(names, ", "));
  if (request.body.empty()) throw invalid("body", wanted + "; there is none");
  boost::json::value body = parse_json(request.body, wanted);
  if (!body.is_object()) throw invalid("body", wanted);
  const boost::json::object& object = body.get_object();
  for (const auto& member : object) {
    const std::string name(member.key());
    if (find(parameters, ParameterPlace::kBody, name) != nullptr) continue;
    throw invalid(name, fmt::format("{} is not a member of {}; there is {}", name, what, fmt::join(names, ", ")));
  }
  if (members_given(request.body) != object.size()) throw invalid("body", "a member of the body is given twice");
  for (const Parameter& each : parameters) {
    if (each.place == ParameterPlace::kBody) check_member(each, object.if_contains(each.name));
  }
  return std::move(body.get_object());
}

}  // namespace cpsg::api
