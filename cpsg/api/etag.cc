#include "cpsg/api/etag.h"

#include <fmt/format.h>

#include "cpsg/base/fnv1a.h"
#include "cpsg/base/split.h"
#include "cpsg/base/trim.h"

namespace cpsg::api {
namespace {

// To be raised when the same data is written in another form, so that no client keeps the old form.
constexpr int kFormVersion = 2;

// A tag without its mark of weakness.
std::string_view opaque(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

}  // namespace

std::string revision_etag(const storage::ProjectRevision& project) {
  return fmt::format("W/\"{}.{}.{}\"", kFormVersion, project.id, project.revision);
}

std::string content_etag(std::string_view body) { return fmt::format("W/\"{}.{:016x}\"", kFormVersion, fnv1a(body)); }

std::optional<http::Response> not_modified(const http::IncomingRequest& request, std::string_view etag) {
  const auto header = request.header("if-none-match");
  if (!header) return std::nullopt;
  std::string_view rest = *header;
  bool matches = false;
  while (!rest.empty() && !matches) {
    const std::string_view tag = trim(take_until(rest, ','));  // our own tags hold no comma
    matches = tag == "*" || opaque(tag) == opaque(etag);
  }
  if (!matches) return std::nullopt;
  return http::Response{304, {{"Cache-Control", "no-cache"}, {"ETag", std::string(etag)}}, ""};
}

}  // namespace cpsg::api
