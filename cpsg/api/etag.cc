#include "cpsg/api/etag.h"

#include <fmt/format.h>

namespace cpsg::api {
namespace {

// Grows when the same data gets another form, so that nobody keeps the old one.
constexpr int kFormVersion = 2;

std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001B3;
  return hash;
}

std::string_view opaque(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

}  // namespace

std::string revision_etag(const model::Project& project) {
  return fmt::format("W/\"{}.{}.{}\"", kFormVersion, project.id, project.revision);
}

std::string content_etag(std::string_view body) { return fmt::format("W/\"{}.{:016x}\"", kFormVersion, fnv1a(body)); }

std::optional<http::Response> not_modified(const http::IncomingRequest& request, std::string_view etag) {
  const auto header = request.header("if-none-match");
  if (!header) return std::nullopt;
  std::string_view rest = *header;
  bool matches = false;
  while (!rest.empty() && !matches) {
    const std::size_t comma = rest.find(',');  // our own tags hold none
    std::string_view tag = rest.substr(0, comma);
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    const std::size_t begin = tag.find_first_not_of(" \t");
    if (begin == std::string_view::npos) continue;
    tag = tag.substr(begin, tag.find_last_not_of(" \t") - begin + 1);
    matches = tag == "*" || opaque(tag) == opaque(etag);
  }
  if (!matches) return std::nullopt;
  return http::Response{304, {{"Cache-Control", "no-cache"}, {"ETag", std::string(etag)}}, ""};
}

}  // namespace cpsg::api
