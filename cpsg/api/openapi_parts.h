// The parts of the OpenAPI document that stand outside its paths, and the parameters and bodies within them.
//
//   parameter_json(kLimit, shape);  // {"name":"limit","in":"query","schema":{"type":"integer",...},...}
//
// All texts are JSON. Pure functions.
#pragma once

#include <span>
#include <string>

#include "cpsg/api/route_table.h"
#include "cpsg/shape/describer.h"

namespace cpsg::api {

// A status of a problem that several routes have, and the part of the document that tells of it.
struct ProblemStatus {
  int status;
  std::string_view meaning;
};
[[nodiscard]] std::span<const ProblemStatus> problem_statuses() noexcept;
// `#/components/responses/problem_404`.
[[nodiscard]] std::string problem_reference(int status);

// `shape` is what the route answers with; null: nothing that has members.
[[nodiscard]] std::string parameter_json(const Parameter& parameter, const shape::ShapeDescription* shape);
// The schema of the object in a request's body.
[[nodiscard]] std::string body_schema_json(std::span<const Parameter> parameters);
struct AnswerForms {
  bool in_part = false;     // of a single object also a part, which `fields` asks for; pages say it of their items
  bool in_columns = false;  // a page also as one list for each member, which `format` asks for
};
// The schema of what an answer has as its body.
[[nodiscard]] std::string answer_schema_json(const Answer& answer, const AnswerForms& forms);
// The parts of `components` that tell of headers, and of the conditions of requests.
[[nodiscard]] std::string headers_json();
[[nodiscard]] std::string conditions_json();
// The value of the document's member `components`.
[[nodiscard]] std::string components_json();

}  // namespace cpsg::api
