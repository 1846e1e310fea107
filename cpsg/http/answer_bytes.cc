#include "cpsg/http/answer_bytes.h"

#include <fmt/format.h>

#include <array>
#include <cassert>
#include <charconv>
#include <random>
#include <string_view>

#include "cpsg/http/response_head.h"

namespace cpsg::http {

// The head is written as for any answer, and cut where a date and an id stand in it.
AnswerBytes answer_bytes(const Response& response) {
  constexpr std::string_view kDate = "\r\nDate: ";
  constexpr std::string_view kId = "\r\nX-Request-Id: ";
  const std::string head = response_head(response, "", "", true);
  const std::size_t date_at = head.find(kDate) + kDate.size();
  const std::size_t id_at = head.rfind(kId) + kId.size();
  assert(date_at < id_at && id_at < head.size());
  AnswerBytes bytes{head.substr(0, date_at), head.substr(date_at, id_at - date_at), head.substr(id_at)};
  if (status_allows_body(response.status)) bytes.rest += response.bytes();
  return bytes;
}

Response not_modified_of(const Response& whole) {
  Response response{304, {}, ""};
  for (const Header& header : whole.headers) {
    const std::string& name = header.name;
    if (name == "ETag" || name == "Last-Modified" || name == "Cache-Control" || name == "Vary") {
      response.headers.push_back(header);
    }
  }
  return response;
}

AnswerWriter::AnswerWriter() : id_prefix_(fmt::format("{:08x}-h", std::random_device()())) {}

void AnswerWriter::append(std::string& out, const AnswerBytes& bytes, std::span<const Header> headers,
                          const PlainRequest& request, UnixTime time) {
  out += bytes.before_date;
  out += date_.at(time);
  for (const Header& header : headers) {
    out += "\r\n";
    out += header.name;
    out += ": ";
    out += header.value;
  }
  out += bytes.before_id;
  append_request_id(out, request);
  out += bytes.rest;
}

void AnswerWriter::append_request_id(std::string& out, const PlainRequest& request) {
  if (request.request_id && is_sane_request_id(*request.request_id)) {
    out += *request.request_id;
    return;
  }
  out += id_prefix_;
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), ++last_id_, 16);
  out.append(digits.data(), end.ptr);
}

}  // namespace cpsg::http
