// One connection of a server: its socket, the time that it has, and the bytes that came.
//
//   Connection connection(std::move(socket), limits, large_bodies);
//   connection.allow(options.idle_timeout);
//
// Only server.cc includes it, because few units may pay for Asio's templates. Threads: that of the server's input and
// output alone.
#pragma once

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cassert>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "cpsg/base/limits.h"
#include "cpsg/http/large_bodies.h"
#include "cpsg/http/load_shedding.h"
#include "cpsg/http/request_parser.h"
#include "cpsg/http/tls.h"

namespace cpsg::http {

using boost::asio::awaitable;
using boost::asio::ip::tcp;
using boost::system::error_code;

// Failures are values here, not exceptions: every connection ends with one.
inline constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable);
inline constexpr SteadyTime kNever = SteadyTime::max();
inline constexpr std::size_t kReadBytes = 8 * limits::kKiB;
inline constexpr std::chrono::milliseconds kLingerTimeout{10'000};

// A connection has a deadline, which sweep() compares with the time. So a request sets no timer of its own, which would
// cost more.
//
// While it waits for a request for longer than a moment, it has neither a buffer nor a parser: most connections of a
// busy server do nothing, and there may be many.
struct Connection {
  Connection(tcp::socket connected, const RequestLimits& request_limits, LargeBodies& large_bodies)
      : socket(std::move(connected)), limits(request_limits), large_body(large_bodies) {}

  void allow(std::chrono::milliseconds time) { allow(time, std::chrono::steady_clock::now()); }
  void allow(std::chrono::milliseconds time, SteadyTime now) {
    deadline = now + time;
    expired = false;
  }
  // Ends what it waits for.
  void cancel() {
    error_code ignored;
    socket.cancel(ignored);
  }

  // What came and was not used yet.
  [[nodiscard]] std::string_view unread() const {
    return input ? std::string_view(input->data() + begin, end - begin) : std::string_view();
  }
  // Where the next bytes go; there must be no unread ones.
  [[nodiscard]] boost::asio::mutable_buffer space() {
    assert(begin == end);
    if (!input) input = std::make_unique<std::array<char, kReadBytes>>();
    return boost::asio::buffer(*input);
  }
  void came(std::size_t bytes) {
    begin = 0;
    end = bytes;
  }
  // Gives the unread bytes to the parser, or none to let it go on with those that it has.
  RequestParser::State parse() {
    if (!parser) parser.emplace(limits);
    const std::string_view bytes = unread();
    begin = end;
    parser_has_bytes = true;
    return parser->feed(bytes);
  }
  // Takes what is beyond the last request back from the parser.
  void take_rest_back() {
    begin = end - parser->give_back_rest();
    parser_has_bytes = false;
  }
  // Forgets all that came, and the place of its body.
  void drop_request() {
    parser_has_bytes = false;
    release_memory();
    large_body.give_back();
  }
  void release_memory() {
    input.reset();
    if (!parser_has_bytes) parser.reset();
    begin = end = 0;
  }

  tcp::socket socket;
  std::unique_ptr<TlsSession> tls;  // where it is encrypted
  std::size_t silent_bytes = 0;     // of TLS, since the last plain text
  const RequestLimits& limits;
  std::optional<RequestParser> parser;
  std::unique_ptr<std::array<char, kReadBytes>> input;
  std::size_t begin = 0;
  std::size_t end = 0;
  bool parser_has_bytes = false;  // which are, or may become, a part of the next request

  SteadyTime deadline = kNever;
  bool expired = false;
  bool is_ending = false;  // has its last chance to send a request while the server drains
  bool idle = false;       // waits for the first byte of a request
  bool releasing = false;  // its wait was ended so that it gives its memory back
  bool partial = false;    // a part of a request is here, and counts among those that come slowly
  bool lingering = false;  // has its last answer, and is read to the end
  std::chrono::milliseconds linger_timeout = kLingerTimeout;
  bool closes = false;  // the answer at hand is the last one
  // When the first byte of the request at hand came; before the first one, when the connection was made.
  SteadyTime begun = std::chrono::steady_clock::now();
  bool has_source = false;            // its answer is sent piece by piece
  SteadyTime sending_since = kNever;  // while an answer that is not taken at once is sent
  std::string peer;                   // the address of the other end
  LargeBodySlot large_body;
  std::function<void()> end_feed;  // while it has an event feed
};

}  // namespace cpsg::http
