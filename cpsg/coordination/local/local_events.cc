#include "cpsg/coordination/local/local_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <random>

namespace cpsg::coordination::local {
namespace {

std::string new_life() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}-", random(), random());
}

// The number of an id of this life, written as we write it.
std::optional<std::uint64_t> number_of(std::string_view id, std::string_view life) {
  if (!id.starts_with(life)) return std::nullopt;
  id.remove_prefix(life.size());
  std::uint64_t number = 0;
  const auto [end, failure] = std::from_chars(id.data(), id.data() + id.size(), number);
  const bool whole = failure == std::errc() && end == id.data() + id.size() && !id.starts_with('0');
  return whole ? std::optional(number) : std::nullopt;
}

}  // namespace

LocalEvents::LocalEvents() : life_(new_life()) {}

void LocalEvents::publish(Event event) {
  assert(event.data.size() <= kEventMaxBytes && "the event is too large");
  const std::lock_guard lock(mutex_);
  const std::uint64_t number = first_ + kept_.size();
  kept_.push_back(std::make_shared<PublishedEvent>(fmt::format("{}{}", life_, number), std::move(event)));
  if (kept_.size() <= kEventsMax) return;
  kept_.pop_front();
  ++first_;
}

std::optional<std::vector<EventPointer>> LocalEvents::after(std::string_view id, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::size_t begin = 0;
  if (!id.empty()) {
    const auto number = number_of(id, life_);
    if (!number || *number < first_ || *number >= first_ + kept_.size()) return std::nullopt;
    begin = static_cast<std::size_t>(*number - first_) + 1;
  }
  const std::size_t count = std::min(limit, kept_.size() - begin);
  const auto from = kept_.begin() + static_cast<std::ptrdiff_t>(begin);
  return std::vector<EventPointer>(from, from + static_cast<std::ptrdiff_t>(count));
}

}  // namespace cpsg::coordination::local
