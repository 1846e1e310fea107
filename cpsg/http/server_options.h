// What a server is told: where it listens, its bounds and times, and what is called.
//
//   ServerOptions options{.listen = "127.0.0.1:0"};
//   options.request.body_max_bytes = 1'024;
//
// A plain value; copies are independent, but for what the functions refer to.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/base/limits.h"
#include "cpsg/http/answer_room.h"
#include "cpsg/http/client_address.h"
#include "cpsg/http/load_shedding.h"
#include "cpsg/http/message.h"
#include "cpsg/http/plain_request.h"
#include "cpsg/http/request_parser.h"

namespace cpsg::http {

struct ServerOptions {
  std::string listen = "127.0.0.1:8080";
  // PEM files; both or none, which is without TLS. Renewed ones are picked up within seconds.
  std::string tls_certificate_file;
  std::string tls_key_file;
  std::size_t threads = 4;  // that run handlers
  RequestLimits request;
  std::size_t connections_max = 16'384;  // more, or than there are file descriptors for, are answered 503
  // Connections at which a part of a request has come, but not all of it; one more ends the oldest, which is answered
  // 408. Those that have a whole request, and the idle ones, which hold next to no memory, do not count. Likewise there
  // are as many handshakes of TLS.
  std::size_t partial_requests_max = 512;
  // How many bodies beyond request.body_max_bytes may be in memory at once, each from its first byte to the last byte
  // of the answer; more are answered 503.
  std::size_t large_bodies_max = 4;
  // Requests that run or wait for a thread or for room; more are answered 503. Those that may answer large take at most
  // three quarters, so that the others have their place while many lists wait. Those that are never shed have some
  // places beyond them.
  std::size_t handlers_max = 256;
  // While requests wait too long for a thread, those that come are answered 503, but for some, health checks for
  // example. On the io thread; may be empty: all.
  SheddingRules shedding;
  std::function<bool(const IncomingRequest&)> never_shed;
  // The bodies of all answers under way. The less is free, the less the requests for which may_answer_large is true may
  // answer (IncomingRequest::list_max_bytes), until they wait; at most all threads but one handle them, so that there
  // is one for others.
  AnswerBounds answers;
  std::function<bool(const IncomingRequest&)> may_answer_large;  // on the io thread; may be empty: none
  std::chrono::milliseconds answer_wait{60'000};                 // for room; after it the answer is 503
  std::chrono::milliseconds crowded_write_timeout{10'000};       // for a response while others wait for room
  // Between requests. Longer than the 60 s for which nginx and others keep a connection to us: they end it first, and
  // send no request on one that we end at that moment.
  std::chrono::milliseconds idle_timeout{75'000};
  std::chrono::milliseconds head_timeout{10'000};   // from the first byte to the end of the head; TLS too
  std::chrono::milliseconds body_timeout{30'000};   // from there to the end of the body
  std::chrono::milliseconds write_timeout{60'000};  // for a whole response, or a piece of one
  // Answers with a source at once; more are answered 503. While there are so many, each has crowded_write_timeout for a
  // piece.
  std::size_t sources_max = 64;
  std::size_t feeds_max = 1'024;                     // event feeds at once; more are answered 503
  std::chrono::milliseconds feed_heartbeat{15'000};  // between two things that a feed is sent
  std::chrono::milliseconds drain_timeout{10'000};   // for requests under way when the server stops
  Clock clock = system_clock();                      // for the Date header
  TrustedProxies trusted_proxies;                    // whose word on the client's address is taken
  // Called on the io thread for each answer before it is sent, to add headers. Of a request that was refused before
  // it was read to its end, it gets what is known. May be empty.
  std::function<void(const IncomingRequest&, Response&)> on_answer;
  // Called on the io thread for each plain request that comes where no other is under way on its connection. It appends
  // the whole answer, head and body, and is true, or leaves `out` as it is and is false: then a handler is asked. It
  // must not wait. The answer is that of the handler with what on_answer adds, and has Date, Content-Length,
  // X-Request-Id and X-Content-Type-Options as the server would write them; it says nothing of the connection, which
  // stays. `peer` is the IP address of the other end. May be empty.
  std::function<bool(const PlainRequest& request, std::string_view peer, std::string& out)> hot_answer;
  // Called once, on a thread of the handlers, when no request came for `quiet_after` after the last answer: a time to
  // give caches back to the system. May be empty.
  std::function<void()> on_quiet;
  std::chrono::milliseconds quiet_after{5'000};
};

// Called from several threads at once.
using Handler = std::function<Response(const IncomingRequest&)>;

}  // namespace cpsg::http
