#include "cpsg/api/event_outbox.h"

#include <algorithm>
#include <utility>

#include "cpsg/api/event_hub.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kHeldMax = 16;  // of a subject, where lasting ones are kept

}  // namespace

void EventOutbox::put(Held news, Instant now) {
  const coordination::Event& event = news.event;
  const std::lock_guard lock(mutex_);
  Subject& subject = subjects_[event.subject];
  if (subject.held.empty() && now >= subject.next_at) {
    subject.next_at = now + kEventInterval;
    events_.publish(std::move(news.event));
    return;
  }
  if (event.topic == kProjectTopic && !event.is_public) {
    for (Held& held : subject.held) held.event.is_public = false;
  }
  const bool is_full = subject.held.size() >= kHeldMax;
  const auto replaced = [&](const Held& held) {
    const bool is_older_word = held.event.was_public == event.was_public || event.is_public;
    return held.event.topic == event.topic && is_older_word && (!held.lasts || is_full);
  };
  const auto first = std::find_if(subject.held.begin(), subject.held.end(), replaced);
  if (first == subject.held.end()) {
    subject.held.push_back(std::move(news));
    return;
  }
  subject.held.erase(std::remove_if(first + 1, subject.held.end(), replaced), subject.held.end());
  *first = std::move(news);
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
    events_.publish(std::move(subject.held.front().event));
    subject.held.erase(subject.held.begin());
    ++at;
  }
}

}  // namespace cpsg::api
