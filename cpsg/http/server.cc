#include "cpsg/http/server.h"

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>

#include <mutex>
#include <thread>

#include "cpsg/http/listen_address.h"
#include "cpsg/http/serving.h"

namespace cpsg::http {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kSweepInterval{100};
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::size_t kRefusedConnectionsMax = 64;  // beyond connections_max, while a 503 is sent to them

}  // namespace

struct Server::Impl : Serving {
  using Serving::Serving;

  void listen();
  awaitable<void> accept();
  awaitable<void> sweep();
  void call_on_quiet() const;
  [[nodiscard]] bool is_in_the_way(const Connection& connection, SteadyTime now) const;
  awaitable<void> cut_off_after_drain();
  void begin_drain();

  tcp::acceptor acceptor{io};
  ListenAddress bound;
  std::thread thread;
  std::once_flag stopped;
};

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

// While others wait for room, an answer has less time to be taken.
bool Server::Impl::is_in_the_way(const Connection& connection, SteadyTime now) const {
  return !waiting.empty() && connection.sending_since != kNever &&
         now - connection.sending_since >= options.crowded_write_timeout;
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
      if (now < each->deadline && !is_in_the_way(*each, now)) continue;
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
    if (each->lingering) each->allow(kLingerWhileDraining);
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
