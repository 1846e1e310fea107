// Answers that are sent piece by piece: bodies with a source, and event feeds.
//
//   open = co_await send_source(connection, made, request, share);
//
// A part of serving.h.
#pragma once

#include <boost/asio/post.hpp>
#include <mutex>

#include "cpsg/http/serving.h"

namespace cpsg::http {

inline constexpr std::size_t kFeedPieceMaxBytes = 16 * limits::kKiB;
inline constexpr std::size_t kFeedInputMaxBytes = 64 * limits::kKiB;  // of a client that should send nothing

// The server answers 503 in place of a stream beyond its bounds.
inline void Serving::bound_streams(Response& response, const IncomingRequest& request) {
  const bool too_many_feeds = response.feed && feeds >= options.feeds_max;
  const bool too_many_sources = response.source && sources >= options.sources_max;
  if (!too_many_feeds && !too_many_sources) return;
  if (response.feed) response.feed->close();
  drop(std::move(response.source));
  response = problem_response(http_problem(503, "There are too many streams at once."), request.request_id);
}

// On the pool, since the end of a source may block as its work does.
inline void Serving::drop(std::shared_ptr<BodySource> source) {
  if (source) boost::asio::post(pool, [gone = std::move(source)]() mutable { gone.reset(); });
}

// The pieces of a source, each made on the pool. begin() is followed by finish() before the object ends.
class Pulls {
 public:
  Pulls(Serving& server, std::shared_ptr<BodySource> source)
      : server_(server), source_(std::move(source)), done_(server.io) {}
  ~Pulls() {
    assert(!running_);
    server_.drop(std::move(source_));
  }
  Pulls(const Pulls&) = delete;
  Pulls& operator=(const Pulls&) = delete;

  [[nodiscard]] const BodySource& source() const { return *source_; }
  // Why the last piece could not be made; empty: it could.
  [[nodiscard]] const std::string& failure() const { return failure_; }

  void begin() {
    running_ = true;
    boost::asio::post(server_.pool, [this] {
      try {
        piece_ = source_->next();
      } catch (...) {
        failure_ = current_failure().message;
      }
      boost::asio::post(server_.io, [this] {
        running_ = false;
        done_.cancel();
      });
    });
  }
  awaitable<std::string> finish() {
    done_.expires_at(kNever);
    while (running_) co_await done_.async_wait(kAwait);
    co_return std::exchange(piece_, {});
  }

 private:
  Serving& server_;
  std::shared_ptr<BodySource> source_;
  std::string piece_;
  std::string failure_;
  bool running_ = false;
  boost::asio::steady_timer done_;
};

// Ends the connection in a way that no client takes for the end of a body.
inline void reset(Connection& connection) {
  error_code ignored;
  connection.socket.set_option(boost::asio::socket_base::linger(true, 0), ignored);
  connection.socket.close(ignored);
}

inline awaitable<bool> Serving::send_source(Connection& connection, MadeAnswer& made, const IncomingRequest& request,
                                            AnswerShare& share) {
  Counted place(sources);
  connection.has_source = true;
  Response& response = made.response;
  const auto size = response.source->size_bytes();
  const Framing framing = size ? Framing::kLength : request.http_1_0 ? Framing::kConnection : Framing::kChunked;
  if (framing == Framing::kConnection) connection.closes = true;
  std::string prefix = head_of(connection, response, request, framing);
  Pulls pulls(*this, std::move(response.source));
  const bool chunked = framing == Framing::kChunked;
  const bool with_body = request.method != "HEAD" && status_allows_body(response.status);
  std::string piece = std::move(made.first_piece);
  std::uint64_t body_bytes = 0;
  bool taken = true;
  while (taken && with_body && !piece.empty() && (!size || body_bytes + piece.size() <= *size)) {
    pulls.begin();
    share.hold(2 * piece.size());  // the next one is made meanwhile
    const std::size_t piece_bytes = piece.size();
    if (chunked) {
      prefix += fmt::format("{:x}\r\n", piece_bytes);
      piece += "\r\n";
    }
    taken = co_await write(connection, prefix, piece) == prefix.size() + piece.size();
    if (taken) body_bytes += piece_bytes;
    prefix.clear();
    piece = co_await pulls.finish();
  }
  const bool whole = !with_body || (piece.empty() && pulls.failure().empty() && (!size || body_bytes == *size));
  if (whole && chunked && with_body) prefix += "0\r\n\r\n";
  if (taken && whole) taken = co_await write(connection, prefix, "") == prefix.size();
  connection.has_source = false;
  log_answer(connection, request, response.status, body_bytes);
  if (taken && !whole) {
    log::warning("request {}: its answer broke off after {} bytes: {}", request.request_id, body_bytes,
                 pulls.failure().empty() ? "it has another length than was said" : pulls.failure());
    reset(connection);
  }
  co_return taken&& whole;
}

// Wakes the coroutine of a feed. The feed keeps it for as long as it likes.
class FeedSignal : public std::enable_shared_from_this<FeedSignal> {
 public:
  FeedSignal(boost::asio::io_context& io, boost::asio::steady_timer& timer) : io_(&io), timer_(&timer) {}

  // From any thread.
  void set() {
    const std::scoped_lock lock(mutex_);
    if (io_ == nullptr || std::exchange(posted_, true)) return;
    boost::asio::post(*io_, [self = shared_from_this()] { self->arrive(); });
  }

