// Keeps events apart: of each project, and of each batch, at most one a second is published.
//
//   EventOutbox outbox(events);
//   outbox.put({.topic = "project", .subject = id, .data = "{...}"}, clock.now());
//   outbox.flush(clock.now());  // a few times a second
//
// The first event of a subject is published at once. What comes within a second of the last one is held, and a later
// event of the same topic takes its place; topics of one subject take turns. So the last word is always said, a second
// late at most for each topic. Nothing takes the place of an event that is put as lasting, unless very many wait. That
// a project has ended to be public is a word of its own, for other readers: it is held beside the others until an event
// says that it is public again. What is held of a project whose own event comes and is not public is not public either.
// All that a process publishes goes through one outbox, so that readers get events in the order of their ids.
//
// Threads: all methods may be called from several threads at once.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/coordination/events.h"

namespace cpsg::api {

inline constexpr std::chrono::seconds kEventInterval{1};

class EventOutbox {
 public:
  // `events` outlives the outbox.
  explicit EventOutbox(coordination::Events& events) : events_(events) {}

  void put(coordination::Event event, Instant now) { put(Held{std::move(event), false}, now); }
  // One that tells what no later one repeats.
  void put_lasting(coordination::Event event, Instant now) { put(Held{std::move(event), true}, now); }
  // Publishes what was held long enough.
  void flush(Instant now);

 private:
  struct Held {
    coordination::Event event;
    bool lasts = false;
  };
  struct Subject {
    Instant next_at{};       // when its next event may be published
    std::vector<Held> held;  // the longest waiting first
  };
  void put(Held news, Instant now);

  coordination::Events& events_;
  std::mutex mutex_;
  std::unordered_map<std::string, Subject> subjects_;  // those with an event in the last second
};

}  // namespace cpsg::api
