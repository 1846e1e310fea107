#include "cpsg/http/server.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <exception>
#include <mutex>
#include <random>
#include <thread>
#include <unordered_set>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/base/log.h"
#include "cpsg/http/date_text.h"
#include "cpsg/http/large_bodies.h"
#include "cpsg/http/listen_address.h"
#include "cpsg/http/problem.h"
#include "cpsg/http/response_head.h"

namespace cpsg::http {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;
using boost::system::error_code;
using SteadyTime = std::chrono::steady_clock::time_point;
using State = RequestParser::State;

// Failures are values here, not exceptions: every connection ends with one.
constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds kSweepInterval{100};
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::chrono::milliseconds kLingerTimeout{2'000};
constexpr std::size_t kLingerMaxBytes = 256 * limits::kKiB;
constexpr std::size_t kReadBytes = 8 * limits::kKiB;
constexpr std::size_t kRefusedConnectionsMax = 64;  // beyond connections_max, while a 503 is sent to them
constexpr SteadyTime kNever = SteadyTime::max();

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
  bool idle = false;  // waits for the first byte of a request
  LargeBodySlot large_body;
  std::array<char, kReadBytes> input{};
};

}  // namespace

struct Server::Impl {
  Impl(ServerOptions server_options, Handler request_handler)
      : options(std::move(server_options)),
        handler(std::move(request_handler)),
        pool(std::max<std::size_t>(options.threads, 1)),
        acceptor(io),
        sweep_timer(io),
        drain_timer(io),
        id_prefix(fmt::format("{:08x}", std::random_device()())) {}

  void listen();
  awaitable<void> accept();
  awaitable<void> sweep();
  void call_on_quiet() const;
  awaitable<void> cut_off_after_drain();
  void begin_drain();

