#include "cpsg/coordination/local/local_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>

namespace cpsg::coordination::local {
namespace {

std::mt19937_64 seeded_generator() {
  std::random_device random;
  std::seed_seq seed{random(), random(), random(), random()};
  return std::mt19937_64(seed);
}

}  // namespace

LocalEvents::LocalEvents() : random_(seeded_generator()) {}

void LocalEvents::publish(Event event) {
  assert(event.data.size() <= kEventMaxBytes && "the event is too large");
  const std::lock_guard lock(mutex_);
  kept_.push_back(std::make_shared<PublishedEvent>(fmt::format("{:016x}", random_()), std::move(event)));
  if (kept_.size() > kEventsMax) kept_.pop_front();
}

// Readers ask for what came after one of the last events, so the search begins there.
std::optional<std::vector<EventPointer>> LocalEvents::after(std::string_view id, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  auto begin = kept_.begin();
  if (!id.empty()) {
    const auto found =
        std::find_if(kept_.rbegin(), kept_.rend(), [&](const EventPointer& each) { return each->id == id; });
    if (found == kept_.rend()) return std::nullopt;
    begin = found.base();
  }
  const auto count = std::min(static_cast<std::ptrdiff_t>(limit), kept_.end() - begin);
  return std::vector<EventPointer>(begin, begin + count);
}

}  // namespace cpsg::coordination::local
