// Server-sent events of one connection: a response that goes on until the client leaves, the feed ends or the server
// stops.
//
//   Response response;
//   response.feed = hub.subscribe(topics, last_event_id);  // an EventFeed
//
// The server adds the headers of an event stream, sends what take() gives as soon as on_ready tells of it, and sends a
// comment when there was nothing for a while (ServerOptions::feed_heartbeat). A client that does not take what it is
// sent within write_timeout is dropped, so the feed itself has to bound what it keeps for one.
//
// Threads: the server calls all functions on its thread that does input and output, so none of them may block.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace cpsg::http {

class EventFeed {
 public:
  EventFeed() = default;
  virtual ~EventFeed() = default;
  EventFeed(const EventFeed&) = delete;
  EventFeed& operator=(const EventFeed&) = delete;

  // Whole events that are ready, as they are sent; empty where there are none. They have at most `max_bytes`, but for
  // one event that has more by itself. What it throws is logged and breaks the response off.
  [[nodiscard]] virtual std::string take(std::size_t max_bytes) = 0;

  // Whether the feed has ended: nothing is taken any more, and the response ends as a whole one. Asked before each
  // take() and each comment; `ready` is to be called when it becomes true.
  [[nodiscard]] virtual bool has_ended() = 0;

  // Called once, before the first take(). `ready` is to be called whenever there is something to take that was not
  // there when take() was called last. It may be called from any thread, at any time, also after close() and after the
  // server is gone, when it does nothing; it does not block.
  virtual void on_ready(std::function<void()> ready) = 0;

  // Called once, when the connection is over; also where on_ready() never was.
  virtual void close() = 0;
};

}  // namespace cpsg::http
