// Reads a packfile as it streams in: every object once, deltas resolved, checksum verified.
//
//   PackReader reader({.spool_directory = directory}, on_object);  // (type, oid, content)
//   reader.feed(bytes);  // in pieces; then reader.finish()
//
// Written here because no library reads a pack from a socket without an object database beneath it: libgit2 wants a
// repository, and git's index-pack a file, a second pass and a process.
//
// Sans-I/O but for the spool: what was received is kept in memory up to `spool_memory_bytes`, then in an unnamed file
// in `spool_directory`, because a delta may need any earlier object. Contents of recent objects are cached, so the
// spool is read seldom. Memory stays bounded whatever the pack holds (base/limits.h). One thread uses an object, for
// one pack.
//
// Source: gitformat-pack.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "cpsg/base/limits.h"
#include "cpsg/git/pack/object.h"

namespace cpsg::git::pack {

struct PackReaderOptions {
  std::filesystem::path spool_directory;
  std::size_t spool_memory_bytes = limits::kPackSpoolMemoryBytes;
  std::size_t base_cache_bytes = limits::kDeltaBaseCacheBytes;
};

class PackReader {
 public:
  // An object; `content` is valid during the call. Order: as the pack has them, except that a ref-delta whose base
  // comes later in the pack is passed at finish(). Trees and blobs are passed with their type and id only (content
  // empty): nothing here needs them. A commit larger than limits::kObjectMaxBytes is passed condensed
  // (commit_condenser.h), of such a tag its beginning: their content is not whole.
  using ObjectSink = std::function<void(ObjectType type, const model::Oid& oid, ObjectContent content)>;
  // The number of objects that the pack announces, once, before the first object.
  using CountSink = std::function<void(std::uint32_t objects)>;

  PackReader(PackReaderOptions options, ObjectSink on_object, CountSink on_count = {});
  ~PackReader();
  PackReader(const PackReader&) = delete;
  PackReader& operator=(const PackReader&) = delete;

  // The next bytes, in pieces of any size. Throws Error(kBadData) on bytes that no pack has, Error(kLimitExceeded),
  // Error(kStoreFull | kStoreIo) when the spool cannot be written; and whatever the sink throws.
  void feed(Bytes bytes);
  // The end of input: throws Error(kBadData) if the pack is incomplete, its checksum wrong, or a base missing.
  void finish();

  [[nodiscard]] std::uint64_t received_bytes() const;
  [[nodiscard]] std::uint32_t objects_done() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::git::pack
