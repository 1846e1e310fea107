#include "cpsg/git/pack/pending_deltas.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <utility>

#include "cpsg/base/limits.h"
#include "cpsg/git/pack/pack_error.h"

namespace cpsg::git::pack {
namespace {

// The numbers below `count`, by what the projection makes of them and then by themselves.
template <typename Projection>
std::vector<std::uint32_t> indices_in_order(std::size_t count, Projection projection) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, {}, [&](std::uint32_t i) { return std::pair(projection(i), i); });
  return order;
}

}  // namespace

void PendingDeltas::count() {
  if (waiting_ == limits::kPackPendingDeltasMax) throw_pack_limit("too many deltas name their base by id");
  ++waiting_;
}

void PendingDeltas::add_by_oid(std::uint32_t entry, const model::Oid& base) {
  count();
  by_oid_.push_back({entry, kUnknown, base});
}

void PendingDeltas::add_by_entry(std::uint32_t entry, std::uint32_t base) {
  count();
  by_entry_.push_back({entry, base, true});
}

const PendingDeltas::ByOid* PendingDeltas::find_by_oid(std::uint32_t entry) const {
  const auto found = std::ranges::lower_bound(by_oid_, entry, {}, &ByOid::entry);
  return found != by_oid_.end() && found->entry == entry ? &*found : nullptr;
}

bool PendingDeltas::waits(std::uint32_t entry) const {
  if (const ByOid* const delta = find_by_oid(entry)) return delta->base == kUnknown;
  const auto found = std::ranges::lower_bound(by_entry_, entry, {}, &ByEntry::entry);
  return found != by_entry_.end() && found->entry == entry && found->waits;
}

std::uint32_t PendingDeltas::base(std::uint32_t entry) const {
  const ByOid* const delta = find_by_oid(entry);
  assert(delta != nullptr && delta->base != kUnknown);
  return delta->base;
}

void PendingDeltas::seal() {
  oid_order_ = indices_in_order(by_oid_.size(), [this](std::uint32_t i) { return by_oid_[i].oid; });
  base_order_ = indices_in_order(by_entry_.size(), [this](std::uint32_t i) { return by_entry_[i].base; });
}

void PendingDeltas::release(const model::Oid& oid, std::uint32_t base, std::vector<std::uint32_t>& ready) {
  const std::size_t before = ready.size();
  const auto oid_of = [this](std::uint32_t i) { return by_oid_[i].oid; };
  for (const std::uint32_t i : std::ranges::equal_range(oid_order_, oid, {}, oid_of)) {
    if (by_oid_[i].base != kUnknown) continue;  // the pack holds the base twice
    by_oid_[i].base = base;
    ready.push_back(by_oid_[i].entry);
  }
  const auto base_of = [this](std::uint32_t i) { return by_entry_[i].base; };
  for (const std::uint32_t i : std::ranges::equal_range(base_order_, base, {}, base_of)) {
    if (!by_entry_[i].waits) continue;  // asked for this base before
    by_entry_[i].waits = false;
    ready.push_back(by_entry_[i].entry);
  }
  waiting_ -= ready.size() - before;
}

}  // namespace cpsg::git::pack