  awaitable<void> serve(tcp::socket socket);
  awaitable<bool> read_request(Connection& connection);
  awaitable<bool> answer(Connection& connection);
  awaitable<Response> run_handler(const IncomingRequest& request);
  awaitable<bool> send(Connection& connection, Response response, std::string_view request_id, bool is_head,
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
  asio::io_context io{1};
  asio::thread_pool pool;
  tcp::acceptor acceptor;
  asio::steady_timer sweep_timer;
  asio::steady_timer drain_timer;
  ListenAddress bound;
  std::thread thread;
  std::once_flag stopped;

  // Touched by the io thread alone.
  std::unordered_set<Connection*> connections;
  std::size_t handlers = 0;
  LargeBodies large_bodies{options.large_bodies_max};
  std::uint64_t requests = 0;
  bool draining = false;
  SteadyTime quiet_at = kNever;  // when on_quiet is to be called, unless a request comes before
  const std::string id_prefix;
  DateText date;
};

template <typename Coroutine>
void Server::Impl::spawn(Coroutine coroutine) {
  asio::co_spawn(io, std::move(coroutine), [](const std::exception_ptr& failure) {
    if (!failure) return;
    try {
      std::rethrow_exception(failure);
    } catch (...) {
      log::error("an http connection failed: {}", current_failure().message);
    }
  });
}

void Server::Impl::listen() {
  bound = parse_listen_address(options.listen);
  error_code ec;
  const auto host = asio::ip::make_address(bound.host, ec);
  const tcp::endpoint endpoint(host, bound.port);
  if (!ec) acceptor.open(endpoint.protocol(), ec);
  if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
  if (!ec && host.is_v6()) acceptor.set_option(asio::ip::v6_only(true), ec);
  if (!ec) acceptor.bind(endpoint, ec);
  if (!ec) acceptor.listen(asio::socket_base::max_listen_connections, ec);
  if (ec) {
    throw Error(ErrorCode::kConfigInvalid,
                fmt::format("cannot listen on server.listen = {}: {}", options.listen, ec.message()));
  }
  bound.port = acceptor.local_endpoint().port();
}

awaitable<void> Server::Impl::accept() {
  asio::steady_timer pause(io);
  while (!draining) {
    auto [ec, socket] = co_await acceptor.async_accept(kAwait);
    if (draining) break;
    if (ec) {  // most likely there are no file descriptors left: wait until some are closed
      log::warning("cannot accept a connection: {}", ec.message());
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(kAwait);
      continue;
    }
    if (connections.size() < options.connections_max + kRefusedConnectionsMax) spawn(serve(std::move(socket)));
  }
}

// Ends connections whose deadline is over, and calls on_quiet. Sleeps while there is neither a connection nor an
// on_quiet to come.
awaitable<void> Server::Impl::sweep() {
  while (!draining || !connections.empty()) {
    const bool watches = !connections.empty() || quiet_at != kNever;
    sweep_timer.expires_at(watches ? std::chrono::steady_clock::now() + kSweepInterval : kNever);
    co_await sweep_timer.async_wait(kAwait);
    const SteadyTime now = std::chrono::steady_clock::now();
    if (now >= quiet_at && handlers == 0) {
      quiet_at = kNever;
      if (options.on_quiet) asio::post(pool, [this] { call_on_quiet(); });
    }
    for (Connection* each : connections) {
      if (now < each->deadline) continue;
      each->deadline = kNever;
      each->expired = true;
      error_code ignored;
      each->socket.cancel(ignored);
    }
  }
}

void Server::Impl::call_on_quiet() const {
  try {
    options.on_quiet();
  } catch (...) {
    log::error("after the last request: {}", current_failure().message);
  }
}

void Server::Impl::begin_drain() {
  draining = true;
  error_code ignored;
  acceptor.close(ignored);
  sweep_timer.cancel();
  for (Connection* each : connections) {
    if (each->idle) each->socket.cancel(ignored);
  }
  if (!connections.empty()) spawn(cut_off_after_drain());
}

awaitable<void> Server::Impl::cut_off_after_drain() {
  drain_timer.expires_after(options.drain_timeout);
  co_await drain_timer.async_wait(kAwait);
  for (Connection* each : connections) {
    error_code ignored;
    each->socket.close(ignored);
  }
}

void Server::Impl::add(Connection& connection) {
  connections.insert(&connection);
  if (connections.size() == 1) sweep_timer.cancel();
}

void Server::Impl::remove(Connection& connection) noexcept {
  connections.erase(&connection);
  if (!draining || !connections.empty()) return;
  drain_timer.cancel();
  sweep_timer.cancel();
}

awaitable<void> Server::Impl::serve(tcp::socket socket) {
  Connection connection(std::move(socket), options.request, large_bodies);
  struct Registration {
    Registration(Impl& server, Connection& registered) : impl(server), one(registered) { impl.add(one); }
    ~Registration() { impl.remove(one); }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;
    Impl& impl;
    Connection& one;
  } registration(*this, connection);

  error_code ignored;
  connection.socket.set_option(tcp::no_delay(true), ignored);
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
awaitable<bool> Server::Impl::read_request(Connection& connection) {
  RequestParser& parser = connection.parser;
  connection.allow(options.idle_timeout);
  State seen = State::kIdle;
  State state = parser.feed({});
  while (state != State::kComplete) {
    if (state == State::kRejected) {
      Problem problem = http_problem(parser.rejection().status, parser.rejection().detail);
      co_await refuse(connection, std::move(problem));
      co_return false;
    }
    if (parser.has_large_body() && !connection.large_body.take()) {
      co_await refuse(connection, http_problem(503, "There are too many large requests at once."));
      co_return false;
    }
    if (state == State::kIdle && draining) co_return false;
    if (state != std::exchange(seen, state)) {
      connection.allow(state == State::kHead ? options.head_timeout : options.body_timeout);
    }
    if (parser.take_continue()) {
      constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
      co_await asio::async_write(connection.socket, asio::buffer(kContinue), kAwait);
    }
    connection.idle = state == State::kIdle;
    auto [ec, size] = co_await connection.socket.async_read_some(asio::buffer(connection.input), kAwait);
    connection.idle = false;
    if (ec) {
      if (connection.expired && state != State::kIdle) {
        Problem problem = http_problem(408, "The request did not come in time.");
        co_await refuse(connection, std::move(problem));
      }
      co_return false;
    }
    state = parser.feed({connection.input.data(), size});
  }
  co_return true;
}

awaitable<Response> Server::Impl::run_handler(const IncomingRequest& request) {
  try {
    co_return handler(request);
  } catch (...) {
    co_return problem_response(current_problem(request.request_id), request.request_id);
  }
}

// Whether the connection can serve another request.
awaitable<bool> Server::Impl::answer(Connection& connection) {
  const bool keep_alive = connection.parser.keep_alive();
  IncomingRequest request = connection.parser.take();
  const auto own_id = request.header("x-request-id");
  request.request_id = own_id && is_sane_request_id(*own_id) ? std::string(*own_id) : make_request_id();
  connection.deadline = kNever;
  Response response;
  if (handlers < options.handlers_max) {
    ++handlers;
    auto running = asio::co_spawn(pool, run_handler(request), asio::use_awaitable);
    try {
      response = co_await std::move(running);
    } catch (...) {
      --handlers;
      throw;
    }
    --handlers;
  } else {
    response = problem_response(http_problem(503, "There are too many requests at once."), request.request_id);
  }
  quiet_at = std::chrono::steady_clock::now() + options.quiet_after;
  const bool stays = keep_alive && !draining;
  const bool sent = co_await send(connection, std::move(response), request.request_id, request.method == "HEAD", stays);
  if (sent && !stays) co_await linger(connection);
  co_return sent&& stays;
}

awaitable<bool> Server::Impl::send(Connection& connection, Response response, std::string_view request_id, bool is_head,
                                   bool keep_alive) {
  const std::string head = response_head(response, request_id, date.at(options.clock()), keep_alive);
  const bool with_body = !is_head && status_allows_body(response.status);
  const std::array buffers = {asio::buffer(head), asio::buffer(with_body ? response.body : std::string_view())};
  connection.allow(options.write_timeout);
  auto [ec, size] = co_await asio::async_write(connection.socket, buffers, kAwait);
  co_return !ec;
}

// Answers with a problem in place of a handler; the connection is to be closed afterwards.
awaitable<void> Server::Impl::refuse(Connection& connection, Problem problem) {
  const std::string id = make_request_id();
  const bool is_head = connection.parser.method() == "HEAD";
  Response response = problem_response(problem, id);
  const bool sent = co_await send(connection, std::move(response), id, is_head, false);
  if (sent) co_await linger(connection);
}

// Reads on for a moment after the last answer: closing a socket with unread input makes the kernel reset the
// connection, and the client may lose the answer.
awaitable<void> Server::Impl::linger(Connection& connection) {
  error_code failed;
  connection.socket.shutdown(tcp::socket::shutdown_send, failed);
  connection.allow(kLingerTimeout);
  std::size_t left = kLingerMaxBytes;
  while (!failed && left > 0) {
    auto [ec, size] = co_await connection.socket.async_read_some(asio::buffer(connection.input), kAwait);
    failed = ec;
    left -= std::min(left, size);
  }
}

Server::Server(ServerOptions options, Handler handler)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler))) {}

Server::~Server() { stop(); }

void Server::start() {
  impl_->listen();
  impl_->spawn(impl_->accept());
  impl_->spawn(impl_->sweep());
  impl_->thread = std::thread([this] { impl_->io.run(); });
}

std::uint16_t Server::port() const { return impl_->bound.port; }

std::string Server::address() const { return format_listen_address(impl_->bound); }

void Server::stop() {
  std::call_once(impl_->stopped, [this] {
    if (impl_->thread.joinable()) {
      asio::post(impl_->io, [this] { impl_->begin_drain(); });
      impl_->thread.join();  // ends when the last connection does
    }
    impl_->pool.join();
  });
}

}  // namespace cpsg::http
