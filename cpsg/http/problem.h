// Failures as RFC 9457 problems, and the one mapping from exceptions to them.
//
//   throw FieldError(ErrorCode::kRequestInvalid, "limit", "limit must be a number from 1 to 1000");
//   catch (...) { return problem_response(current_problem(request.request_id), request.request_id); }
//
// Pure functions but for what current_problem() logs.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/http/message.h"

namespace cpsg::http {

struct Problem {
  int status = 500;
  ErrorCode code = ErrorCode::kInternal;
  std::string title;   // the same for every problem of this kind
  std::string detail;  // what is wrong this time, and what to do
  std::string field;   // the parameter, header or member at fault; empty: none
  std::optional<std::chrono::seconds> retry_after;
};

// A failure whose cause is one parameter or member of the request.
class FieldError : public Error {
 public:
  FieldError(ErrorCode code, std::string field, const std::string& message)
      : Error(code, message), field_(std::move(field)) {}

  [[nodiscard]] const std::string& field() const noexcept { return field_; }

 private:
  std::string field_;
};

// A problem that HTTP itself defines (405, 413, ...): titled by the status, coded overloaded for a 503, host_refused
// for a 421, and request_invalid otherwise. Where the status alone says what is at fault, the field is set: "body".
[[nodiscard]] Problem http_problem(int status, std::string detail);

// What the exception being handled means to a client; call inside a catch block only. Failures of this process or its
// database are told without detail and logged under the request's id instead.
[[nodiscard]] Problem current_problem(std::string_view request_id);

// The answer in application/problem+json: title, status, detail, code, request_id, field; with Retry-After where known.
[[nodiscard]] Response problem_response(const Problem& problem, std::string_view request_id);

}  // namespace cpsg::http
