// How the connections of a server are served: requests are read, handled and answered. server.cc starts and ends it.
// All of it stands in one header because few units may pay for Asio's templates.
//
//   struct Server::Impl : Serving { ... };  // the only use
//
// Threads: everything but `pool` belongs to the thread that runs `io`.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <list>
#include <random>
#include <unordered_set>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/base/log.h"
#include "cpsg/http/access_log.h"
#include "cpsg/http/answer_room.h"
#include "cpsg/http/date_text.h"
#include "cpsg/http/large_bodies.h"
#include "cpsg/http/problem.h"
#include "cpsg/http/response_head.h"
#include "cpsg/http/server_options.h"

namespace cpsg::http {

using boost::asio::awaitable;
using boost::asio::ip::tcp;
using boost::system::error_code;
using SteadyTime = std::chrono::steady_clock::time_point;

// Failures are values here, not exceptions: every connection ends with one.
inline constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable);
inline constexpr SteadyTime kNever = SteadyTime::max();
inline constexpr std::size_t kReadBytes = 8 * limits::kKiB;
inline constexpr std::chrono::milliseconds kLingerWhileDraining{2'000};
inline constexpr std::chrono::milliseconds kLingerTimeout{10'000};
inline constexpr std::size_t kLingerMaxBytes = 32 * limits::kMiB;  // more than any body that is taken
inline constexpr std::size_t kLargeAnswerBytes = 64 * limits::kKiB;

// A connection has a deadline, which sweep() compares with the time. So a request sets no timer of its own, which would
// cost more.
struct Connection {
  Connection(tcp::socket connected, const RequestLimits& request_limits, LargeBodies& large_bodies)
      : socket(std::move(connected)), parser(request_limits), large_body(large_bodies) {}

  void allow(std::chrono::milliseconds time) {
    deadline = std::chrono::steady_clock::now() + time;
    expired = false;
  }

  tcp::socket socket;
  RequestParser parser;
  SteadyTime deadline = kNever;
  bool expired = false;
  bool idle = false;                  // waits for the first byte of a request
  bool lingering = false;             // has its last answer, and is read to the end
  SteadyTime begun = kNever;          // when the first byte of the request at hand came
  SteadyTime sending_since = kNever;  // while a body that counts as large is sent
  std::string peer;                   // the address of the other end
  LargeBodySlot large_body;
  std::array<char, kReadBytes> input{};
};

struct Serving {
  Serving(ServerOptions server_options, Handler request_handler)
      : options(std::move(server_options)),
        handler(std::move(request_handler)),
        pool(std::max<std::size_t>(options.threads, 1)),
        sweep_timer(io),
        drain_timer(io),
        id_prefix(fmt::format("{:08x}", std::random_device()())) {
    answers.on_given_back = [this] { wake_next(); };
  }

  awaitable<void> serve(tcp::socket socket);
  awaitable<bool> read_request(Connection& connection);
  awaitable<bool> answer(Connection& connection);
  awaitable<bool> handle(Connection& connection, IncomingRequest& request, bool stays);
  awaitable<Response> make_response(const IncomingRequest& request, AnswerShare& share);
  awaitable<Response> run_handler(const IncomingRequest& request);
  awaitable<std::size_t> wait_for_room();
  void wake_next();
  awaitable<bool> send(Connection& connection, const Response& response, const IncomingRequest& request,
                       bool keep_alive);
  awaitable<void> refuse(Connection& connection, Problem problem);
  awaitable<void> linger(Connection& connection);

  void add(Connection& connection);
  void remove(Connection& connection) noexcept;
  std::string make_request_id() { return fmt::format("{}-{:x}", id_prefix, ++requests); }
  template <typename Coroutine>
  void spawn(Coroutine coroutine);

  const ServerOptions options;
  const Handler handler;
  boost::asio::io_context io{1};
  boost::asio::thread_pool pool;
  boost::asio::steady_timer sweep_timer;
  boost::asio::steady_timer drain_timer;

  // Touched by the io thread alone.
  std::unordered_set<Connection*> connections;
  std::size_t handlers = 0;
  LargeBodies large_bodies{options.large_bodies_max};
  AnswerRoom answers{options.answers, std::max<std::size_t>(options.threads, 2) - 1};
  std::list<boost::asio::steady_timer*> waiting;  // for room, the first one first
  std::uint64_t requests = 0;
  bool draining = false;
  SteadyTime quiet_at = kNever;  // when on_quiet is to be called, unless a request comes before
  const std::string id_prefix;
  DateText date;
};

template <typename Coroutine>
void Serving::spawn(Coroutine coroutine) {
  boost::asio::co_spawn(io, std::move(coroutine), [](const std::exception_ptr& failure) {
    if (!failure) return;
    try {
      std::rethrow_exception(failure);
    } catch (...) {
      log::error("an http connection failed: {}", current_failure().message);
    }
  });
}

inline void Serving::add(Connection& connection) {
  connections.insert(&connection);
  if (connections.size() == 1) sweep_timer.cancel();
}

inline void Serving::remove(Connection& connection) noexcept {
  connections.erase(&connection);
  if (!draining || !connections.empty()) return;
  drain_timer.cancel();
  sweep_timer.cancel();
}

inline awaitable<void> Serving::serve(tcp::socket socket) {
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
  const auto peer = connection.socket.remote_endpoint(ignored);
  if (!ignored) connection.peer = peer.address().to_string();
  if (connections.size() > options.connections_max) {
    Problem problem = http_problem(503, "There are too many connections.");
    co_await refuse(connection, std::move(problem));
    co_return;
  }
  bool open = true;
  while (open) {
    open = co_await read_request(connection);
    if (open) open = co_await answer(connection);
    connection.large_body.give_back();
  }
}

// True once a request is complete. False if the connection is to be closed; a bad request has been answered then.
inline awaitable<bool> Serving::read_request(Connection& connection) {
  RequestParser& parser = connection.parser;
  connection.allow(options.idle_timeout);
  RequestParser::State seen = RequestParser::State::kIdle;
  connection.begun = std::chrono::steady_clock::now();  // of a request that is here already
  RequestParser::State state = parser.feed({});
  while (state != RequestParser::State::kComplete) {
    if (state == RequestParser::State::kRejected) {
      Problem problem = http_problem(parser.rejection().status, parser.rejection().detail);
      co_await refuse(connection, std::move(problem));
      co_return false;
    }
    if (parser.has_large_body() && !connection.large_body.take()) {
      co_await refuse(connection, http_problem(503, "There are too many large requests at once."));
      co_return false;
    }
    if (state == RequestParser::State::kIdle && draining) co_return false;
    if (seen == RequestParser::State::kIdle && state != RequestParser::State::kIdle)
      connection.begun = std::chrono::steady_clock::now();
    if (state != std::exchange(seen, state)) {
      connection.allow(state == RequestParser::State::kHead ? options.head_timeout : options.body_timeout);
    }
    if (parser.take_continue()) {
      constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      co_await boost::asio::async_write(connection.socket, boost::asio::buffer(kContinue), kAwait);
    }
    connection.idle = state == RequestParser::State::kIdle;
    auto [ec, size] = co_await connection.socket.async_read_some(boost::asio::buffer(connection.input), kAwait);
    connection.idle = false;
    if (ec) {
      if (connection.expired && state != RequestParser::State::kIdle) {
        Problem problem = http_problem(408, "The request did not come in time.");
        co_await refuse(connection, std::move(problem));
      }
      co_return false;
    }
    state = parser.feed({connection.input.data(), size});
  }
  co_return true;
}

inline awaitable<Response> Serving::run_handler(const IncomingRequest& request) {
  try {
    co_return handler(request);
  } catch (...) {
    co_return problem_response(current_problem(request.request_id), request.request_id);
  }
}

// What the answer may have. In the order of their coming; 0 if it took too long.
inline awaitable<std::size_t> Serving::wait_for_room() {
  if (waiting.empty() && answers.next_bytes() > 0) co_return answers.next_bytes();
  boost::asio::steady_timer turn(io, options.answer_wait);
  const auto place = waiting.insert(waiting.end(), &turn);
  bool expired = false;
  bool has_turn = false;
  while (!expired && !has_turn) {
    auto [ec] = co_await turn.async_wait(kAwait);
    expired = !ec;
    has_turn = waiting.front() == &turn && answers.next_bytes() > 0;
  }
  waiting.erase(place);
  co_return has_turn ? answers.next_bytes() : 0;
}

inline void Serving::wake_next() {
  if (!waiting.empty() && answers.next_bytes() > 0) waiting.front()->cancel();
}

// The handler's answer, or that there is no room for one.
inline awaitable<Response> Serving::make_response(const IncomingRequest& request, AnswerShare& share) {
  auto running = boost::asio::co_spawn(pool, run_handler(request), boost::asio::use_awaitable);
  Response response = co_await std::move(running);
  share.hold(response.body.size());
  co_return response;
}

// Handles the request and sends its answer, which holds its share of the memory no longer than that. Whether it was
// sent.
inline awaitable<bool> Serving::handle(Connection& connection, IncomingRequest& request, bool stays) {
  struct Place {  // among the handlers
    explicit Place(std::size_t& all) : count(all) { ++count; }
    ~Place() { leave(); }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    void leave() { count -= std::exchange(held, 0); }
    std::size_t& count;
    std::size_t held = 1;
  };
  const bool may_be_large = options.may_answer_large && options.may_answer_large(request);
  const std::size_t kept_free = may_be_large ? options.handlers_max / 4 : 0;
  const bool has_thread = handlers + kept_free < options.handlers_max;
  Place place(handlers);
  std::size_t promised_bytes = 0;
  if (may_be_large && has_thread) promised_bytes = co_await wait_for_room();
  const bool has_room = may_be_large ? promised_bytes > 0 : has_thread;
  AnswerShare share(answers, promised_bytes);
  wake_next();  // there may be room for more than one
  Response response = problem_response(http_problem(503, "There are too many requests at once."), request.request_id);
  if (promised_bytes > 0) request.list_max_bytes = promised_bytes;
  if (has_room) response = co_await make_response(request, share);
  if (options.on_answer) options.on_answer(request, response);
  place.leave();
  quiet_at = std::chrono::steady_clock::now() + options.quiet_after;
  co_return co_await send(connection, response, request, stays && !draining);
}

// Whether the connection can serve another request.
inline awaitable<bool> Serving::answer(Connection& connection) {
  const bool stays = connection.parser.keep_alive() && !draining;
  IncomingRequest request = connection.parser.take();
  request.peer = connection.peer;
  const auto own_id = request.header("x-request-id");
  request.request_id = own_id && is_sane_request_id(*own_id) ? std::string(*own_id) : make_request_id();
  connection.deadline = kNever;
  const bool sent = co_await handle(connection, request, stays);
  const bool closes = !stays || draining;
  if (sent && closes) co_await linger(connection);
  co_return sent && !closes;
}

inline awaitable<bool> Serving::send(Connection& connection, const Response& response, const IncomingRequest& request,
                                     bool keep_alive) {
  const std::string head = response_head(response, request.request_id, date.at(options.clock()), keep_alive);
  const bool with_body = request.method != "HEAD" && status_allows_body(response.status);
  const std::array buffers = {boost::asio::buffer(head),
                              boost::asio::buffer(with_body ? response.body : std::string_view())};
  connection.allow(options.write_timeout);
  if (response.body.size() >= kLargeAnswerBytes) connection.sending_since = std::chrono::steady_clock::now();
  auto [ec, size] = co_await boost::asio::async_write(connection.socket, buffers, kAwait);
  connection.sending_since = kNever;
  const auto duration = std::chrono::steady_clock::now() - connection.begun;
  log_access({.method = request.method,
              .target = request.target,
              .status = response.status,
              .body_bytes = size - std::min(size, head.size()),
              .duration = std::chrono::duration_cast<std::chrono::microseconds>(duration),
              .client = client_of(options.trusted_proxies, connection.peer, request),
              .request_id = request.request_id});
  co_return !ec;
}

// Answers with a problem in place of a handler; the connection is to be closed afterwards.
inline awaitable<void> Serving::refuse(Connection& connection, Problem problem) {
  IncomingRequest request = connection.parser.head();
  request.request_id = make_request_id();
  Response response = problem_response(problem, request.request_id);
  if (options.on_answer) options.on_answer(request, response);
  const bool sent = co_await send(connection, response, request, false);
  if (sent) co_await linger(connection);
}

// Reads on for a while after the last answer: closing a socket with unread input makes the kernel reset the
// connection, and a client that sends all before it reads may lose the answer (RFC 9112, 9.6).
inline awaitable<void> Serving::linger(Connection& connection) {
  error_code failed;
  connection.socket.shutdown(tcp::socket::shutdown_send, failed);
  connection.allow(draining ? kLingerWhileDraining : kLingerTimeout);
  connection.lingering = true;
  std::size_t left = kLingerMaxBytes;
  while (!failed && left > 0) {
    auto [ec, size] = co_await connection.socket.async_read_some(boost::asio::buffer(connection.input), kAwait);
    failed = ec;
    left -= std::min(left, size);
  }
}

}  // namespace cpsg::http
