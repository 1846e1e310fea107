// The head of one HTTP/1.1 request, line by line: what it asks for, and how its body is framed.
//
//   RequestHead head(limits);
//   for (line : lines) if (!head.take_line(line)) refuse(head.rejection());
//   if (head.is_complete()) read_body(head);
//
// It takes what all readers of HTTP read alike, and nothing else (RFC 9112, 3, 5 and 6; 11.2). Refused are: a blank in
// the target or before a colon, a folded line, a second one of the fields that may stand once, a length that is not one
// number, a length beside a transfer coding, any coding but chunked, a Host that no URL has, and a target that names
// another host than the Host field. One thread at a time.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/limits.h"
#include "cpsg/http/authority.h"
#include "cpsg/http/message.h"

namespace cpsg::http {

struct RequestLimits {
  std::size_t target_max_bytes = 8 * limits::kKiB;
  std::size_t head_max_bytes = limits::kRequestHeadMaxBytes;
  std::size_t headers_max = 100;
  std::size_t body_max_bytes = limits::kRequestBodyMaxBytes;
  // The bound of those targets whose bodies may be larger than that; 0: this is none of them. May be empty.
  std::function<std::size_t(std::string_view target)> large_body_max_bytes;
};

// The status to answer with, and a line for people.
struct Rejection {
  int status = 400;
  std::string detail;
};
[[nodiscard]] Rejection body_too_large(std::size_t max_bytes);

class RequestHead {
 public:
  explicit RequestHead(const RequestLimits& limits) : limits_(&limits) {}  // which must outlive it

  // Takes the next line, without its line end; the empty one ends the head. False if the request is refused; after that
  // it takes no more.
  [[nodiscard]] bool take_line(std::string_view line);
  [[nodiscard]] const Rejection& rejection() const { return rejection_; }

  [[nodiscard]] bool has_request_line() const { return !request_.method.empty(); }
  [[nodiscard]] bool is_complete() const { return is_complete_; }

  // As far as it is known; its body is the caller's to fill.
  [[nodiscard]] IncomingRequest& request() { return request_; }
  [[nodiscard]] const IncomingRequest& request() const { return request_; }

  // Of a complete head:
  [[nodiscard]] bool stays_open() const;  // the connection may serve another request
  [[nodiscard]] bool is_chunked() const { return is_chunked_; }
  [[nodiscard]] bool expects_continue() const { return expects_continue_; }
  [[nodiscard]] std::size_t announced_bytes() const { return announced_bytes_; }  // by Content-Length, within the limit
  [[nodiscard]] std::size_t body_max_bytes() const { return body_max_bytes_; }

 private:
  bool take_request_line(std::string_view line);
  bool take_target(std::string_view target);
  bool take_field(std::string_view line);
  bool end();
  bool read_framing();
  bool read_host();
  bool read_expectation();
  bool reject(int status, std::string detail);
  bool reject_malformed(const std::string& what);

  const RequestLimits* limits_;
  IncomingRequest request_;
  Rejection rejection_;
  std::optional<Authority> authority_;  // of a target in absolute form
  std::string scheme_;                  // of it
  std::size_t fields_ = 0;
  std::size_t body_max_bytes_ = 0;
  std::size_t announced_bytes_ = 0;
  bool is_http_11_ = false;
  bool is_chunked_ = false;
  bool expects_continue_ = false;
  bool is_complete_ = false;
};

}  // namespace cpsg::http
