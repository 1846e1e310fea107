#include "cpsg/api/page.h"

#include <fmt/format.h>

#include "cpsg/api/etag.h"
#include "cpsg/base/json_text.h"
#include "cpsg/http/response_head.h"

namespace cpsg::api {
namespace {

http::Response page_response(const Target& target, std::string body, const std::optional<std::string>& next,
                             std::string_view etag) {
  http::Response response = json_response(std::move(body), etag);
  if (next) {
    response.headers.push_back(
        {"Link", fmt::format("<{}?{}>; rel=\"next\"", target.path, target.query.with_cursor(*next))});
  }
  return response;
}

void close_page(std::string& body, const std::optional<std::string>& next, std::string_view beside) {
  body += ",\"next\":";
  next ? append_json_string(body, *next) : void(body += "null");
  if (!beside.empty()) body.append(",").append(beside);
  body += '}';
}

}  // namespace

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

http::Response finish_page(const http::IncomingRequest& request, const Target& target, std::string body,
                           const std::optional<std::string>& next, std::string_view etag, std::string_view beside) {
  close_page(body, next, beside);
  if (!etag.empty()) return page_response(target, std::move(body), next, etag);
  const std::string of_content = content_etag(body);
  if (auto unchanged = not_modified(request, {of_content, std::nullopt})) return *std::move(unchanged);
  return page_response(target, std::move(body), next, of_content);
}

http::Response Page::answer(const http::IncomingRequest& request, const std::optional<std::string>& next,
                            std::string_view beside) {
  body_ += ']';
  return finish_page(request, target_, std::move(body_), next, "", beside);
}

http::Response Page::finish(const std::optional<std::string>& next, std::string_view etag, std::string_view beside) {
  body_ += ']';
  close_page(body_, next, beside);
  return page_response(target_, std::move(body_), next, etag);
}

}  // namespace cpsg::api
