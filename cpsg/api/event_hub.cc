#include "cpsg/api/event_hub.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <iterator>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace cpsg::api {
namespace {

using coordination::Event;
using coordination::EventPointer;
using coordination::PublishedEvent;

// Where there is no event yet: an id that nobody gives, so that who comes back with it is told to look at everything.
constexpr std::string_view kNoEventId = "0";
// A client whose filter passes little is told now and then how far it has come.
constexpr std::uint64_t kSilentMax = 1'000;
// Clients come back after a time of their own, so that those of a server that ends do not come all at once.
constexpr std::uint64_t kRetryMinMs = 1'000;
constexpr std::uint64_t kRetrySpreadMs = 4'000;

template <typename List>
bool contains(const List& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

void append_event(std::string& out, std::string_view topic, std::string_view id, std::string_view data) {
  fmt::format_to(std::back_inserter(out), "event: {}\nid: {}\ndata: {}\n\n", topic, id, data);
}

// Whether this filter's client may know that it happened, be it passed on or not.
bool may_know_of(const EventFilter& filter, const Event& event) {
  return filter.sees_private ? !event.was_public : event.is_public || event.was_public;
}

}  // namespace

bool EventFilter::passes(const Event& event) const {
  if (event.topic == kResetTopic) return true;
  if (!may_know_of(*this, event)) return false;
  if (!topics.empty() && !contains(topics, event.topic)) return false;
  const bool of_project = event.topic == kProjectTopic || event.topic == kSyncTopic;
  return project_ids.empty() || (of_project && contains(project_ids, event.subject));
}

// What all streams share. Events are numbered as they come.
struct EventHub::Window {
  std::mutex mutex;
  std::deque<EventPointer> events;
  std::uint64_t first = 1;  // the number of events.front()
  // Of each project that ended to be public: the number of the last event that says so.
  std::unordered_map<std::string, std::uint64_t> hidden_at;
  std::unordered_set<Stream*> streams;
  std::uint64_t opened = 0;

  [[nodiscard]] std::uint64_t end() const { return first + events.size(); }
  [[nodiscard]] const PublishedEvent& at(std::uint64_t number) const {
    return *events[static_cast<std::size_t>(number - first)];
  }
  // Of the last event of those that this filter's client may know of.
  [[nodiscard]] std::string_view last_id(const EventFilter& filter) const {
    const auto found = std::find_if(events.rbegin(), events.rend(),
                                    [&](const EventPointer& each) { return may_know_of(filter, each->event); });
    return found == events.rend() ? kNoEventId : std::string_view((*found)->id);
  }
  // The number of the event of that id.
  [[nodiscard]] std::optional<std::uint64_t> find(std::string_view id) const {
    const auto found =
        std::find_if(events.rbegin(), events.rend(), [&](const EventPointer& each) { return each->id == id; });
    if (found == events.rend()) return std::nullopt;
    return first + static_cast<std::uint64_t>(events.rend() - found) - 1;
  }
  // Whether the project of the event ended to be public later.
  [[nodiscard]] bool is_hidden_since(std::uint64_t number) const {
    if (hidden_at.empty()) return false;
    const auto found = hidden_at.find(at(number).event.subject);
    return found != hidden_at.end() && number < found->second;
  }
  void add(const EventPointer& event) {
    if (event->event.was_public) hidden_at[event->event.subject] = end();
    events.push_back(event);
    if (events.size() <= coordination::kEventsMax) return;
    const auto hidden = hidden_at.find(events.front()->event.subject);
    if (hidden != hidden_at.end() && hidden->second == first) hidden_at.erase(hidden);
    events.pop_front();
    ++first;
  }
  // No stream can go on from where it is.
  void restart() {
    first = end() + 1;
    events.clear();
    hidden_at.clear();
  }
};

class EventHub::Stream final : public http::EventFeed, public std::enable_shared_from_this<Stream> {
 public:
  // The window is locked.
  Stream(std::shared_ptr<Window> window, EventFilter filter, std::string_view last_event_id, MayGoOn may_go_on)
      : window_(std::move(window)),
        filter_(std::move(filter)),
        may_go_on_(std::move(may_go_on)),
        next_(window_->end()) {
    const std::uint64_t retry_ms = kRetryMinMs + ++window_->opened * 997 % kRetrySpreadMs;
    greeting_ = fmt::format("retry: {}\n", retry_ms);
    if (last_event_id.empty()) {
      greeting_ += fmt::format("id: {}\n\n", window_->last_id(filter_));
      return;
    }
    greeting_ += '\n';
    const auto seen = window_->find(last_event_id);
    next_ = seen ? *seen + 1 : 0;
  }
  ~Stream() override { leave(); }

