// What a request may say: one parameter of a route, as the dispatcher checks it and the documents tell it.
//
//   constexpr Parameter kLimit{.name = "limit", .kind = ParameterKind::kInteger, .min = 1, .max = limits::kPageMax,
//                              .default_value = "100", .meaning = "how many items a page has at most"};
//   check_query(kParameters, call.target.query);  // throws http::FieldError that names the first bad one
//
// Pure functions. Errors: http::FieldError(kRequestInvalid) with the parameter's name as its field.
#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/api/query.h"
#include "cpsg/http/message.h"

namespace cpsg::api {

enum class ParameterPlace : std::uint8_t { kPath, kQuery, kHeader, kBody };

enum class ParameterKind : std::uint8_t {
  kText,         // UTF-8 without control characters
  kBytes,        // bytes without control characters, such as git's names of branches
  kOid,          // the first hex digits of git's id of an object: 4 to 40 of them
  kName,         // of an owner or a repository: A-Z a-z 0-9 . _ -, 1 to 100 of them
  kLabel,        // the same, not of blanks alone and neither `.` nor `..`, which paths cannot have
  kInteger,      // decimal
  kBoolean,      // `true` or `false`; of a body: JSON's
  kTime,         // RFC 3339, or a date alone
  kZone,         // `UTC`, `Z`, an offset such as `+05:30` or the name of a zone such as `Europe/Berlin`
  kClocks,       // the same, or `author`
  kEnumeration,  // one of `values`
  kChoices,      // some of `values`, separated by commas
  kCursor,       // what an earlier page of the same list gave
  kFields,       // names of members of the answer, which fields.h checks
  kFullNames,    // names like owner/name, given several times or separated by commas; `min` and `max` bound how many
  kTextList,     // of a body: a JSON array of strings
  kLongText,     // of a body: UTF-8 with line breaks
};

struct Parameter {
  std::string_view name;
  ParameterPlace place = ParameterPlace::kQuery;
  ParameterKind kind = ParameterKind::kText;
  // Bounds of a number, of a text's length in bytes, or of a list's length; max 0: only the request's own bounds hold.
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::span<const std::string_view> values = {};
  std::string_view default_value = "";  // what its absence means; empty: nothing
  bool required = false;                // those of a path always are
  std::string_view meaning = "";
};

// Each checks the parameters of its place, and refuses what is none of them, what is given twice and what is missing.
// Headers are checked by the handlers.
// `path` is the route's template, `segments` what the request has in its place; `takes_rest` as in route_table.h.
void check_path(std::string_view path, std::span<const Parameter> parameters, const std::vector<std::string>& segments,
                bool takes_rest = false);
// What stands behind the braces of a part of a template: ".svg" of "{name}.svg". Empty where there is nothing.
[[nodiscard]] std::string_view ending_of(std::string_view part) noexcept;
// The segments from that one on, as the one text that they are where a parameter takes the rest of the path.
[[nodiscard]] std::string rest_of_path(const std::vector<std::string>& segments, std::size_t first);
void check_query(std::span<const Parameter> parameters, const Query& query);
// The members of the body's object; `what` names it in errors: "a new project". An empty object where the route has no
// such parameters: then the body is not looked at; and where it needs none of them and there is no body.
[[nodiscard]] boost::json::object check_body(std::string_view what, std::span<const Parameter> parameters,
                                             const http::IncomingRequest& request);

}  // namespace cpsg::api
