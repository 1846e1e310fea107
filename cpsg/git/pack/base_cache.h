// Recently used delta bases, so that a chain of deltas is not rebuilt for each of its links.
//
//   BaseCache cache(limits::kDeltaBaseCacheBytes);
//   if (const BasePointer base = cache.find(entry)) use(*base);
//
// Entries are numbers in one pack. One thread uses an object.
#pragma once

#include <cassert>
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "cpsg/git/pack/object.h"
#include "cpsg/git/pack/scratch_buffer.h"
#include "cpsg/git/pack/spool.h"

namespace cpsg::git::pack {

// An object that a delta may be applied to: in memory, or in a file if it is larger than limits::kObjectMaxBytes.
struct BaseObject {
  ObjectType type = ObjectType::kCommit;
  std::uint32_t depth = 0;            // deltas that it took to make it
  std::vector<std::uint8_t> content;  // unless there is a file
  std::unique_ptr<SpoolFile> file;
  std::uint64_t file_bytes = 0;

  [[nodiscard]] std::uint64_t size() const { return file ? file_bytes : content.size(); }
  // A range within it; valid until the next use of `scratch`.
  [[nodiscard]] Bytes read(std::uint64_t offset, std::size_t size_bytes, ScratchBuffer& scratch) const {
    assert(offset + size_bytes <= size());
    if (!file) return Bytes(content).subspan(static_cast<std::size_t>(offset), size_bytes);
    const std::span<std::uint8_t> bytes = scratch.prepare(size_bytes);
    file->read(offset, bytes);
    return bytes;
  }
};
using BasePointer = std::shared_ptr<const BaseObject>;

// The least recently used object is dropped first. An object that find() returned lives as long as its pointer.
class BaseCache {
 public:
  // Holds contents of at most that many bytes, each object counted with a fixed overhead.
  explicit BaseCache(std::size_t capacity_bytes) : capacity_bytes_(capacity_bytes) {}

  [[nodiscard]] BasePointer find(std::uint32_t entry);
  // `entry` is not in the cache. An object larger than the cache is not kept.
  void add(std::uint32_t entry, BasePointer object);

 private:
  struct Slot {
    std::uint32_t entry;
    BasePointer object;
  };

  std::size_t capacity_bytes_;
  std::size_t used_bytes_ = 0;
  std::list<Slot> slots_;  // the most recently used first
  std::unordered_map<std::uint32_t, std::list<Slot>::iterator> by_entry_;
};

}  // namespace cpsg::git::pack
