#include "cpsg/storage/sqlite/failure.h"

#include <fmt/format.h>

#include <sqlite3.h>

#include <cerrno>
#include <new>
#include <stdexcept>

#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/schema_versions.h"

namespace cpsg::storage::sqlite {
namespace {

// SQLite says FULL for some of these calls and IOERR for others (a log's index that can't grow, a file size limit).
bool out_of_space(const Failed& failed) {
  if ((failed.result_code & 0xFF) == SQLITE_FULL) return true;
  return (failed.result_code & 0xFF) == SQLITE_IOERR &&
         (failed.system_errno == ENOSPC || failed.system_errno == EDQUOT || failed.system_errno == EFBIG);
}

}  // namespace

void throw_failure(const Failed& failed) {
  const std::string path = failed.path.string();
  if (out_of_space(failed)) {
    throw Error(ErrorCode::kStoreFull, fmt::format("no space left for {}: free some and try again", path));
  }
  switch (failed.result_code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(ErrorCode::kStoreLocked,
                  fmt::format("{} is locked by another process for more than {:g} s: close what holds it "
                              "(a database shell, a backup) and try again",
                              path, std::chrono::duration<double>(failed.busy_timeout).count()));
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      throw Error(
          ErrorCode::kStoreCorrupt,
          fmt::format("{} is damaged or not a database ({}): restore a backup or move it away", path, failed.detail));
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_PROTOCOL:
    case SQLITE_NOLFS:
      throw Error(ErrorCode::kStoreIo,
                  fmt::format("{} cannot be read or written ({}): check that path, its permissions and its disk", path,
                              failed.detail));
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    default:
      if (failed.schema_version > kSchemaVersion) throw_newer_schema(failed.path, failed.schema_version);
      throw std::logic_error(fmt::format("SQLite answers {}: {}", failed.result_code, failed.detail));
  }
}

void throw_newer_schema(const std::filesystem::path& path, std::int64_t version) {
  throw Error(ErrorCode::kStoreNewer,
              fmt::format("{} has schema version {}, written by a newer cpsg (this one knows {}): run that one",
                          path.string(), version, kSchemaVersion));
}

}  // namespace cpsg::storage::sqlite
