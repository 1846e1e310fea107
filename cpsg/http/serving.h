// How the connections of a server are served: what its parts share. server.cc starts and ends it, serve_requests.h
// reads requests, serve_answers.h makes and sends answers, serve_streams.h those that are sent piece by piece.
//
//   struct Server::Impl : Serving { ... };  // the only use
//
// All of it stands in headers that server.cc alone includes, because few units may pay for Asio's templates.
//
// Threads: everything but `pool` belongs to the thread that runs `io`.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>
#include <list>
#include <random>
#include <unordered_set>
#include <utility>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/log.h"
#include "cpsg/http/answer_room.h"
#include "cpsg/http/connection.h"
#include "cpsg/http/date_text.h"
#include "cpsg/http/descriptors.h"
#include "cpsg/http/problem.h"
#include "cpsg/http/response_head.h"
#include "cpsg/http/server_options.h"
#include "cpsg/http/slow_clients.h"
#include "cpsg/http/tls.h"

namespace cpsg::http {

inline constexpr std::chrono::milliseconds kIdleWhileDraining{300};  // for the first bytes of a request

// One of several things that are counted, to its end.
class Counted {
 public:
  explicit Counted(std::size_t& all) : count_(all) { ++count_; }
  ~Counted() { leave(); }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  void leave() { count_ -= std::exchange(held_, 0); }

 private:
  std::size_t& count_;
  std::size_t held_ = 1;
};

// What a handler gave, and the first piece where that has a source.
struct MadeAnswer {
  Response response;
  std::string first_piece;
};

// What becomes of a connection: it is served; it gets a 503; so, and quickly, because the next one waits for that.
enum class Admission : std::uint8_t { kServed, kRefused, kRefusedQuickly };

// A request that may be answered large and has to wait for its turn.
struct WaitForRoom {
  boost::asio::steady_timer* turn;  // cancelled when that may have come
  SteadyTime since;
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

  // serve_requests.h
  awaitable<void> serve(tcp::socket socket, Admission admission);
  awaitable<bool> read_request(Connection& connection);
  awaitable<bool> read_more(Connection& connection, RequestParser::State state);
  std::optional<Problem> refusal_of(Connection& connection, RequestParser::State state);
  awaitable<bool> answer(Connection& connection);
  awaitable<void> refuse(Connection& connection, Problem problem);
  awaitable<void> linger(Connection& connection);
  void set_partial(Connection& connection, bool partial);

  // serve_plain.h
  bool answer_plain_requests(Connection& connection);
  bool take_hot_answer(const Connection& connection, const PlainRequest& plain);
  awaitable<bool> end_hot_turn(Connection& connection);
  void log_hot_answer(const Connection& connection, const PlainRequest& plain, std::string_view answer);

  // serve_answers.h
  awaitable<bool> handle(Connection& connection, IncomingRequest& request);
  awaitable<MadeAnswer> make_answer(const IncomingRequest& request, AnswerShare& share);
  MadeAnswer run_handler(const IncomingRequest& request);
  template <typename Work>
  awaitable<void> run_on(boost::asio::thread_pool& chosen, Work work);
  awaitable<std::size_t> wait_for_room();
  void wake_next();
  bool is_never_shed(const IncomingRequest& request) const { return options.never_shed && options.never_shed(request); }
  bool is_refused(const IncomingRequest& request, bool may_be_large);
  bool is_shed(bool may_be_large);
  std::string head_of(Connection& connection, Response& response, const IncomingRequest& request, Framing framing);
  awaitable<bool> send(Connection& connection, Response& response, const IncomingRequest& request);
  awaitable<std::size_t> write(Connection& connection, std::string_view head, std::string_view body) {
    return connection.tls ? write_encrypted(connection, head, body) : write_bytes(connection, head, body, kNever);
  }
  awaitable<std::size_t> write_bytes(Connection& connection, std::string_view head, std::string_view body,
                                     SteadyTime until);
  void log_answer(const Connection& connection, const IncomingRequest& request, int status, std::size_t body_bytes);

  // serve_streams.h
  void bound_streams(Response& response, const IncomingRequest& request);
  void drop(std::shared_ptr<BodySource> source);
  awaitable<bool> send_source(Connection& connection, MadeAnswer& made, const IncomingRequest& request,
                              AnswerShare& share);
  awaitable<bool> send_feed(Connection& connection, Response& response, const IncomingRequest& request);
  awaitable<std::size_t> send_events(Connection& connection, EventFeed& feed, bool chunked);

  // serve_tls.h
  awaitable<bool> shake_hands(Connection& connection);
  awaitable<bool> wait_for_handshake(Connection& connection);
  awaitable<std::size_t> read_tls(Connection& connection, bool idle, error_code& failed);
  void feed_tls(Connection& connection, error_code& failed);
  std::size_t read_now(Connection& connection, error_code& failed);
  awaitable<std::size_t> write_encrypted(Connection& connection, std::string_view head, std::string_view body);
  awaitable<void> end_tls(Connection& connection);

  void add(Connection& connection);
  void remove(Connection& connection) noexcept;
  std::string make_request_id() { return fmt::format("{}-{:x}", id_prefix, ++requests); }
  template <typename Coroutine>
  void spawn(Coroutine coroutine);

  const ServerOptions options;
  const Handler handler;
  boost::asio::io_context io{1};
  boost::asio::thread_pool pool;
  boost::asio::thread_pool spare_pool{1};  // for requests that are never shed
  boost::asio::steady_timer sweep_timer;
  boost::asio::steady_timer drain_timer;

  // Touched by the io thread alone.
  std::unique_ptr<TlsIdentity> identity;  // none: connections are not encrypted
  std::array<char, kReadBytes> tls_input{};
  ConnectionBounds bounds;
  std::unordered_set<Connection*> connections;
  std::size_t handlers = 0;
  std::size_t slow_refusals = 0;
  SlowClients slow_requests{options.partial_requests_max};
  SlowClients slow_handshakes{options.partial_requests_max};
  std::size_t sources = 0;
  std::size_t feeds = 0;
  LargeBodies large_bodies{options.large_bodies_max};
  AnswerRoom answers{options.answers, std::max<std::size_t>(options.threads, 2) - 1};
  std::string hot_answers;         // of one connection, until they are sent or it takes what is left of them
  std::size_t hot_sent_bytes = 0;  // of them
  std::list<WaitForRoom> waiting;  // the first one first
  QueueWait queue;
  LoadShedding shedding{options.shedding};
  LoadShedding large_shedding{options.shedding};  // of those that may be large
  std::uint64_t requests = 0;
  bool closing = false;               // answers close their connections from now on
  bool draining = false;              // and no connection is accepted any more
  std::atomic<bool> cut_off = false;  // and no client is there any more; the pool looks at it too
  SteadyTime crowded_until{};         // an answer was refused for want of room shortly before
  SteadyTime quiet_at = kNever;       // when on_quiet is to be called, unless a request comes before
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
  if (connection.partial) slow_requests.remove(connection);
  connections.erase(&connection);
  if (!draining || !connections.empty()) return;
  drain_timer.cancel();
  sweep_timer.cancel();
}

}  // namespace cpsg::http
