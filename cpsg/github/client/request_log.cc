#include "cpsg/github/client/request_log.h"

#include "cpsg/base/counted.h"
#include "cpsg/base/log.h"

namespace cpsg::github::client {
namespace {

std::string_view path_of(std::string_view url) {
  const std::size_t host = url.find("://");
  const std::size_t path = url.find('/', host == std::string_view::npos ? 0 : host + 3);
  if (path == std::string_view::npos) return "/";
  return url.substr(path, url.find('?', path) - path);
}

}  // namespace

void log_answer(const http::Request& request, const http::Answer& answer, std::uint32_t points,
                std::string_view account) {
  log::debug("github: {} {} answered {} in {} ms, {} bytes, {}, account {}", request.method, path_of(request.url),
             answer.head.status, answer.waited.count(), answer.received_bytes, counted(points, "point", "points"),
             account);
}

void log_no_answer(const http::Request& request, std::string_view reason) {
  log::debug("github: {} {} was not answered: {}", request.method, path_of(request.url), reason);
}

}  // namespace cpsg::github::client
