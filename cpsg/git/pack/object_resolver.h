// Rebuilds any object of a pack from its spool: from the cache, or along the object's chain of deltas.
//
//   ObjectResolver resolver({spool, entries, pending, inflater, budget}, limits::kDeltaBaseCacheBytes);
//   const BasePointer object = resolver.resolve(entry);
//
// One thread uses an object.
#pragma once

#include <cstdint>
#include <vector>

#include "cpsg/git/pack/base_cache.h"
#include "cpsg/git/pack/entry_stream.h"
#include "cpsg/git/pack/inflate.h"
#include "cpsg/git/pack/pack_entry.h"
#include "cpsg/git/pack/pending_deltas.h"
#include "cpsg/git/pack/scratch_buffer.h"
#include "cpsg/git/pack/spool.h"

namespace cpsg::git::pack {

// What a resolver reads; all of it outlives the resolver and grows as the pack comes in.
struct PackSources {
  const Spool& spool;
  const EntryIndex& entries;
  const PendingDeltas& pending;
  Inflater& inflater;
  InflateBudget& budget;
};

class ObjectResolver {
 public:
  ObjectResolver(PackSources sources, std::size_t cache_bytes) : sources_(sources), cache_(cache_bytes) {}

  // The object of an entry that has been received whole and doesn't wait for a base. Throws Error(kBadData |
  // kLimitExceeded), and the spool's errors.
  [[nodiscard]] BasePointer resolve(std::uint32_t entry);

  // The object that an entry's `delta` makes of `base`; kept in the cache for what is built upon it.
  [[nodiscard]] BasePointer apply(const BaseObject& base, Bytes delta, std::uint32_t entry);
  // The same for a delta that is too large for memory: it is read from the spool.
  [[nodiscard]] BasePointer apply_from_spool(const BaseObject& base, std::uint32_t entry);

 private:
  // The beginning of an entry: all of it, unless it is too large for memory.
  [[nodiscard]] Bytes raw_entry(std::uint32_t entry);
  [[nodiscard]] EntryStream stream_of(std::uint32_t entry, const EntryHead& head);
  [[nodiscard]] std::shared_ptr<BaseObject> new_file_object() const;
  [[nodiscard]] std::uint32_t base_of(std::uint32_t entry, const EntryHead& head) const;
  void inflate(const EntryHead& head, Bytes raw, std::span<std::uint8_t> output);
  [[nodiscard]] BasePointer inflate_base(std::uint32_t entry, const EntryHead& head, Bytes raw);
  [[nodiscard]] BasePointer apply_entry(const BaseObject& base, std::uint32_t entry);

  PackSources sources_;
  BaseCache cache_;
  ScratchBuffer raw_;
  ScratchBuffer delta_;
  std::vector<std::uint32_t> chain_;
};

}  // namespace cpsg::git::pack
