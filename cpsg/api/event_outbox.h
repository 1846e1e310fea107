// Keeps events apart: of each project, and of each batch, at most one a second is published.
//
//   EventOutbox outbox(events);
//   outbox.put({.topic = "project", .subject = id, .data = "{...}"}, clock.now());
//   outbox.flush(clock.now());  // a few times a second
//
// The first event of a subject is published at once. What comes within a second of the last one is held, and a later
// event of the same topic takes its place; topics of one subject take turns. So the last word is always said, a second
// late at most for each topic. That a project has ended to be public is a word of its own, for other readers: it is
// held beside the others until an event says that it is public again. What is held of a project whose own event comes
// and is not public is not public either. All that a process publishes goes through one outbox, so that readers get
// events in the order of their ids.
//
// Threads: all methods may be called from several threads at once.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/coordination/events.h"

namespace cpsg::api {

inline constexpr std::chrono::seconds kEventInterval{1};

class EventOutbox {
 public:
  // `events` outlives the outbox.
  explicit EventOutbox(coordination::Events& events) : events_(events) {}

  void put(coordination::Event event, Instant now);
  // Publishes what was held long enough.
  void flush(Instant now);

 private:
  struct Subject {
    Instant next_at{};                      // when its next event may be published
    std::vector<coordination::Event> held;  // the longest waiting first
  };

  coordination::Events& events_;
  std::mutex mutex_;
  std::unordered_map<std::string, Subject> subjects_;  // those with an event in the last second
};

}  // namespace cpsg::api
