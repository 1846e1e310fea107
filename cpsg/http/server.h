// An HTTP/1.1 server: many connections, a few threads, everything bounded.
//
//   Server server({.listen = "127.0.0.1:8080"}, [](const IncomingRequest&) { return Response{200, {}, "hello"}; });
//   server.start();  // serves until stop(), or the end of `server`
//
// One thread does all input and output; it never waits for a handler. What ServerOptions::hot_answer has at hand it
// answers by itself, several pipelined requests in one write. Handlers run on a small pool and may block for as
// long as a database read takes. Requests of one connection are answered one after the other, in order, however they
// were sent (keep-alive, pipelined). Requests beyond the bounds, bad ones and exceptions of the handler are answered
// with problems (RFC 9457); no exception leaves a thread. Each request is one line of the log (access_log.h).
//
// An answer may be sent piece by piece (body_source.h), or as events until the client leaves (event_feed.h). All other
// answers are whole in memory while clients take them, so all of them together are bounded
// (answers): the less is free, the smaller lists become (IncomingRequest::list_max_bytes). When nothing is free they
// wait for their turn, and clients that take theirs slowly are given up.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "cpsg/http/server_options.h"

namespace cpsg::http {

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

  // From now on every answer ends its connection, so that clients open the next one elsewhere, once whoever balances
  // them has noticed that this server is about to stop. Connections are accepted as before. Between start() and stop(),
  // from any thread.
  void prepare_stop();
  // Stops listening, ends event feeds, closes idle connections, and lets requests under way finish within
  // drain_timeout; then it cuts them off. Waits in any case for handlers that run. From any thread except a handler's;
  // a second call does nothing.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::http
