#include "cpsg/git/pack/object_resolver.h"

#include <cassert>
#include <optional>
#include <ranges>

#include "cpsg/base/limits.h"
#include "cpsg/git/pack/delta.h"
#include "cpsg/git/pack/pack_error.h"

namespace cpsg::git::pack {
namespace {

EntryHead head_of(Bytes raw) {
  std::optional<EntryHead> head = parse_entry_head(raw);
  assert(head);  // it was parsed once already, as it came in
  return *head;
}

void require_moderate(std::uint64_t size) {
  if (size > limits::kObjectMaxBytes) throw_pack_limit("a delta or its base is too large");
}

}  // namespace

BasePointer ObjectResolver::resolve(std::uint32_t entry) {
  chain_.clear();
  BasePointer object = cache_.find(entry);
  while (!object) {
    const Bytes raw = raw_entry(entry);
    const EntryHead head = head_of(raw);
    if (!head.is_delta()) {
      object = inflate_base(entry, head, raw);
      break;
    }
    chain_.push_back(entry);
    assert(chain_.size() <= limits::kDeltaDepthMax);  // apply() saw each link when it came in
    entry = base_of(entry, head);
    object = cache_.find(entry);
  }
  for (const std::uint32_t link : chain_ | std::views::reverse) object = apply_entry(*object, link);
  return object;
}

BasePointer ObjectResolver::apply(const BaseObject& base, Bytes delta, std::uint32_t entry) {
  if (base.depth == limits::kDeltaDepthMax) throw_pack_limit("a chain of deltas is too long");
  auto object = std::make_shared<BaseObject>();
  object->type = base.type;
  object->depth = base.depth + 1;
  object->content = apply_delta(base.content, delta);
  sources_.budget.charge(object->content.size());
  cache_.add(entry, object);
  return object;
}

Bytes ObjectResolver::raw_entry(std::uint32_t entry) {
  // Even what can't be compressed grows by far less than this.
  constexpr std::size_t kRawMaxBytes = 2 * limits::kObjectMaxBytes;
  const std::uint64_t start = sources_.entries.start(entry);
  const std::uint64_t size = sources_.entries.end(entry) - start;
  if (size > kRawMaxBytes) throw_pack_limit("a delta or its base is too large");
  return sources_.spool.read(start, static_cast<std::size_t>(size), raw_);
}

std::uint32_t ObjectResolver::base_of(std::uint32_t entry, const EntryHead& head) const {
  if (head.base == EntryHead::Base::kOid) return sources_.pending.base(entry);
  return sources_.entries.before(entry, head.base_distance);
}

void ObjectResolver::inflate(const EntryHead& head, Bytes raw, std::span<std::uint8_t> output) {
  sources_.budget.charge(output.size());
  sources_.inflater.inflate_exactly(raw.subspan(head.head_bytes), output);
}

BasePointer ObjectResolver::inflate_base(std::uint32_t entry, const EntryHead& head, Bytes raw) {
  require_moderate(head.size);
  auto object = std::make_shared<BaseObject>();
  object->type = head.type;
  object->content.resize(static_cast<std::size_t>(head.size));
  inflate(head, raw, object->content);
  cache_.add(entry, object);
  return object;
}

BasePointer ObjectResolver::apply_entry(const BaseObject& base, std::uint32_t entry) {
  const Bytes raw = raw_entry(entry);
  const EntryHead head = head_of(raw);
  require_moderate(head.size);
  const std::span<std::uint8_t> delta = delta_.prepare(static_cast<std::size_t>(head.size));
  inflate(head, raw, delta);
  return apply(base, delta, entry);
}

}  // namespace cpsg::git::pack
