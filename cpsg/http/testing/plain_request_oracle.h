// For tests: what the scanner of plain requests finds is held against the strict parser.
//
//   EXPECT_EQ(disagreement(bytes, limits), "");
//
// Pure functions.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cpsg/http/client_address.h"
#include "cpsg/http/plain_request.h"
#include "cpsg/http/request_parser.h"

namespace cpsg::http {

// Fields that change what is answered, or how the connection goes on.
inline constexpr std::array<std::string_view, 19> kFieldsOfNoPlainRequest = {"access-control-request-method",
                                                                             "content-encoding",
                                                                             "content-length",
                                                                             "content-range",
                                                                             "content-type",
                                                                             "date",
                                                                             "expect",
                                                                             "from",
                                                                             "if-match",
                                                                             "if-modified-since",
                                                                             "if-range",
                                                                             "if-unmodified-since",
                                                                             "last-event-id",
                                                                             "max-forwards",
                                                                             "range",
                                                                             "te",
                                                                             "trailer",
                                                                             "transfer-encoding",
                                                                             "upgrade"};

// Whether both have the same client behind a proxy that is trusted, and behind one whose own proxy is trusted, too.
inline bool has_same_client(const PlainRequest& plain, const IncomingRequest& request) {
  static const TrustedProxies proxies({"10.0.0.0/8", "127.0.0.0/8", "fd00::/8"});
  for (const std::string_view peer : {"10.0.0.1", "127.0.0.1", "198.51.100.7"}) {
    const std::string address = proxies.client_address(peer, plain.forwarded_for.value_or(""));
    if (address != client_of(proxies, peer, request).address) return false;
  }
  return true;
}

// What of a plain request is not as the parser has it; empty where they agree.
inline std::string difference(const PlainRequest& plain, const IncomingRequest& request) {
  if (plain.method != "GET" || plain.method != request.method) return "the method";
  if (plain.target != request.target) return "the target";
  if (!request.body.empty()) return "a body";
  const std::pair<std::string_view, std::optional<std::string_view>> fields[] = {
      {"host", plain.host},
      {"accept", plain.accept},
      {"accept-encoding", plain.accept_encoding},
      {"authorization", plain.authorization},
      {"cookie", plain.cookie},
      {"if-none-match", plain.if_none_match},
      {"origin", plain.origin},
      {"x-forwarded-for", plain.forwarded_for},
      {"x-forwarded-proto", plain.forwarded_proto},
      {"x-request-id", plain.request_id},
  };
  for (const auto& [name, value] : fields) {
    if (request.header(name) != value) return std::string(name);
  }
  for (const std::string_view name : kFieldsOfNoPlainRequest) {
    if (request.header(name)) return "not plain for its " + std::string(name);
  }
  return has_same_client(plain, request) ? "" : "the client";
}

// What the scanner says of the front of the bytes, and the parser does not; empty where the scanner says nothing.
inline std::string disagreement(std::string_view bytes, const RequestLimits& limits) {
  const auto plain = scan_plain_request(bytes, limits);
  if (!plain) return "";
  if (plain->head_bytes == 0 || plain->head_bytes > bytes.size()) return "the size";
  const std::string_view head = bytes.substr(0, plain->head_bytes);
  const std::string_view begun = head.substr(0, head.size() - 1);
  if (scan_plain_request(begun, limits)) return "plain before its last byte";
  RequestParser parser(limits);
  if (parser.feed(begun) != RequestParser::State::kHead) return "the parser ends before: " + parser.rejection().detail;
  if (parser.feed(head.substr(begun.size())) != RequestParser::State::kComplete) {
    return "the parser does not end: " + parser.rejection().detail;
  }
  if (!parser.keep_alive()) return "the connection is closed";
  if (parser.has_large_body() || parser.take_continue()) return "a body";
  return difference(*plain, parser.take());
}

}  // namespace cpsg::http
