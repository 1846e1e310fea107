#include "cpsg/http/server.h"

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>

#include <mutex>
#include <thread>

#include "cpsg/http/listen_address.h"
#include "cpsg/http/serve_answers.h"
#include "cpsg/http/serve_requests.h"
#include "cpsg/http/serve_streams.h"
#include "cpsg/http/serving.h"

namespace cpsg::http {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kSweepInterval{100};
constexpr std::chrono::seconds kCrowdedAfterRefusal{10};  // those that were refused come again in this time
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::chrono::milliseconds kAcceptWarningInterval{60'000};
constexpr std::chrono::milliseconds kIdleMemoryKept{1'000};  // then a connection gives its buffer back

bool is_out_of_descriptors(const error_code& ec) {
  return ec == boost::system::errc::too_many_files_open || ec == boost::system::errc::too_many_files_open_in_system;
}

}  // namespace

struct Server::Impl : Serving {
  using Serving::Serving;

  void listen();
  bool admit(tcp::socket& socket);
  awaitable<void> accept();
  awaitable<void> accept_next();
  awaitable<bool> refuse_with_spare();
  awaitable<void> sweep();
  void end_overdue(Connection& connection, SteadyTime now) const;
  void call_on_quiet() const;
  [[nodiscard]] bool is_in_the_way(const Connection& connection, SteadyTime now) const;
  awaitable<void> cut_off_after_drain();
  void begin_drain();

  tcp::acceptor acceptor{io};
  SpareDescriptor spare;
  SteadyTime accept_warning_at = SteadyTime::min();
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
  if (!options.tls_certificate_file.empty()) {
    identity = std::make_unique<TlsIdentity>(options.tls_certificate_file, options.tls_key_file);
  }
  bounds = connection_bounds(options.connections_max, descriptors_max());
}

// Whether there was a place for it, to be served or at least to be refused.
bool Server::Impl::admit(tcp::socket& socket) {
  if (connections.size() >= bounds.served + bounds.refused) return false;
  spawn(serve(std::move(socket), connections.size() < bounds.served ? Admission::kServed : Admission::kRefused));
  return true;
}

// Goes on whatever becomes of one connection, also where there is no memory for it.
awaitable<void> Server::Impl::accept() {
  asio::steady_timer pause(io);
  for (bool failed = false; !draining;) {
    try {
      if (std::exchange(failed, false)) {
        pause.expires_after(kAcceptPause);
        co_await pause.async_wait(kAwait);
      }
      co_await accept_next();
    } catch (...) {
      failed = true;
      log::error("a connection could not be taken: {}", current_failure().message);
    }
  }
}

awaitable<void> Server::Impl::accept_next() {
  auto [ec, socket] = co_await acceptor.async_accept(kAwait);
  if (!ec) {
    if (!admit(socket)) co_await serve(std::move(socket), Admission::kRefusedQuickly);
    co_return;
  }
  if (draining) co_return;
  const SteadyTime now = std::chrono::steady_clock::now();
  if (now >= accept_warning_at) {
    log::warning("cannot accept a connection: {}", ec.message());
    accept_warning_at = now + kAcceptWarningInterval;
  }
  if (is_out_of_descriptors(ec) && co_await refuse_with_spare()) co_return;
  asio::steady_timer pause(io, kAcceptPause);
  co_await pause.async_wait(kAwait);
}

// Without a descriptor for it a client would wait, and never learn why. So one descriptor is kept back, by which one
// client after the other is told to come again. False if even that one is gone.
awaitable<bool> Server::Impl::refuse_with_spare() {
  if (!spare.close()) {
    spare.open();
    co_return false;
  }
  auto [ec, socket] = co_await acceptor.async_accept(kAwait);
  if (!ec && !draining) co_await serve(std::move(socket), Admission::kRefusedQuickly);
  spare.open();
  co_return !ec;
}

// While others wait for room, or are refused because there is none or there are too many sources, an answer has less
// time to be taken.
bool Server::Impl::is_in_the_way(const Connection& connection, SteadyTime now) const {
  const bool is_crowded =
      !waiting.empty() || now < crowded_until || (connection.has_source && sources >= options.sources_max);
  return is_crowded && connection.sending_since != kNever &&
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
    if (answers.take_refusal()) crowded_until = now + kCrowdedAfterRefusal;
    for (Connection* each : connections) end_overdue(*each, now);
  }
}

void Server::Impl::end_overdue(Connection& connection, SteadyTime now) const {
  if (now >= connection.deadline || is_in_the_way(connection, now)) {
    connection.expired = true;
    connection.cancel();  // again the next time: what it waits for may be over already, and another wait begin
  } else if (connection.idle && connection.input && now - connection.begun >= kIdleMemoryKept) {
    connection.releasing = true;
    connection.cancel();
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
  closing = true;
  draining = true;
  error_code ignored;
  sweep_timer.cancel();
  for (Connection* each : connections) {
    if (each->idle) each->cancel();
    if (each->end_feed) each->end_feed();
    if (each->lingering) each->allow(kLingerWhileDraining);
  }
  // Whoever waits to be accepted has connected in time, and may have sent a request.
  acceptor.non_blocking(true, ignored);
  for (error_code none_waits; !none_waits;) {
    tcp::socket next(io);
    acceptor.accept(next, none_waits);
    if (!none_waits && !admit(next)) break;
  }
  acceptor.close(ignored);
  if (!connections.empty()) spawn(cut_off_after_drain());
}

awaitable<void> Server::Impl::cut_off_after_drain() {
  drain_timer.expires_after(options.drain_timeout);
  co_await drain_timer.async_wait(kAwait);
  cut_off = true;
  for (const WaitForRoom& each : waiting) each.turn->cancel();
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

void Server::prepare_stop() {
  asio::post(impl_->io, [this] { impl_->closing = true; });
}

void Server::stop() {
  std::call_once(impl_->stopped, [this] {
    if (impl_->thread.joinable()) {
      asio::post(impl_->io, [this] { impl_->begin_drain(); });
      impl_->thread.join();  // ends when the last connection does
    }
    impl_->pool.join();
    impl_->spare_pool.join();
  });
}

}  // namespace cpsg::http
