// A connection from its first byte to its last: requests are read within their bounds, answered one after the other, or
// refused.
//
//   spawn(serve(std::move(socket)));
//
// A part of serving.h.
#pragma once

#include <boost/asio/write.hpp>

#include "cpsg/http/serve_plain.h"
#include "cpsg/http/serve_tls.h"
#include "cpsg/http/serving.h"

namespace cpsg::http {

inline constexpr std::chrono::milliseconds kLingerWhileDraining{2'000};
inline constexpr std::chrono::milliseconds kLingerWhileOthersWait{250};
inline constexpr std::size_t kLingerMaxBytes = 32 * limits::kMiB;  // more than any body that is taken

inline awaitable<void> Serving::serve(tcp::socket socket, Admission admission) {
  Connection connection(std::move(socket), options.request, large_bodies);
  struct Registration {
    Registration(Serving& server, Connection& registered) : impl(server), one(registered) { impl.add(one); }
    ~Registration() { impl.remove(one); }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;
    Serving& impl;
    Connection& one;
  } registration(*this, connection);

  error_code ignored;
  connection.socket.set_option(tcp::no_delay(true), ignored);
  connection.socket.non_blocking(true, ignored);
  const auto peer = connection.socket.remote_endpoint(ignored);
  if (!ignored) connection.peer = peer.address().to_string();
  if (admission == Admission::kRefusedQuickly) connection.linger_timeout = kLingerWhileOthersWait;
  if (identity && (admission == Admission::kRefusedQuickly || !co_await shake_hands(connection))) co_return;
  if (admission != Admission::kServed) {
    Problem problem = http_problem(503, "There are too many connections.");
    co_await refuse(connection, std::move(problem));
    co_return;
  }
  bool open = true;
  while (open) {
    open = co_await read_request(connection);
    if (open) open = co_await answer(connection);
  }
}

inline void Serving::set_partial(Connection& connection, bool partial) {
  if (partial == connection.partial) return;
  partial ? slow_requests.add(connection) : slow_requests.remove(connection);
  connection.partial = partial;
}

// Why what is here of a request is not read on.
inline std::optional<Problem> Serving::refusal_of(Connection& connection, RequestParser::State state) {
  using State = RequestParser::State;
  if (state == State::kRejected) {
    const auto& rejection = connection.parser->rejection();
    return http_problem(rejection.status, rejection.detail);
  }
  const bool partial = state == State::kHead || state == State::kBody;
  set_partial(connection, partial);
  if (partial && connection.parser->has_large_body() && !connection.large_body.take()) {
    return http_problem(503, "There are too many large requests at once.");
  }
  return std::nullopt;
}

// True once a request is complete. False if the connection is to be closed; a bad request has been answered then.
inline awaitable<bool> Serving::read_request(Connection& connection) {
  using State = RequestParser::State;
  State state = State::kIdle;
  State seen = State::kIdle;
  connection.allow(options.idle_timeout);
  connection.begun = std::chrono::steady_clock::now();  // of a request that is here already
  while (true) {
    while (answer_plain_requests(connection)) {
      const bool in_full = hot_sent_bytes == hot_answers.size() && hot_answers.size() < kHotTurnBytes;
      if (!in_full && !co_await end_hot_turn(connection)) co_return false;
    }
    if (!connection.unread().empty()) state = connection.parse();
    if (auto problem = refusal_of(connection, state)) {
      co_await refuse(connection, *std::move(problem));
      co_return false;
    }
    if (state == State::kComplete) co_return true;
    if (state != std::exchange(seen, state)) {
      connection.allow(state == State::kHead ? options.head_timeout : options.body_timeout);
    }
    if (state == State::kBody && connection.parser->take_continue()) {
      constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      co_await write(connection, kContinue, "");
    }
    if (!co_await read_more(connection, state)) {
      if (connection.expired && state != State::kIdle) {
        Problem problem = http_problem(408, "The request did not come in time.");
        co_await refuse(connection, std::move(problem));
      }
      co_return false;
    }
    if (state == State::kIdle) connection.begun = std::chrono::steady_clock::now();
  }
}

// False at the end of the connection or of its time, and where the server stops between two requests.
inline awaitable<bool> Serving::read_more(Connection& connection, RequestParser::State state) {
  const bool idle = state == RequestParser::State::kIdle;
  while (true) {
    error_code ec;
    std::size_t size = 0;
    // What is here already is read also while the server drains: its client cannot know that it comes too late.
    if (idle && draining) {
      size = read_now(connection, ec);
      if (ec != boost::asio::error::would_block || std::exchange(connection.is_ending, true)) {
        connection.came(size);
        co_return !ec;
      }
      connection.allow(kIdleWhileDraining);  // a request may be on its way
      ec = {};
    }
    if (connection.tls) {
      size = co_await read_tls(connection, idle, ec);
    } else {
      connection.idle = idle;
      if (idle && !connection.input) {
        std::tie(ec) = co_await connection.socket.async_wait(tcp::socket::wait_read, kAwait);
      }
      if (!ec) std::tie(ec, size) = co_await connection.socket.async_read_some(connection.space(), kAwait);
    }
    connection.idle = false;
    if (!ec) {
      connection.came(size);
      co_return true;
    }
    const bool released = std::exchange(connection.releasing, false);
    if (released) connection.release_memory();
    const bool goes_on =
        ec == boost::asio::error::operation_aborted && !connection.expired && idle && (released || draining);
    if (!goes_on) co_return false;
  }
}

// Whether the connection can serve another request.
inline awaitable<bool> Serving::answer(Connection& connection) {
  connection.closes = !connection.parser->keep_alive() || closing;
  bool sent = false;
  {
    IncomingRequest request = connection.parser->take();
    connection.take_rest_back();
    request.peer = connection.peer;
    request.over_tls = connection.tls != nullptr;
    const auto own_id = request.header("x-request-id");
    request.request_id = own_id && is_sane_request_id(*own_id) ? std::string(*own_id) : make_request_id();
    connection.deadline = kNever;
    sent = co_await handle(connection, request);
  }
  connection.large_body.give_back();
  if (sent && connection.closes) co_await linger(connection);
  co_return sent && !connection.closes;
}

// Answers with a problem in place of a handler; the connection is to be closed afterwards. What came of the request has
// no place in memory any more.
inline awaitable<void> Serving::refuse(Connection& connection, Problem problem) {
  IncomingRequest request;
  if (connection.parser) {
    const IncomingRequest& known = connection.parser->head();
    request.method = known.method;
    request.target = known.target;
    request.headers = known.headers;
    request.http_1_0 = known.http_1_0;
  }
  connection.drop_request();
  set_partial(connection, false);
  request.request_id = make_request_id();
  request.peer = connection.peer;
  request.over_tls = connection.tls != nullptr;
  connection.closes = true;
  Response response = problem_response(problem, request.request_id);
  if (options.on_answer) options.on_answer(request, response);
  const bool sent = co_await send(connection, response, request);
  if (sent) co_await linger(connection);
}

// Reads on for a while after the last answer: closing a socket with unread input makes the kernel reset the
// connection, and a client that sends all before it reads may lose the answer (RFC 9112, 9.6).
inline awaitable<void> Serving::linger(Connection& connection) {
  error_code failed;
  co_await end_tls(connection);
  connection.socket.shutdown(tcp::socket::shutdown_send, failed);
  connection.allow(draining ? std::min(kLingerWhileDraining, connection.linger_timeout) : connection.linger_timeout);
  connection.lingering = true;
  std::size_t left = kLingerMaxBytes;
  connection.came(0);
  while (!failed && left > 0) {
    auto [ec, size] = co_await connection.socket.async_read_some(connection.space(), kAwait);
    failed = ec;
    left -= std::min(left, size);
  }
}

}  // namespace cpsg::http
