#include "cpsg/git/pack/object_resolver.h"

#include <cassert>
#include <optional>
#include <ranges>

#include "cpsg/base/limits.h"
#include "cpsg/git/pack/delta.h"
#include "cpsg/git/pack/large_delta.h"
#include "cpsg/git/pack/pack_error.h"

namespace cpsg::git::pack {
namespace {

EntryHead head_of(Bytes raw) {
  std::optional<EntryHead> head = parse_entry_head(raw);
  assert(head);  // it was parsed once already, as it came in
  return *head;
}

bool fits_memory(std::uint64_t size) { return size <= limits::kObjectMaxBytes; }

void require_spoolable(std::uint64_t size) {
  if (size > limits::kSpooledObjectMaxBytes) throw_pack_limit("a delta or its base is too large");
}

// Appends to an object's file.
void append(BaseObject& object, Bytes piece) {
  object.file->write(object.file_bytes, piece);
  object.file_bytes += piece.size();
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
  if (base.file || !fits_memory(delta_result_size(delta))) return apply_from_spool(base, entry);
  if (base.depth == limits::kDeltaDepthMax) throw_pack_limit("a chain of deltas is too long");
  auto object = std::make_shared<BaseObject>();
  object->type = base.type;
  object->depth = base.depth + 1;
  object->content = apply_delta(base.content, delta);
  sources_.budget.charge(object->content.size());
  cache_.add(entry, object);
  return object;
}

BasePointer ObjectResolver::apply_from_spool(const BaseObject& base, std::uint32_t entry) {
  if (base.depth == limits::kDeltaDepthMax) throw_pack_limit("a chain of deltas is too long");
  EntryStream delta = stream_of(entry, head_of(raw_entry(entry)));
  std::shared_ptr<BaseObject> object = std::make_shared<BaseObject>();
  apply_large_delta(
      base, delta,
      [&](std::uint64_t size_bytes) {
        sources_.budget.charge(size_bytes);
        if (!fits_memory(size_bytes)) object = new_file_object();
      },
      [&](Bytes piece) {
        if (object->file) return append(*object, piece);
        object->content.insert(object->content.end(), piece.begin(), piece.end());
      });
  object->type = base.type;
  object->depth = base.depth + 1;
  cache_.add(entry, object);
  return object;
}

Bytes ObjectResolver::raw_entry(std::uint32_t entry) {
  // Even what can't be compressed grows by far less than this.
  constexpr std::uint64_t kRawMaxBytes = 2 * limits::kObjectMaxBytes;
  constexpr std::uint64_t kHeadMaxBytes = 64;
  const std::uint64_t start = sources_.entries.start(entry);
  const std::uint64_t size = sources_.entries.end(entry) - start;
  return sources_.spool.read(start, static_cast<std::size_t>(size > kRawMaxBytes ? kHeadMaxBytes : size), raw_);
}

EntryStream ObjectResolver::stream_of(std::uint32_t entry, const EntryHead& head) {
  require_spoolable(head.size);
  sources_.budget.charge(head.size);
  return {sources_.spool, sources_.inflater, sources_.entries.start(entry) + head.head_bytes,
          sources_.entries.end(entry)};
}

std::shared_ptr<BaseObject> ObjectResolver::new_file_object() const {
  auto object = std::make_shared<BaseObject>();
  object->file = std::make_unique<SpoolFile>(sources_.spool.directory());
  return object;
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
  std::shared_ptr<BaseObject> object;
  if (fits_memory(head.size)) {
    object = std::make_shared<BaseObject>();
    object->content.resize(static_cast<std::size_t>(head.size));
    inflate(head, raw, object->content);
  } else {
    EntryStream stream = stream_of(entry, head);
    object = new_file_object();
    for (Bytes piece = stream.next(); !piece.empty(); piece = stream.next()) append(*object, piece);
    assert(object->file_bytes == head.size);  // it was inflated once already, as it came in
  }
  object->type = head.type;
  cache_.add(entry, object);
  return object;
}

BasePointer ObjectResolver::apply_entry(const BaseObject& base, std::uint32_t entry) {
  const Bytes raw = raw_entry(entry);
  const EntryHead head = head_of(raw);
  if (!fits_memory(head.size)) return apply_from_spool(base, entry);
  const std::span<std::uint8_t> delta = delta_.prepare(static_cast<std::size_t>(head.size));
  inflate(head, raw, delta);
  return apply(base, delta, entry);
}

}  // namespace cpsg::git::pack
