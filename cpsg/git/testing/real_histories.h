// For tests on real histories: the directory of OWNER/NAME.git that CPSG_DATA_DIR names, empty where there is none.
// A test that has none is skipped, and says so:
//
//   const std::filesystem::path histories = real_histories();
//   if (histories.empty()) GTEST_SKIP() << kNoRealHistories;
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace cpsg::git {

inline constexpr std::string_view kNoRealHistories =
    "NO REAL HISTORIES: set CPSG_DATA_DIR to a directory of OWNER/NAME.git";

inline std::filesystem::path real_histories() {
  const char* const directory = std::getenv("CPSG_DATA_DIR");
  return directory == nullptr ? std::filesystem::path() : std::filesystem::path(directory);
}

}  // namespace cpsg::git
