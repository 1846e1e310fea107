#include "cpsg/git/pack/base_cache.h"

#include <cassert>
#include <utility>

#include "cpsg/base/limits.h"

namespace cpsg::git::pack {
namespace {

// The list node, the map node and the object's own allocation, roughly.
constexpr std::size_t kOverheadBytes = 160;

// An object in a file takes space of the disk; this bounds how many of them there are at once.
constexpr std::size_t kCostOfFileBytes = 4 * limits::kMiB;

std::size_t cost_bytes(const BaseObject& object) {
  return (object.file ? kCostOfFileBytes : object.content.size()) + kOverheadBytes;
}

}  // namespace

BasePointer BaseCache::find(std::uint32_t entry) {
  const auto found = by_entry_.find(entry);
  if (found == by_entry_.end()) return nullptr;
  slots_.splice(slots_.begin(), slots_, found->second);
  return found->second->object;
}

void BaseCache::add(std::uint32_t entry, BasePointer object) {
  assert(!by_entry_.contains(entry));
  const std::size_t cost = cost_bytes(*object);
  if (cost > capacity_bytes_) return;
  while (used_bytes_ + cost > capacity_bytes_) {
    used_bytes_ -= cost_bytes(*slots_.back().object);
    by_entry_.erase(slots_.back().entry);
    slots_.pop_back();
  }
  slots_.push_front({entry, std::move(object)});
  by_entry_.emplace(entry, slots_.begin());
  used_bytes_ += cost;
}

}  // namespace cpsg::git::pack
