#include "cpsg/http/response_head.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <iterator>

namespace cpsg::http {
namespace {

// A line break inside a value would start a header that nobody meant.
void append_header_value(std::string& out, std::string_view value) {
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) out += c;
  }
}

}  // namespace

std::string format_http_date(UnixTime time) {
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[std::chrono::weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

bool status_allows_body(int status) noexcept { return status >= 200 && status != 204 && status != 304; }

std::string response_head(const Response& response, std::string_view request_id, std::string_view http_date,
                          bool keep_alive) {
  std::string out;
  out.reserve(512);
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                 reason_phrase(response.status), http_date);
  if (status_allows_body(response.status)) {
    fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", response.body.size());
  }
  for (const Header& header : response.headers) {
    append_header_value(out, header.name);
    out += ": ";
    append_header_value(out, header.value);
    out += "\r\n";
  }
  out += "X-Request-Id: ";
  append_header_value(out, request_id);
  out += "\r\nX-Content-Type-Options: nosniff\r\n";
  out += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return out;
}

}  // namespace cpsg::http
