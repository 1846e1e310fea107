// Gives the events of an installation to many clients, as server-sent events (the event stream of HTML).
//
//   EventHub hub(events);
//   response.feed = hub.open({.topics = {"project"}}, request.header("last-event-id").value_or(""));
//   hub.pull();  // a few times a second: what was published since goes to all streams
//
// A stream is a place in the last kEventsMax events, which all streams share, and a filter: it costs a few hundred
// bytes, however slow its client is; the server bounds how many there are. One that falls behind that window, or that
// asks to go on after an event that is not in it, gets the event `reset`: it has to look at everything anew, and goes
// on from there. Who sees public projects alone gets no event of a project from before it ended to be one.
//
// Threads: all methods may be called from several threads at once; feeds as http/event_feed.h says. Feeds may outlive
// the hub; then nothing comes any more, and nobody asks whether they may go on.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/coordination/events.h"
#include "cpsg/http/event_feed.h"

namespace cpsg::api {

inline constexpr std::string_view kProjectTopic = "project";
inline constexpr std::string_view kSyncTopic = "sync";
inline constexpr std::string_view kBatchTopic = "batch";
inline constexpr std::string_view kStatusTopic = "status";
inline constexpr std::array kEventTopics{kProjectTopic, kSyncTopic, kBatchTopic, kStatusTopic};
// To every stream, whatever its filter: what came before may be incomplete.
inline constexpr std::string_view kResetTopic = "reset";

struct EventFilter {
  std::vector<std::string> topics;       // empty: all
  std::vector<std::string> project_ids;  // empty: all; else nothing that is of no project or of another one
  // Else only what tells of projects of visibility public, and, once, of those that have ended to be it.
  bool sees_private = true;

  [[nodiscard]] bool passes(const coordination::Event& event) const;
};

class EventHub {
 public:
  // Whether whoever opened a stream may have it still. Called by end_refused() alone; may block, throws nothing.
  using MayGoOn = std::function<bool()>;

  // `events` outlives the hub.
  explicit EventHub(coordination::Events& events);

  // A stream of what comes after the event of that id; without one, of what comes from now on. An empty `may_go_on`:
  // for as long as its client likes.
  [[nodiscard]] std::shared_ptr<http::EventFeed> open(EventFilter filter, std::string_view last_event_id,
                                                      MayGoOn may_go_on = {});
  void pull();
  // Ends the streams that may not go on.
  void end_refused();

 private:
  struct Window;
  class Stream;

  coordination::Events& events_;
  const std::shared_ptr<Window> window_;
};

}  // namespace cpsg::api
