// Requests that are plain: a GET of HTTP/1.1 without a body, on a connection that stays, with no field that asks for
// more than a stored answer. Found in the bytes as they came, without a copy, for the thread that reads them.
//
//   if (hot_answer(request, out)) bytes.remove_prefix(request.head_bytes);
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace cpsg::http {

// Views into the bytes that were read. Fields are without blanks around them, otherwise as sent, and nothing where the
// request has none.
struct PlainRequest {
  std::string_view method;  // "GET"
  std::string_view target;  // path and query, not decoded
  std::string_view host;    // parse_authority() takes it
  std::optional<std::string_view> accept;
  std::optional<std::string_view> accept_encoding;
  std::optional<std::string_view> authorization;
  std::optional<std::string_view> cookie;
  std::optional<std::string_view> forwarded_for;    // X-Forwarded-For: believed of a trusted proxy alone
  std::optional<std::string_view> forwarded_proto;  // X-Forwarded-Proto
  std::optional<std::string_view> if_none_match;
  std::optional<std::string_view> origin;
  std::optional<std::string_view> request_id;  // X-Request-Id: any text
  std::size_t head_bytes = 0;                  // of the whole request
};

}  // namespace cpsg::http
