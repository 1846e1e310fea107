#include "cpsg/api/etag.h"

#include <fmt/format.h>

#include <ctime>

#include "cpsg/base/fnv1a.h"
#include "cpsg/base/trim.h"
#include "cpsg/http/entity_tag.h"
#include "cpsg/http/problem.h"
#include "cpsg/http/response_head.h"

namespace cpsg::api {
namespace {

// To be raised when the same data is written in another form, so that no client keeps the old form.
constexpr int kFormVersion = 4;

bool names(std::string_view list, const std::optional<std::string>& etag) {
  return etag && http::names_etag(list, *etag);
}

http::FieldError precondition_failed(std::string field) {
  return {ErrorCode::kPreconditionFailed, std::move(field), "the resource is not in the state that the request names"};
}

}  // namespace

bool is_conditional(const http::IncomingRequest& request) {
  return request.header("if-match") || request.header("if-none-match") || request.header("if-unmodified-since");
}

void require_match(const http::IncomingRequest& request, const std::optional<std::string>& etag) {
  const auto list = request.header("if-match");
  if (list && !names(*list, etag)) throw precondition_failed("If-Match");
}

void require_preconditions(const http::IncomingRequest& request, const Validators& validators) {
  require_match(request, validators.etag);
  const auto date = request.header("if-unmodified-since");
  if (date && !request.header("if-match") && validators.modified) {
    const auto since = parse_http_date(*date);
    if (since && *validators.modified > *since) throw precondition_failed("If-Unmodified-Since");
  }
  const auto list = request.header("if-none-match");
  if (list && names(*list, validators.etag)) throw precondition_failed("If-None-Match");
}

std::optional<UnixTime> parse_http_date(std::string_view text) {
  const std::string copy(trim(text));
  for (const char* const form : {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
    std::tm parts{};
    const char* const end = ::strptime(copy.c_str(), form, &parts);
    if (end == copy.c_str() + copy.size()) return UnixTime(std::chrono::seconds(::timegm(&parts)));
  }
  return std::nullopt;
}

std::string revision_etag(const storage::ProjectRevision& project) {
  return fmt::format("W/\"{}.{}.{}\"", kFormVersion, project.id, project.revision);
}

std::string revision_etag(const storage::ProjectRevision& project, UnixTime begin) {
  return fmt::format("W/\"{}.{}.{}.{}\"", kFormVersion, project.id, project.revision, begin.time_since_epoch().count());
}

std::string content_etag(std::string_view body) { return fmt::format("W/\"{}.{:016x}\"", kFormVersion, fnv1a(body)); }

std::optional<http::Response> not_modified(const http::IncomingRequest& request, const Validators& validators) {
  const auto list = request.header("if-none-match");
  const auto date = request.header("if-modified-since");
  bool unchanged = list && names(*list, validators.etag);
  if (!list && date && validators.modified) {
    const auto since = parse_http_date(*date);
    unchanged = since && *validators.modified <= *since;
  }
  if (!unchanged) return std::nullopt;
  http::Response response{304, {}, ""};
  if (validators.etag) response.headers.push_back({"ETag", *validators.etag});
  if (validators.modified) response.headers.push_back({"Last-Modified", http::format_http_date(*validators.modified)});
  return response;
}

}  // namespace cpsg::api
