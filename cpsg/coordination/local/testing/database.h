// For tests: a directory of the test's own with an empty file in the place of a database.
//
//   const TestDatabase database;
//   LimitsFile file(database.path());
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace cpsg::coordination::local {

class TestDatabase {
 public:
  TestDatabase() {
    std::string name = (std::filesystem::temp_directory_path() / "cpsg-limits-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    std::ofstream(path()) << "database";
  }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;
  ~TestDatabase() {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  [[nodiscard]] std::filesystem::path path() const { return directory_ / "cpsg.db"; }
  [[nodiscard]] std::filesystem::path limits() const { return directory_ / "cpsg.db-limits"; }

 private:
  std::filesystem::path directory_;
};

}  // namespace cpsg::coordination::local