  std::string take(std::size_t max_bytes) override {
    const std::lock_guard lock(window_->mutex);
    std::string out = std::exchange(greeting_, {});
    if (next_ < window_->first) {
      append_event(out, kResetTopic, window_->last_id(filter_), "{}");
      go_on_from(window_->end());
    }
    for (; next_ < window_->end(); ++next_) {
      const PublishedEvent& each = window_->at(next_);
      if (!filter_.passes(each.event)) continue;
      if (!filter_.sees_private && window_->is_hidden_since(next_)) continue;
      const std::size_t before = out.size();
      append_event(out, each.event.topic, each.id, each.event.data);
      if (before > 0 && out.size() > max_bytes) {
        out.resize(before);
        return out;
      }
      told_ = next_;
    }
    if (is_silent()) {
      fmt::format_to(std::back_inserter(out), "id: {}\n\n", window_->last_id(filter_));
      told_ = next_;
    }
    return out;
  }

  bool has_ended() override {
    const std::lock_guard lock(window_->mutex);
    return ended_;
  }

  void on_ready(std::function<void()> ready) override {
    const std::lock_guard lock(window_->mutex);
    ready_ = std::move(ready);
    if (!greeting_.empty() || next_ < window_->end()) ready_();
  }

  void close() override { leave(); }

  // The window is locked, and has events from this number on that are new.
  void tell(std::uint64_t from) {
    if (!ready_) return;
    bool something = next_ < window_->first || is_silent();
    for (std::uint64_t number = std::max(from, window_->first); !something && number < window_->end(); ++number) {
      something = filter_.passes(window_->at(number).event);
    }
    if (something) ready_();
  }

  [[nodiscard]] bool is_checked() const { return may_go_on_ != nullptr; }
  void end_if_refused() {
    if (may_go_on_()) return;
    const std::lock_guard lock(window_->mutex);
    ended_ = true;
    if (ready_) ready_();
  }

 private:
  void go_on_from(std::uint64_t number) { next_ = told_ = number; }
  // Nothing of what others may not know makes a stream speak.
  [[nodiscard]] bool is_silent() const { return filter_.sees_private && window_->end() >= told_ + kSilentMax; }
  void leave() {
    const std::lock_guard lock(window_->mutex);
    ready_ = nullptr;
    window_->streams.erase(this);
  }

  const std::shared_ptr<Window> window_;
  const EventFilter filter_;
  const MayGoOn may_go_on_;
  std::string greeting_;
  std::uint64_t next_;          // the number of the event that it looks at next
  std::uint64_t told_ = next_;  // the number of the last event whose id the client has
  std::function<void()> ready_;
  bool ended_ = false;
};

EventHub::EventHub(coordination::Events& events) : events_(events), window_(std::make_shared<Window>()) { pull(); }

std::shared_ptr<http::EventFeed> EventHub::open(EventFilter filter, std::string_view last_event_id, MayGoOn may_go_on) {
  const std::lock_guard lock(window_->mutex);
  auto stream = std::make_shared<Stream>(window_, std::move(filter), last_event_id, std::move(may_go_on));
  window_->streams.insert(stream.get());
  return stream;
}

// The window is not locked while they are asked, which may take its time.
void EventHub::end_refused() {
  std::vector<std::shared_ptr<Stream>> checked;
  {
    const std::lock_guard lock(window_->mutex);
    for (Stream* const stream : window_->streams) {
      if (!stream->is_checked()) continue;
      if (auto kept = stream->weak_from_this().lock()) checked.push_back(std::move(kept));
    }
  }
  for (const auto& stream : checked) stream->end_if_refused();
}

// Only one thread at a time pulls; another one would find the same events.
void EventHub::pull() {
  std::string last;
  {
    const std::lock_guard lock(window_->mutex);
    if (!window_->events.empty()) last = window_->events.back()->id;
  }
  auto news = events_.after(last, coordination::kEventsMax);
  const bool lost = !news;
  if (lost) news = events_.after("", coordination::kEventsMax);

  const std::lock_guard lock(window_->mutex);
  if (lost && !window_->events.empty()) window_->restart();
  const std::uint64_t from = window_->end();
  if (news) {
    for (const EventPointer& each : *news) window_->add(each);
  }
  if (!lost && from == window_->end()) return;
  for (Stream* const stream : window_->streams) stream->tell(from);
}

}  // namespace cpsg::api
