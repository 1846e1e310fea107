// Requests that are plain: a GET of HTTP/1.1 without a body, on a connection that stays, with no field that asks for
// more than a stored answer. Found in the bytes as they came, without a copy, for the thread that reads them.
//
//   while (const auto plain = scan_plain_request(bytes, limits)) {
//     if (!append_answer(*plain, out)) break;
//     bytes.remove_prefix(plain->head_bytes);
//   }
//   parser.feed(bytes);
//
// Everything else is the strict parser's: whatever it might refuse, join, wait for or answer in another way is not
// plain. So both agree: what is plain here is a complete request there, of the same bytes, with the same target and
// fields (plain_request_fuzz.cc). It may be asked only where a request begins, that is with RequestParser in kIdle.
//
// A field that a route reads of a GET must be a member below, or be among those that make a request not plain; names
// that neither knows are read by nobody, and are passed over.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "cpsg/http/request_head.h"

namespace cpsg::http {

// Views into the scanned bytes. Fields are without blanks around them, otherwise as sent, and nothing where the request
// has none.
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

// The request at the front of the bytes, if it is plain and here whole. `limits` are the parser's. Allocates nothing;
// any thread.
[[nodiscard]] std::optional<PlainRequest> scan_plain_request(std::string_view bytes, const RequestLimits& limits);

}  // namespace cpsg::http
