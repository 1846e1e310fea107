// An HTTP/1.1 server: many connections, a few threads, everything bounded.
//
//   Server server({.listen = "127.0.0.1:8080"}, [](const IncomingRequest&) { return Response{200, {}, "hello"}; });
//   server.start();  // serves until stop(), or the end of `server`
//
// One thread does all input and output; it never waits for a handler. Handlers run on a small pool and may block for as
// long as a database read takes. Requests of one connection are answered one after the other, in order, however they
// were sent (keep-alive, pipelined). Requests beyond the bounds, bad ones and exceptions of the handler are answered
// with problems (RFC 9457); no exception leaves a thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "cpsg/base/clock.h"
#include "cpsg/base/limits.h"
#include "cpsg/http/message.h"
#include "cpsg/http/request_parser.h"

namespace cpsg::http {

struct ServerOptions {
  std::string listen = "127.0.0.1:8080";
  std::size_t threads = 4;  // that run handlers
  RequestLimits request;
  std::size_t connections_max = limits::kConnectionsMax;  // more are answered 503
  // How many bodies beyond request.body_max_bytes may be in memory at once, each from its first byte to the last byte
  // of the answer; more are answered 503.
  std::size_t large_bodies_max = 4;
  std::size_t handlers_max = 256;                   // running and waiting for a thread; more are answered 503
  std::chrono::milliseconds idle_timeout{60'000};   // between requests
  std::chrono::milliseconds head_timeout{10'000};   // from the first byte to the end of the head
  std::chrono::milliseconds body_timeout{30'000};   // from there to the end of the body
  std::chrono::milliseconds write_timeout{60'000};  // for a whole response
  std::chrono::milliseconds drain_timeout{10'000};  // for requests under way when the server stops
  Clock clock = system_clock();                     // for the Date header
  // Called once, on a thread of the handlers, when no request came for `quiet_after` after the last answer: a time to
  // give caches back to the system. May be empty.
  std::function<void()> on_quiet;
  std::chrono::milliseconds quiet_after{5'000};
};

// Called from several threads at once.
using Handler = std::function<Response(const IncomingRequest&)>;

class Server {
 public:
  Server(ServerOptions options, Handler handler);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Listens and begins to serve, once. Throws Error(kConfigInvalid) where the address cannot be used.
  void start();
  // After start(): the port in use, and `host:port`, the host in brackets if it is IPv6.
  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string address() const;

  // Stops listening, closes idle connections, and lets requests under way finish within drain_timeout; then it cuts
  // them off. Waits in any case for handlers that run. From any thread except a handler's; a second call does nothing.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::http
