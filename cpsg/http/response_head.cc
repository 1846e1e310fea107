#include "cpsg/http/response_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>

namespace cpsg::http {
namespace {

constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

// A line break inside a value would start a header that nobody meant.
void append_header_value(std::string& out, std::string_view value) {
  const auto* const first = std::find_if(value.begin(), value.end(), is_control);
  if (first == value.end()) {
    out += value;
    return;
  }
  std::copy_if(value.begin(), value.end(), std::back_inserter(out), [](char c) { return !is_control(c); });
}

void append_number(std::string& out, std::uint64_t number) {
  const fmt::format_int text(number);
  out.append(text.data(), text.size());
}

void append_framing(std::string& out, const Response& response, Framing framing) {
  if (!status_allows_body(response.status) || framing == Framing::kConnection) return;
  if (framing == Framing::kChunked) {
    out += "Transfer-Encoding: chunked\r\n";
    return;
  }
  out += "Content-Length: ";
  append_number(out, response.source ? response.source->size_bytes().value_or(0) : response.bytes().size());
  out += "\r\n";
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
                          bool keep_alive, Framing framing) {
  std::string out;
  out.reserve(512);
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::uint64_t>(response.status));
  out += ' ';
  out += reason_phrase(response.status);
  out += "\r\nDate: ";
  out += http_date;
  out += "\r\n";
  append_framing(out, response, framing);
  for (const Header& header : response.headers) {
    append_header_value(out, header.name);
    out += ": ";
    append_header_value(out, header.value);
    out += "\r\n";
  }
  out += "X-Request-Id: ";
  append_header_value(out, request_id);
  out += "\r\nX-Content-Type-Options: nosniff\r\n";
  if (!keep_alive) out += "Connection: close\r\n";
  out += "\r\n";
  return out;
}

}  // namespace cpsg::http
