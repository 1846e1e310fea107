// Turns a failed call of SQLite into the error of ours that it means.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace cpsg::storage::sqlite {

// The circumstances of a failed call.
struct Failed {
  int result_code = 0;   // extended
  int system_errno = 0;  // of the system call that failed, where one did
  std::string_view detail;
  const std::filesystem::path& path;
  std::chrono::milliseconds busy_timeout{};
  std::int64_t schema_version = 0;  // of the database now; 0: unknown
};

// Throws Error with a kStore... code; std::bad_alloc when memory ran out; std::logic_error where the result code can
// only stem from a bug (a broken constraint, misuse, a statement that doesn't compile). Such a code is no bug, but
// kStoreNewer, where a newer version of the program has migrated the database since it was opened.
[[noreturn]] void throw_failure(const Failed& failed);
// Error(kStoreNewer).
[[noreturn]] void throw_newer_schema(const std::filesystem::path& path, std::int64_t version);

}  // namespace cpsg::storage::sqlite
