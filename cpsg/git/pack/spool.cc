#include "cpsg/git/pack/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "cpsg/base/error.h"

namespace cpsg::git::pack {
namespace {

constexpr std::string_view kNamePrefix = "cpsg-spool-";

[[noreturn]] void throw_spool_error(std::string_view action, int error_number) {
  const bool full = error_number == ENOSPC || error_number == EDQUOT || error_number == EFBIG;
  throw Error(full ? ErrorCode::kStoreFull : ErrorCode::kStoreIo,
              fmt::format("cannot {} the temporary pack file ({}): check the spool directory's space and rights",
                          action, std::system_category().message(error_number)));
}

int open_unnamed(const std::filesystem::path& directory) {
  return ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
}

int open_named(const std::filesystem::path& directory) {
  std::string path = (directory / fmt::format("{}{}-XXXXXX", kNamePrefix, ::getpid())).string();
  const int descriptor = ::mkostemp(path.data(), O_CLOEXEC);
  if (descriptor < 0) return descriptor;
  ::flock(descriptor, LOCK_EX | LOCK_NB);  // a cleaner that holds the lock removes the name, as is wanted
  ::unlink(path.c_str());
  return descriptor;
}

void remove_if_unlocked(const std::filesystem::path& path) noexcept {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor < 0) return;
  struct stat status{};
  const bool regular = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  if (regular && ::flock(descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(path.c_str());
  ::close(descriptor);
}

}  // namespace

SpoolFile::SpoolFile(const std::filesystem::path& directory, Kind kind) {
  if (kind == Kind::kUnnamedIfPossible) descriptor_ = open_unnamed(directory);
  if (descriptor_ < 0) descriptor_ = open_named(directory);
  if (descriptor_ < 0) throw_spool_error("create", errno);
}

SpoolFile::~SpoolFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

SpoolFile::SpoolFile(SpoolFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

void SpoolFile::write(std::uint64_t offset, Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) throw_spool_error("write", written == 0 ? EIO : errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

void SpoolFile::read(std::uint64_t offset, std::span<std::uint8_t> bytes) const {
  while (!bytes.empty()) {
    const ssize_t got = ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) throw_spool_error("read", got == 0 ? EIO : errno);
    bytes = bytes.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
}

Spool::Spool(std::filesystem::path directory, std::size_t memory_bytes)
    : directory_(std::move(directory)), memory_bytes_(memory_bytes) {}

void Spool::append(Bytes bytes) {
  if (memory_.size() + bytes.size() > memory_bytes_) spill();
  memory_.insert(memory_.end(), bytes.begin(), bytes.end());
}

void Spool::release(std::uint64_t offset) {
  assert(offset >= released_ && offset <= size());
  released_ = offset;
}

void Spool::spill() {
  if (released_ <= memory_offset_) return;
  const auto count = static_cast<std::size_t>(released_ - memory_offset_);
  if (file_.empty()) file_.emplace_back(directory_);
  file_.front().write(memory_offset_, Bytes(memory_).first(count));
  memory_.erase(memory_.begin(), memory_.begin() + static_cast<std::ptrdiff_t>(count));
  memory_offset_ = released_;
}

Bytes Spool::tail(std::uint64_t offset) const {
  assert(offset >= memory_offset_ && offset <= size());
  return Bytes(memory_).subspan(static_cast<std::size_t>(offset - memory_offset_));
}

Bytes Spool::read(std::uint64_t offset, std::size_t size, ScratchBuffer& scratch) const {
  assert(offset + size <= this->size());
  if (offset >= memory_offset_) return tail(offset).first(size);
  const std::span<std::uint8_t> bytes = scratch.prepare(size);
  const auto in_file = static_cast<std::size_t>(std::min<std::uint64_t>(size, memory_offset_ - offset));
  file_.front().read(offset, bytes.first(in_file));
  const Bytes in_memory = Bytes(memory_).first(size - in_file);
  std::copy(in_memory.begin(), in_memory.end(), bytes.begin() + static_cast<std::ptrdiff_t>(in_file));
  return bytes;
}

void remove_stale_spools(const std::filesystem::path& directory) noexcept {
  std::error_code error;
  std::filesystem::directory_iterator entry(directory, error);
  while (!error && entry != std::filesystem::directory_iterator()) {
    if (entry->path().filename().native().starts_with(kNamePrefix)) remove_if_unlocked(entry->path());
    entry.increment(error);
  }
}

}  // namespace cpsg::git::pack
