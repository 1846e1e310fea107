// Turns a failed call of SQLite into the error of ours that it means.
#pragma once

#include <chrono>
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
};

// Throws Error with a kStore... code; std::bad_alloc when memory ran out; std::logic_error where the result code can
// only stem from a bug (a broken constraint, misuse, a statement that doesn't compile).
[[noreturn]] void throw_failure(const Failed& failed);

}  // namespace cpsg::storage::sqlite