  // On the io thread alone: the client or the server wants an end; the coroutine is at its end.
  void leave() {
    left_ = true;
    if (timer_ != nullptr) timer_->cancel();
  }
  void detach() {
    const std::scoped_lock lock(mutex_);
    io_ = nullptr;
    timer_ = nullptr;
    left_ = true;
  }
  [[nodiscard]] bool left() const { return left_; }
  [[nodiscard]] bool take() { return std::exchange(is_set_, false); }
  [[nodiscard]] bool is_set() const { return is_set_; }

 private:
  void arrive() {
    {
      const std::scoped_lock lock(mutex_);
      posted_ = false;
    }
    is_set_ = true;
    if (timer_ != nullptr) timer_->cancel();
  }

  std::mutex mutex_;
  boost::asio::io_context* io_;
  bool posted_ = false;
  boost::asio::steady_timer* timer_;
  bool is_set_ = false;
  bool left_ = false;
};

// What the feed has for the client. False if it failed: then it is asked for nothing more.
inline bool take_events(EventFeed& feed, std::string& events) {
  try {
    events = feed.take(kFeedPieceMaxBytes);
    return true;
  } catch (...) {
    log::error("an event feed failed: {}", current_failure().message);
    return false;
  }
}

// Notices that the client leaves. What it sends is read and forgotten, up to a bound.
inline void watch_feed_client(Connection& connection, std::shared_ptr<FeedSignal> signal, std::size_t left_bytes) {
  connection.socket.async_wait(
      tcp::socket::wait_read, [&connection, signal = std::move(signal), left_bytes](error_code failed) mutable {
        if (failed || signal->left()) return;  // the connection may be gone
        std::array<char, 1024> forgotten;
        const std::size_t size = connection.socket.read_some(boost::asio::buffer(forgotten), failed);
        if (failed == boost::asio::error::would_block) failed = {};
        if (failed || size > left_bytes) return signal->leave();
        watch_feed_client(connection, std::move(signal), left_bytes - size);
      });
}

inline void set_header(Response& response, std::string_view name, std::string_view value) {
  std::erase_if(response.headers, [&](const Header& each) { return each.name == name; });
  response.headers.push_back({std::string(name), std::string(value)});
}

// Whether the response says already that no cache may keep it.
inline bool is_kept_by_nobody(const Response& response) {
  return std::any_of(response.headers.begin(), response.headers.end(), [](const Header& each) {
    return each.name == "Cache-Control" && each.value.find("no-store") != std::string::npos;
  });
}

inline awaitable<bool> Serving::send_feed(Connection& connection, Response& response, const IncomingRequest& request) {
  Counted place(feeds);
  const std::shared_ptr<EventFeed> feed = std::move(response.feed);
  set_header(response, "Content-Type", "text/event-stream");
  if (!is_kept_by_nobody(response)) set_header(response, "Cache-Control", "no-store");
  set_header(response, "X-Accel-Buffering", "no");  // asks proxies to pass each event on at once
  connection.closes = true;
  const bool chunked = !request.http_1_0;
  const bool with_body = request.method != "HEAD";
  const std::string head = head_of(connection, response, request, chunked ? Framing::kChunked : Framing::kConnection);
  const bool taken = co_await write(connection, head, "") == head.size();
  std::size_t body_bytes = 0;
  if (taken && with_body) body_bytes = co_await send_events(connection, *feed, chunked);
  feed->close();
  log_answer(connection, request, response.status, body_bytes);
  co_return taken && !with_body;
}

// Until the client leaves, does not take what it is sent, the feed ends, or the server stops. Returns how many bytes it
// took.
inline awaitable<std::size_t> Serving::send_events(Connection& connection, EventFeed& feed, bool chunked) {
  boost::asio::steady_timer timer(io);
  const auto signal = std::make_shared<FeedSignal>(io, timer);
  connection.release_memory();
  connection.end_feed = [&] {
    signal->leave();
    connection.cancel();  // a client may be slow to take something
  };
  feed.on_ready([signal] { signal->set(); });
  watch_feed_client(connection, signal, kFeedInputMaxBytes);
  std::size_t taken_bytes = 0;
  SteadyTime heartbeat = std::chrono::steady_clock::now() + options.feed_heartbeat;
  bool ready = true;  // there may be events from before
  bool open = !draining;
  bool ended = false;
  while (open && !signal->left()) {
    ended = feed.has_ended();
    if (ended) break;
    std::string piece;
    if (ready && !take_events(feed, piece)) open = false;
    if (!open) break;
    if (piece.empty()) {
      timer.expires_at(heartbeat);
      if (!signal->is_set()) co_await timer.async_wait(kAwait);
      ready = signal->take();
      if (ready || signal->left() || std::chrono::steady_clock::now() < heartbeat) continue;
      piece = ": heartbeat\n\n";
    }
    const std::string prefix = chunked ? fmt::format("{:x}\r\n", piece.size()) : "";
    const std::size_t piece_bytes = piece.size();
    if (chunked) piece += "\r\n";
    open = co_await write(connection, prefix, piece) == prefix.size() + piece.size();
    if (open) taken_bytes += piece_bytes;
    heartbeat = std::chrono::steady_clock::now() + options.feed_heartbeat;
  }
  signal->detach();
  connection.end_feed = nullptr;
  if (open && chunked && (draining || ended)) co_await write(connection, "0\r\n\r\n", "");
  co_return taken_bytes;
}

}  // namespace cpsg::http
