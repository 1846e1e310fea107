// Requests and answers of the server, as handlers see them. Requests are complete in memory; an answer is, too, unless
// it has a source or a feed.
//
//   const auto type = request.header("content-type");  // nothing where there is none
//   return Response{404, {{"Content-Type", "text/plain"}}, "nothing here"};
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/limits.h"
#include "cpsg/http/body_source.h"
#include "cpsg/http/event_feed.h"

namespace cpsg::http {

struct Header {
  std::string name;
  std::string value;

  friend bool operator==(const Header&, const Header&) = default;
};

// A request as it came in: the head is well-formed, the body complete and within its limit.
struct IncomingRequest {
  std::string method;           // as sent; methods are case-sensitive
  std::string target;           // path and query as sent, not decoded; scheme and authority are cut off
  std::vector<Header> headers;  // names in lower case; repeated ones joined by ", "
  std::string body;
  std::string request_id;  // the client's own where it is sane, else made here
  // A list ends before its items have more bytes than this. The server sets less while much is under way.
  std::size_t list_max_bytes = limits::kPageMaxBytes;
  std::string peer{};     // the IP address of the other end of the connection; client_address.h tells whose that is
  bool over_tls = false;  // that connection is encrypted
  bool http_1_0 = false;  // its version is HTTP/1.0, which knows no chunks
  // Takes room for an answer in memory that has so many bytes by now; false: there is none for it, so it has to be
  // given up. Called by the handler alone. Empty: there is always room.
  std::function<bool(std::size_t bytes)> take_room{};

  // Nothing where the request has no such header.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view lower_case_name) const;
};

// The server adds Date, Content-Length or Transfer-Encoding, Connection, X-Request-Id and X-Content-Type-Options by
// itself.
struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;
  std::shared_ptr<BodySource> source{};              // in place of `body`, where it is set; nobody else keeps it
  std::shared_ptr<EventFeed> feed{};                 // in place of both
  std::shared_ptr<const std::string> shared_body{};  // in place of `body`: of many answers, which take no memory for it

  // The whole body, of an answer that has neither source nor feed.
  [[nodiscard]] std::string_view bytes() const { return shared_body ? std::string_view(*shared_body) : body; }
};

// "Not Found"; empty for a status that is not in use here.
[[nodiscard]] std::string_view reason_phrase(int status) noexcept;

// Whether the text can be a request id: 1-128 bytes of letters, digits, '-', '_', '.', ':'.
[[nodiscard]] bool is_sane_request_id(std::string_view text) noexcept;

}  // namespace cpsg::http
