// The port by which the processes of an installation tell each other what has just happened, for whoever watches live.
//
//   events.publish({.topic = "project", .subject = id, .is_public = true, .data = R"({"id":"p1","revision":7})"});
//   const auto news = events.after(last_id, 1'000);
//   if (!news) start_afresh();
//
// The last kEventsMax events are kept, in one order that is the same for all readers. Each has an id; a reader goes on
// after the last one that it has seen. An id that is not kept, of an event that is too old or of an earlier life of the
// source, has no events after it: such a reader looks at everything anew. Nothing that is true only here is ever told:
// the store has it.
//
// Contract of every implementation: safe to call from several threads at once; throws nothing. What cannot be published
// is lost, and readers are not told of an id that they could go on from.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cpsg::coordination {

inline constexpr std::size_t kEventsMax = 10'000;
// Of the data of one event. More is a mistake of whoever publishes it.
inline constexpr std::size_t kEventMaxBytes = 2'048;

struct Event {
  std::string topic;        // "project", "sync", "batch", "status"
  std::string subject;      // the id of the project or the batch that it is about; may be empty
  bool is_public = false;   // everybody may see it: it tells of a project of visibility public alone
  bool was_public = false;  // for those alone who see public projects only: the subject has ended to be one
  std::string data;         // JSON in one line
  friend bool operator==(const Event&, const Event&) = default;
};

struct PublishedEvent {
  std::string id;  // of printable ASCII; means nothing to others
  Event event;
};
// Shared by all readers of a process, so that a thousand of them cost the bytes once.
using EventPointer = std::shared_ptr<const PublishedEvent>;

class Events {
 public:
  Events() = default;
  virtual ~Events() = default;
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  virtual void publish(Event event) = 0;
  // The first `limit` events after the one of this id, the oldest first; after none (an empty id), the oldest kept.
  // Nothing where the id is not kept, or nobody can say.
  [[nodiscard]] virtual std::optional<std::vector<EventPointer>> after(std::string_view id, std::size_t limit) = 0;
};

}  // namespace cpsg::coordination
