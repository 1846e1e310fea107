#include "cpsg/api/etag.h"

#include <fmt/format.h>

#include "cpsg/base/fnv1a.h"
#include "cpsg/base/split.h"
#include "cpsg/base/trim.h"
#include "cpsg/http/problem.h"

namespace cpsg::api {
namespace {

// To be raised when the same data is written in another form, so that no client keeps the old form.
constexpr int kFormVersion = 3;

// A tag without its mark of weakness.
std::string_view opaque(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

// Whether a list of tags, or `*`, names this one.
bool names(std::string_view list, const std::optional<std::string_view>& etag) {
  while (!list.empty()) {
    const std::string_view tag = trim(take_until(list, ','));  // our own tags hold no comma
    if (etag && (tag == "*" || opaque(tag) == opaque(*etag))) return true;
  }
  return false;
}

http::FieldError precondition_failed(std::string field) {
  return {ErrorCode::kPreconditionFailed, std::move(field), "the resource is not in the state that the request names"};
}

}  // namespace

bool names_etag(std::string_view list, std::string_view etag) { return names(list, etag); }

bool is_conditional(const http::IncomingRequest& request) {
  return request.header("if-match") || request.header("if-none-match");
}

void require_match(const http::IncomingRequest& request, const std::optional<std::string_view>& etag) {
  const auto list = request.header("if-match");
  if (list && !names(*list, etag)) throw precondition_failed("If-Match");
}

void require_preconditions(const http::IncomingRequest& request, const std::optional<std::string_view>& etag) {
  require_match(request, etag);
  const auto list = request.header("if-none-match");
  if (list && names(*list, etag)) throw precondition_failed("If-None-Match");
}

std::string revision_etag(const storage::ProjectRevision& project) {
  return fmt::format("W/\"{}.{}.{}\"", kFormVersion, project.id, project.revision);
}

std::string content_etag(std::string_view body) { return fmt::format("W/\"{}.{:016x}\"", kFormVersion, fnv1a(body)); }

std::optional<http::Response> not_modified(const http::IncomingRequest& request, std::string_view etag) {
  const auto header = request.header("if-none-match");
  if (!header || !names(*header, etag)) return std::nullopt;
  return http::Response{304, {{"Cache-Control", "no-cache"}, {"ETag", std::string(etag)}}, ""};
}

}  // namespace cpsg::api
