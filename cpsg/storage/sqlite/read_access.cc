#include "cpsg/storage/sqlite/read_access.h"

#include <fmt/format.h>

#include <atomic>

#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {
namespace {

std::string file_uri(const std::filesystem::path& path, std::string_view query) {
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(path).string()) {
    if (c == '%' || c == '?' || c == '#') {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      uri += c;
    }
  }
  return uri.append(query);
}

// Whether changes wait in a write-ahead log.
bool has_log(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t size_bytes = std::filesystem::file_size(path.string() + "-wal", error);
  return !error && size_bytes > 0;
}

std::optional<FileStamp> stamp_of(const std::filesystem::path& path) {
  std::error_code error;
  FileStamp stamp;
  stamp.size_bytes = std::filesystem::file_size(path, error);
  if (error) return std::nullopt;
  stamp.written_at = std::filesystem::last_write_time(path, error);
  return error ? std::nullopt : std::optional(stamp);
}

// One that no other store of this process shares.
std::string memory_uri() {
  static std::atomic<std::uint64_t> last_number{0};
  return fmt::format("file:cpsg-absent-{}?mode=memory&cache=shared", ++last_number);
}

void try_to_read(const std::filesystem::path& path, const std::string& uri, std::chrono::milliseconds busy_timeout) {
  Connection connection(path, uri, busy_timeout);
  Query(connection, "SELECT count(*) FROM sqlite_schema").step();
}

}  // namespace

void ReadAccess::require_unchanged() const {
  if (kind != Kind::kImmutable || (stamp_of(path) == stamp && !has_log(path))) return;
  throw Error(ErrorCode::kStoreLocked,
              fmt::format("{} was written to while it was read: try again, or read it as a user who may write to {}",
                          path.string(), std::filesystem::absolute(path).parent_path().string()));
}

ReadAccess absent_database(const std::filesystem::path& path) {
  return {ReadAccess::Kind::kAbsent, memory_uri(), path, {}};
}

ReadAccess find_read_access(const std::filesystem::path& path, std::chrono::milliseconds busy_timeout) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  const bool absent = status.type() == std::filesystem::file_type::not_found ||
                      (std::filesystem::is_regular_file(status) && std::filesystem::file_size(path, error) == 0);
  if (!absent && std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    throw Error(ErrorCode::kStoreIo, fmt::format("{} is no file: name another one", path.string()));
  }
  if (absent) return absent_database(path);

  ReadAccess access{ReadAccess::Kind::kShared, file_uri(path, ""), path, {}};
  try {
    try_to_read(path, access.uri, busy_timeout);
    return access;
  } catch (const Error& e) {
    if (e.code() != ErrorCode::kStoreIo) throw;
  }
  if (has_log(path)) {
    throw Error(
        ErrorCode::kStoreIo,
        fmt::format("{} is being written to by another process, or was when its machine stopped ({}-wal is there), "
                    "and its directory cannot be written by this user, which reading it then takes",
                    path.string(), path.string()));
  }
  access.kind = ReadAccess::Kind::kImmutable;
  access.uri = file_uri(path, "?immutable=1");
  access.stamp = stamp_of(path);
  try_to_read(path, access.uri, busy_timeout);
  return access;
}

}  // namespace cpsg::storage::sqlite
