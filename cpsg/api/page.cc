#include "cpsg/api/page.h"

#include <fmt/format.h>

#include "cpsg/api/etag.h"
#include "cpsg/base/json_text.h"

namespace cpsg::api {

http::Response json_response(std::string body, std::string_view etag) {
  http::Response response{200, {{"Content-Type", "application/json"}}, std::move(body)};
  if (etag.empty()) {
    response.headers.push_back({"Cache-Control", "no-store"});
  } else {
    response.headers.push_back({"Cache-Control", "no-cache"});
    response.headers.push_back({"ETag", std::string(etag)});
  }
  return response;
}

http::Response json_answer(const http::IncomingRequest& request, std::string body) {
  const std::string etag = content_etag(body);
  if (auto unchanged = not_modified(request, etag)) return *std::move(unchanged);
  return json_response(std::move(body), etag);
}

http::Response Page::answer(const http::IncomingRequest& request, const std::optional<std::string>& next) {
  const std::string etag = content_etag(body_ + next.value_or(""));
  if (auto unchanged = not_modified(request, etag)) return *std::move(unchanged);
  return finish(next, etag);
}

http::Response Page::finish(const std::optional<std::string>& next, std::string_view etag) {
  body_ += "],\"next\":";
  next ? append_json_string(body_, *next) : void(body_ += "null");
  body_ += '}';
  http::Response response = json_response(std::move(body_), etag);
  if (next) {
    response.headers.push_back(
        {"Link", fmt::format("<{}?{}>; rel=\"next\"", target_.path, target_.query.with_cursor(*next))});
  }
  return response;
}

}  // namespace cpsg::api
