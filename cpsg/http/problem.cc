#include "cpsg/http/problem.h"

#include <fmt/format.h>

#include "cpsg/base/json_text.h"
#include "cpsg/base/log.h"

namespace cpsg::http {
namespace {

constexpr int kMisdirected = 421;
constexpr int kUnavailable = 503;

// Failures whose words are for the operator: they may name files of the machine.
bool is_private(ErrorCode code) {
  return code == ErrorCode::kInternal || code == ErrorCode::kConfigInvalid || concerns_store(code);
}

Problem problem_of(const Failure& failure, std::string_view request_id) {
  const ErrorTraits& row = traits(failure.code);
  Problem problem{row.http_status, row.code, std::string(row.title), failure.message, {}, failure.retry_after};
  if (row.http_status == kUnavailable && !problem.retry_after) problem.retry_after = std::chrono::seconds(1);
  if (is_private(failure.code)) {
    log::error("request {} failed: {}: {}", request_id, row.name, failure.message);
    problem.detail = "The server could not answer; its log says why, under this request_id.";
  }
  return problem;
}

ErrorCode code_of_status(int status) {
  if (status == kUnavailable) return ErrorCode::kOverloaded;
  return status == kMisdirected ? ErrorCode::kHostRefused : ErrorCode::kRequestInvalid;
}

// The part of the request that such a problem is about; empty: none by itself.
std::string_view field_of_status(int status) {
  switch (status) {
    case 406:
      return "Accept-Encoding";
    case 413:
      return "body";
    case 415:
      return "Content-Type";
    case 416:
      return "Range";
    case 417:
      return "Expect";
    case kMisdirected:
      return "Host";
    case 501:
      return "Transfer-Encoding";
    default:
      return "";
  }
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += fmt::format(",\"{}\":", name);
  append_json_string(out, value);
}

}  // namespace

Problem http_problem(int status, std::string detail) {
  Problem problem;
  problem.status = status;
  problem.code = code_of_status(status);
  problem.title = reason_phrase(status);
  problem.detail = std::move(detail);
  problem.field = field_of_status(status);
  if (status == kUnavailable) problem.retry_after = std::chrono::seconds(1);
  return problem;
}

Problem current_problem(std::string_view request_id) {
  try {
    throw;
  } catch (const FieldError& e) {
    Problem problem = problem_of(failure_of(e), request_id);
    problem.field = e.field();
    return problem;
  } catch (...) {
    return problem_of(current_failure(), request_id);
  }
}

Response problem_response(const Problem& problem, std::string_view request_id) {
  Response response;
  response.status = problem.status;
  response.headers = {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}};
  if (problem.retry_after) response.headers.push_back({"Retry-After", fmt::format("{}", problem.retry_after->count())});
  std::string& out = response.body;
  out += "{\"title\":";
  append_json_string(out, problem.title);
  out += fmt::format(",\"status\":{}", problem.status);
  append_member(out, "detail", problem.detail);
  append_member(out, "code", traits(problem.code).name);
  append_member(out, "request_id", request_id);
  if (!problem.field.empty()) append_member(out, "field", problem.field);
  out += '}';
  return response;
}

}  // namespace cpsg::http
