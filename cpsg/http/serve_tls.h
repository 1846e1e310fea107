// TLS between a connection's socket and everything else. A part of serving.h.
//
//   if (identity && !co_await shake_hands(connection)) co_return;
//
// What is encrypted goes through the same calls as plain text does: read_now() and write().
#pragma once

#include <boost/asio/post.hpp>

#include "cpsg/http/serving.h"

namespace cpsg::http {

inline constexpr std::size_t kTlsSliceBytes = 64 * limits::kKiB;      // of plain text, encrypted and sent at a time
inline constexpr std::size_t kSilentTlsMaxBytes = 64 * limits::kKiB;  // from the network, without plain text in them

// A handshake under way takes some 50 KiB, so there are not too many.
class HandshakePlace {
 public:
  HandshakePlace(SlowClients& all, Connection& connection) : all_(all), own_(connection) { all_.add(own_); }
  ~HandshakePlace() { all_.remove(own_); }
  HandshakePlace(const HandshakePlace&) = delete;
  HandshakePlace& operator=(const HandshakePlace&) = delete;

 private:
  SlowClients& all_;
  Connection& own_;
};

// True once the connection is encrypted. Before its first byte it takes nothing but the connection.
inline awaitable<bool> Serving::shake_hands(Connection& connection) {
  connection.allow(draining ? kIdleWhileDraining : options.head_timeout);
  if (!co_await wait_for_handshake(connection)) co_return false;
  const HandshakePlace place(slow_handshakes, connection);
  connection.tls = std::make_unique<TlsSession>(identity->context(std::chrono::steady_clock::now()));
  while (true) {
    error_code failed;
    feed_tls(connection, failed);
    if (failed && failed != boost::asio::error::would_block) co_return false;
    const bool done = connection.tls->shake_hands();
    const std::string reply = connection.tls->take_output();
    const bool sent = co_await write_bytes(connection, "", reply, connection.deadline) == reply.size();
    if (done || !sent || connection.tls->has_ended()) co_return done&& sent;
    if (!co_await wait_for_handshake(connection)) co_return false;
  }
}

// True once there is something to read; false at the end of the connection or of its time. That becomes short when the
// server stops, and does not end at once: the client may have a request that it is about to send.
inline awaitable<bool> Serving::wait_for_handshake(Connection& connection) {
  while (true) {
    connection.idle = true;
    auto [failed] = co_await connection.socket.async_wait(tcp::socket::wait_read, kAwait);
    connection.idle = false;
    const bool goes_on = failed == boost::asio::error::operation_aborted && draining && !connection.expired;
    if (!goes_on) co_return !failed && !connection.expired;
    connection.allow(kIdleWhileDraining);
  }
}

inline void Serving::feed_tls(Connection& connection, error_code& failed) {
  const std::size_t size = connection.socket.read_some(boost::asio::buffer(tls_input), failed);
  if (failed) return;
  connection.silent_bytes += size;
  connection.tls->feed({tls_input.data(), size});
}

// Plain text, as soon as there is some; aborted where the server stops between two requests. Others have their turn
// before, however fast this client sends; and what TLS has to say itself, an alert for example, is sent.
inline awaitable<std::size_t> Serving::read_tls(Connection& connection, bool idle, error_code& failed) {
  co_await boost::asio::post(io, boost::asio::use_awaitable);
  while (true) {
    const std::size_t size = read_now(connection, failed);
    const std::string reply = connection.tls->take_output();
    const bool sent = reply.empty() || co_await write_bytes(connection, "", reply, connection.deadline) == reply.size();
    if (!sent && !failed) failed = boost::asio::error::eof;
    if (failed != boost::asio::error::would_block) co_return size;
    if (idle && draining && !connection.is_ending) {
      failed = boost::asio::error::operation_aborted;
      co_return 0;
    }
    connection.idle = idle;
    std::tie(failed) = co_await connection.socket.async_wait(tcp::socket::wait_read, kAwait);
    connection.idle = false;
    if (failed) co_return 0;
  }
}

// Plain text that is here already, or that it would block. Ends a client that sends a lot and says nothing by it: each
// change of its keys costs us work and an answer.
inline std::size_t Serving::read_now(Connection& connection, error_code& failed) {
  if (!connection.tls) return connection.socket.read_some(connection.space(), failed);
  while (!failed) {
    if (connection.tls->has_input()) {
      const auto space = connection.space();
      const std::size_t size = connection.tls->read({static_cast<char*>(space.data()), space.size()});
      connection.silent_bytes = size > 0 ? 0 : connection.silent_bytes;
      if (size > 0) return size;
    }
    if (connection.tls->has_ended() || connection.silent_bytes > kSilentTlsMaxBytes) {
      failed = boost::asio::error::eof;
    } else {
      feed_tls(connection, failed);
    }
  }
  return 0;
}

// The head and what fits beside it are one record, since each costs the client a turn.
inline awaitable<std::size_t> Serving::write_encrypted(Connection& connection, std::string_view head,
                                                       std::string_view body) {
  const SteadyTime until = std::chrono::steady_clock::now() + options.write_timeout;
  const std::size_t total = head.size() + body.size();
  std::size_t taken = 0;
  connection.sending_since = std::chrono::steady_clock::now();  // of all slices
  std::string first(head);
  while (taken < total) {
    if (taken == 0) first += body.substr(0, kTlsSliceBytes);
    const std::string_view slice = taken == 0 ? first : body.substr(taken - head.size(), kTlsSliceBytes);
    if (!connection.tls->write(slice)) break;
    const std::string bytes = connection.tls->take_output();
    if (co_await write_bytes(connection, "", bytes, until) != bytes.size()) break;
    taken += slice.size();
  }
  connection.sending_since = kNever;
  co_return taken;
}

// Tells the client that it has all, so that nobody can cut an answer short unseen.
inline awaitable<void> Serving::end_tls(Connection& connection) {
  if (!connection.tls) co_return;
  connection.tls->close();
  const std::string bytes = connection.tls->take_output();
  co_await write_bytes(connection, "", bytes, kNever);
}

}  // namespace cpsg::http
