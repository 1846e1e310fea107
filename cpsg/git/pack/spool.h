// What was received of a pack so far, readable at any offset: the latest part in memory, the rest in a file.
//
//   Spool spool(directory, 64 * limits::kMiB);
//   spool.append(bytes);
//
// One thread uses an object. Throws Error(kStoreFull | kStoreIo). The file has no name, so that it ends with the
// process. Where the file system can't make such files, one is created under a name, locked and unlinked at once; only
// a kill between the two leaves it behind, until remove_stale_spools().
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "cpsg/git/pack/object.h"
#include "cpsg/git/pack/scratch_buffer.h"

namespace cpsg::git::pack {

// A file that nobody else can see, open for reading and writing. Throws Error(kStoreFull | kStoreIo).
class SpoolFile {
 public:
  enum class Kind { kUnnamedIfPossible, kNamed };

  explicit SpoolFile(const std::filesystem::path& directory, Kind kind = Kind::kUnnamedIfPossible);
  ~SpoolFile();
  SpoolFile(SpoolFile&& other) noexcept;
  SpoolFile& operator=(SpoolFile&&) = delete;

  void write(std::uint64_t offset, Bytes bytes);
  // Exactly as many bytes as asked for; they must have been written.
  void read(std::uint64_t offset, std::span<std::uint8_t> bytes) const;

 private:
  int descriptor_ = -1;
};

class Spool {
 public:
  // No file is made before `memory_bytes` are full.
  Spool(std::filesystem::path directory, std::size_t memory_bytes);

  void append(Bytes bytes);
  // What is before `offset` may go to the file when memory is needed.
  void release(std::uint64_t offset);

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  [[nodiscard]] std::uint64_t size() const { return memory_offset_ + memory_.size(); }
  // From `offset`, which has not been released, to the end. Valid until append().
  [[nodiscard]] Bytes tail(std::uint64_t offset) const;
  // Any range of what was appended. Valid until append() and until the next use of `scratch`.
  [[nodiscard]] Bytes read(std::uint64_t offset, std::size_t size, ScratchBuffer& scratch) const;

 private:
  void spill();

  std::filesystem::path directory_;
  std::size_t memory_bytes_;
  std::vector<std::uint8_t> memory_;
  std::uint64_t memory_offset_ = 0;  // of memory_[0] in the pack; what is before it is in the file
  std::uint64_t released_ = 0;
  std::vector<SpoolFile> file_;  // none or one
};

// Removes spool files that a killed process may have left in `directory`; those of living processes stay.
void remove_stale_spools(const std::filesystem::path& directory) noexcept;

}  // namespace cpsg::git::pack
