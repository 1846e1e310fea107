// HTTP/1.1 requests out of a byte stream, without a socket: bytes in, requests out.
//
//   RequestParser parser{RequestLimits()};
//   if (parser.feed(bytes) == RequestParser::State::kComplete) handle(parser.take());
//
// Strict where laxness lets two readers of one stream disagree (RFC 9112, 11.2): lines end in CRLF and hold no other
// control character than the tab, request_head.h says what a head may be, chunked_body.h what a chunk. A byte is judged
// as it comes, so that what becomes of a stream does not depend on how the network cuts it. After a rejection the
// stream cannot be used any more. A parser belongs to one connection and is used by one thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "cpsg/http/message.h"
#include "cpsg/http/request_head.h"

namespace cpsg::http {

class RequestParser {
 public:
  enum class State {
    kIdle,      // between requests: no byte of the next one came yet
    kHead,      // within the request line or the headers
    kBody,      // the head is complete, the body is not
    kComplete,  // take() has a request
    kRejected,  // rejection() says why
  };

  explicit RequestParser(const RequestLimits& request_limits);
  ~RequestParser();
  RequestParser(RequestParser&&) noexcept;
  RequestParser& operator=(RequestParser&&) noexcept;

  // Takes bytes that follow those taken before, and reads on until the request at hand is complete; what follows it is
  // kept for the next one. May be empty.
  State feed(std::string_view bytes);
  [[nodiscard]] State state() const;

  // In kBody: the client waits for "100 Continue" before it sends the body. True once a request.
  [[nodiscard]] bool take_continue();

  // The body, as announced or as far as it came, is larger than body_max_bytes: its target allows that.
  [[nodiscard]] bool has_large_body() const;

  // In kComplete: the request, without an id; whether the connection may serve another one. Then the parser is at the
  // next request: call feed() with what comes, or with nothing to use the bytes that are here already.
  [[nodiscard]] bool keep_alive() const;
  [[nodiscard]] IncomingRequest take();

  // In kIdle: forgets what came beyond the last request, and returns how many bytes that is: the last ones of those
  // that feed() took. The caller has them still, and may read them by itself or feed them again.
  std::size_t give_back_rest();

  // In kRejected: what to answer.
  [[nodiscard]] const Rejection& rejection() const;
  // Method, target and headers as far as they are known: a HEAD must be answered without a body. Empty before.
  [[nodiscard]] const IncomingRequest& head() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::http
