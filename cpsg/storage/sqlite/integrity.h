// Whether a database file is sound, as far as SQLite can tell without reading every row.
//
//   const Integrity found = check_integrity(path, std::chrono::seconds{30});
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

namespace cpsg::storage::sqlite {

enum class Integrity : std::uint8_t {
  kSound,
  kNotFinished,  // nothing wrong was found within the time
};

// Runs SQLite's quick_check. Nothing is changed or created. Throws Error(kStoreCorrupt) that names the first thing that
// is wrong, and Error(kStore...) for a file that cannot be read.
[[nodiscard]] Integrity check_integrity(const std::filesystem::path& path, std::chrono::milliseconds time_limit);

}  // namespace cpsg::storage::sqlite
