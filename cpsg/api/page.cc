#include "cpsg/api/page.h"

#include <fmt/format.h>

#include "cpsg/api/etag.h"
#include "cpsg/base/json_text.h"
#include "cpsg/http/response_head.h"

namespace cpsg::api {

http::Response json_response(std::string body, std::string_view etag) {
  http::Response response{200, {{"Content-Type", "application/json"}}, std::move(body)};
  if (!etag.empty()) response.headers.push_back({"ETag", std::string(etag)});
  return response;
}

http::Response json_answer(const http::IncomingRequest& request, const Query& query, std::string body,
                           std::optional<UnixTime> modified) {
  const Validators validators{content_etag(body), modified};
  if (auto unchanged = not_modified(request, validators)) return *std::move(unchanged);
  if (const auto fields = fields_of(query); !fields.empty()) shape::keep_members(body, 0, fields);
  http::Response response = json_response(std::move(body), *validators.etag);
  if (modified) response.headers.push_back({"Last-Modified", http::format_http_date(*modified)});
  return response;
}

http::Response Page::answer(const http::IncomingRequest& request, const std::optional<std::string>& next) {
  const std::string etag = content_etag(body_ + next.value_or("") + beside_);
  if (auto unchanged = not_modified(request, {etag, std::nullopt})) return *std::move(unchanged);
  return finish(next, etag);
}

http::Response Page::finish(const std::optional<std::string>& next, std::string_view etag) {
  body_ += "],\"next\":";
  next ? append_json_string(body_, *next) : void(body_ += "null");
  body_ += beside_;
  body_ += '}';
  http::Response response = json_response(std::move(body_), etag);
  if (next) {
    response.headers.push_back(
        {"Link", fmt::format("<{}?{}>; rel=\"next\"", target_.path, target_.query.with_cursor(*next))});
  }
  return response;
}

}  // namespace cpsg::api
