#include "cpsg/http/message.h"

#include <algorithm>

#include "cpsg/base/ascii.h"

namespace cpsg::http {

std::optional<std::string_view> IncomingRequest::header(std::string_view lower_case_name) const {
  for (const Header& each : headers) {
    if (each.name == lower_case_name) return each.value;
  }
  return std::nullopt;
}

std::string_view reason_phrase(int status) noexcept {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 451:
      return "Unavailable For Legal Reasons";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "";
  }
}

bool is_sane_request_id(std::string_view text) noexcept {
  constexpr std::size_t kMaxBytes = 128;
  if (text.empty() || text.size() > kMaxBytes) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_ascii_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == ':'; });
}

}  // namespace cpsg::http
