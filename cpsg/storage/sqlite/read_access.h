// How a database is opened by somebody who only reads it: one that is not there is as good as an empty one, one in a
// directory that cannot be written is read as it stands, and in all cases nothing is created.
//
//   const ReadAccess access = find_read_access(path, busy_timeout);
//   Connection reader(path, access.uri, busy_timeout);
//   ...
//   access.require_unchanged();
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace cpsg::storage::sqlite {

// What tells one content of a file from another, as far as its directory entry says.
struct FileStamp {
  std::uintmax_t size_bytes = 0;
  std::filesystem::file_time_type written_at;
  friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

struct ReadAccess {
  enum class Kind : std::uint8_t {
    kShared,     // with SQLite's locks and log, beside writers
    kImmutable,  // without them: SQLite could not make its files in the directory, and there is no log to be read
    kAbsent,     // there is no database: an empty one in memory stands for it
  };
  Kind kind = Kind::kShared;
  std::string uri;  // for SQLite
  std::filesystem::path path;
  std::optional<FileStamp> stamp;  // of kImmutable, as it was when it was opened

  // To be called when something was read. Throws Error(kStoreLocked) if somebody wrote to a database that is read as
  // kImmutable: what was read may be half of one state and half of another.
  void require_unchanged() const;
};

// An empty one in memory, in the place of a database that has no tables yet.
[[nodiscard]] ReadAccess absent_database(const std::filesystem::path& path);

// Throws Error(kStoreIo) for a file that cannot be read, and where a log is there that only a writer could read.
[[nodiscard]] ReadAccess find_read_access(const std::filesystem::path& path, std::chrono::milliseconds busy_timeout);

}  // namespace cpsg::storage::sqlite
