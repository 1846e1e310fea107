#include "cpsg/http/message.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cpsg/base/ascii.h"

namespace cpsg::http {
namespace {

constexpr std::array<std::pair<int, std::string_view>, 36> kReasonPhrases = {{
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {304, "Not Modified"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
}};

}  // namespace

std::optional<std::string_view> IncomingRequest::header(std::string_view lower_case_name) const {
  for (const Header& each : headers) {
    if (each.name == lower_case_name) return each.value;
  }
  return std::nullopt;
}

std::string_view reason_phrase(int status) noexcept {
  for (const auto& [known, phrase] : kReasonPhrases) {
    if (known == status) return phrase;
  }
  return "";
}

bool is_sane_request_id(std::string_view text) noexcept {
  constexpr std::size_t kMaxBytes = 128;
  if (text.empty() || text.size() > kMaxBytes) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_ascii_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == ':'; });
}

}  // namespace cpsg::http
