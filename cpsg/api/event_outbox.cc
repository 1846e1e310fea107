#include "cpsg/api/event_outbox.h"

#include <algorithm>
#include <utility>

namespace cpsg::api {

void EventOutbox::put(coordination::Event event, Instant now) {
  const std::lock_guard lock(mutex_);
  Subject& subject = subjects_[event.subject];
  if (subject.held.empty() && now >= subject.next_at) {
    subject.next_at = now + kEventInterval;
    events_.publish(std::move(event));
    return;
  }
  const auto same = std::find_if(subject.held.begin(), subject.held.end(),
                                 [&](const coordination::Event& held) { return held.topic == event.topic; });
  if (same != subject.held.end()) {
    *same = std::move(event);
  } else {
    subject.held.push_back(std::move(event));
  }
}

void EventOutbox::flush(Instant now) {
  const std::lock_guard lock(mutex_);
  for (auto at = subjects_.begin(); at != subjects_.end();) {
    Subject& subject = at->second;
    if (now < subject.next_at) {
      ++at;
      continue;
    }
    if (subject.held.empty()) {
      at = subjects_.erase(at);
      continue;
    }
    subject.next_at = now + kEventInterval;
    events_.publish(std::move(subject.held.front()));
    subject.held.erase(subject.held.begin());
    ++at;
  }
}

}  // namespace cpsg::api
