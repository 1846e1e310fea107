#include "cpsg/storage/sqlite/zeroing_vfs.h"

#include <sqlite3.h>

#include <algorithm>
#include <new>
#include <string>

namespace cpsg::storage::sqlite {
namespace {

constexpr const char* kName = "cpsg-zeroing";
constexpr std::size_t kFileHeaderBytes = 100;  // at the start of the first page
constexpr std::size_t kPageMinBytes = 512;
// Other pages begin with a page number of four bytes. Below this many pages its first byte is 0, which no node of a
// tree begins with, so that neither is taken for the other. Half of what that allows: the log may make the file longer.
constexpr std::uint64_t kPagesMax = 0x01000000;

// A file of ours has that of the layer below right behind it.
struct ZeroingFile {
  sqlite3_file head;
};

sqlite3_file* below(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<ZeroingFile*>(file) + 1);
}

std::size_t read_two_bytes(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::size_t>(bytes[at]) << 8 | bytes[at + 1];
}

// A database that gives space back in steps has pages that map others at these places. Where it does not, such a page
// is an ordinary one, and is left as it is.
bool may_be_map(std::size_t page_bytes, std::uint64_t page_no) {
  const std::uint64_t mapped_by_one = page_bytes / 5 + 1;
  return page_no >= 2 && (page_no - 2) % mapped_by_one == 0;
}

int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  sqlite3_file* const real = below(file);
  const std::span page(static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size));
  const auto [first, end] = unused_bytes(page, static_cast<std::uint64_t>(offset));
  const auto unused = page.subspan(first, end - first);
  if (std::all_of(unused.begin(), unused.end(), [](std::uint8_t byte) { return byte == 0; })) {
    return real->pMethods->xWrite(real, data, size, offset);
  }
  sqlite3_int64 file_bytes = 0;
  const int sized = real->pMethods->xFileSize(real, &file_bytes);
  if (sized != SQLITE_OK) return sized;
  if (static_cast<std::uint64_t>(file_bytes) / page.size() >= kPagesMax) {
    return real->pMethods->xWrite(real, data, size, offset);
  }
  try {
    std::string clean(page.begin(), page.end());
    std::fill(clean.begin() + static_cast<std::ptrdiff_t>(first), clean.begin() + static_cast<std::ptrdiff_t>(end),
              '\0');
    return real->pMethods->xWrite(real, clean.data(), size, offset);
  } catch (const std::bad_alloc&) {
    return SQLITE_IOERR_NOMEM;
  }
}

// Passes a call on.
template <auto Method, typename... Arguments>
int pass(sqlite3_file* file, Arguments... arguments) {
  sqlite3_file* const real = below(file);
  return (real->pMethods->*Method)(real, arguments...);
}

void shm_barrier(sqlite3_file* file) { below(file)->pMethods->xShmBarrier(below(file)); }

constexpr int kWithMemoryMapping = 3;
using Methods = sqlite3_io_methods;
constexpr Methods kMethods = {
    .iVersion = kWithMemoryMapping,
    .xClose = pass<&Methods::xClose>,
    .xRead = pass<&Methods::xRead, void*, int, sqlite3_int64>,
    .xWrite = write,
    .xTruncate = pass<&Methods::xTruncate, sqlite3_int64>,
    .xSync = pass<&Methods::xSync, int>,
    .xFileSize = pass<&Methods::xFileSize, sqlite3_int64*>,
    .xLock = pass<&Methods::xLock, int>,
    .xUnlock = pass<&Methods::xUnlock, int>,
    .xCheckReservedLock = pass<&Methods::xCheckReservedLock, int*>,
    .xFileControl = pass<&Methods::xFileControl, int, void*>,
    .xSectorSize = pass<&Methods::xSectorSize>,
    .xDeviceCharacteristics = pass<&Methods::xDeviceCharacteristics>,
    .xShmMap = pass<&Methods::xShmMap, int, int, int, void volatile**>,
    .xShmLock = pass<&Methods::xShmLock, int, int, int>,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = pass<&Methods::xShmUnmap, int>,
    .xFetch = pass<&Methods::xFetch, sqlite3_int64, int, void**>,
    .xUnfetch = pass<&Methods::xUnfetch, sqlite3_int64, void*>,
};

sqlite3_vfs* system_vfs() { return sqlite3_vfs_find(nullptr); }

// Logs, journals and temporary files are those of the layer below.
int open(sqlite3_vfs* /*vfs*/, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  static sqlite3_vfs* const real = system_vfs();
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return real->xOpen(real, name, file, flags, flags_out);
  const int result = real->xOpen(real, name, below(file), flags, flags_out);
  const bool opened = result == SQLITE_OK && below(file)->pMethods->iVersion >= kWithMemoryMapping;
  file->pMethods = opened ? &kMethods : nullptr;
  return result == SQLITE_OK && !opened ? SQLITE_CANTOPEN : result;
}

bool register_vfs() {
  const sqlite3_vfs* const real = system_vfs();
  if (real == nullptr) return false;
  static sqlite3_vfs ours = *real;
  ours.zName = kName;
  ours.szOsFile = real->szOsFile + static_cast<int>(sizeof(ZeroingFile));
  ours.pNext = nullptr;
  ours.xOpen = open;
  return sqlite3_vfs_register(&ours, 0) == SQLITE_OK;
}

}  // namespace

const char* zeroing_vfs_name() {
  static const bool registered = register_vfs();
  return registered ? kName : nullptr;
}

std::pair<std::size_t, std::size_t> unused_bytes(std::span<const std::uint8_t> page, std::uint64_t offset) {
  constexpr std::pair<std::size_t, std::size_t> kNothing{0, 0};
  if (page.size() < kPageMinBytes || offset % page.size() != 0) return kNothing;
  const std::uint64_t page_no = offset / page.size() + 1;
  if (may_be_map(page.size(), page_no) || page_no >= kPagesMax) return kNothing;
  const std::size_t header = page_no == 1 ? kFileHeaderBytes : 0;
  const std::uint8_t kind = page[header];
  const bool inner = kind == 0x02 || kind == 0x05;
  const bool leaf = kind == 0x0A || kind == 0x0D;
  if (!inner && !leaf) return kNothing;
  const std::size_t pointers = header + (inner ? 12U : 8U);
  const std::size_t first = pointers + 2 * read_two_bytes(page, header + 3);
  std::size_t end = read_two_bytes(page, header + 5);
  if (end == 0) end = std::size_t{64} * 1024;
  return first <= end && end <= page.size() ? std::pair(first, end) : kNothing;
}

}  // namespace cpsg::storage::sqlite
