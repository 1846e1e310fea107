// SQLite without any of our code, for tests that act as another program or read the tables themselves.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace cpsg::storage::sqlite {

class RawConnection {
 public:
  explicit RawConnection(const std::filesystem::path& path) {
    if (sqlite3_open(path.c_str(), &db_) != SQLITE_OK) throw std::runtime_error("cannot open the database");
    sqlite3_busy_timeout(db_, 5'000);
  }
  ~RawConnection() { sqlite3_close(db_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  void execute(const std::string& sql) {
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(db_));
    }
  }
  // The first column of the first row.
  [[nodiscard]] std::int64_t integer(const std::string& sql) { return std::stoll(text(sql)); }
  [[nodiscard]] std::string text(const std::string& sql) {
    std::string answer;
    const auto keep = [](void* out, int, char** values, char**) {
      *static_cast<std::string*>(out) = values[0] == nullptr ? "" : values[0];
      return 0;
    };
    if (sqlite3_exec(db_, sql.c_str(), keep, &answer, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(db_));
    }
    return answer;
  }

 private:
  sqlite3* db_ = nullptr;
};

}  // namespace cpsg::storage::sqlite
