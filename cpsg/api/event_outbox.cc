#include "cpsg/api/event_outbox.h"

#include <algorithm>
#include <utility>

#include "cpsg/api/event_hub.h"

namespace cpsg::api {

void EventOutbox::put(coordination::Event event, Instant now) {
  const std::lock_guard lock(mutex_);
  Subject& subject = subjects_[event.subject];
  if (subject.held.empty() && now >= subject.next_at) {
    subject.next_at = now + kEventInterval;
    events_.publish(std::move(event));
    return;
  }
  if (event.topic == kProjectTopic && !event.is_public) {
    for (coordination::Event& held : subject.held) held.is_public = false;
  }
  const auto replaced = [&](const coordination::Event& held) {
    return held.topic == event.topic && (held.was_public == event.was_public || event.is_public);
  };
  const auto first = std::find_if(subject.held.begin(), subject.held.end(), replaced);
  if (first == subject.held.end()) {
    subject.held.push_back(std::move(event));
    return;
  }
  subject.held.erase(std::remove_if(first + 1, subject.held.end(), replaced), subject.held.end());
  *first = std::move(event);
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
