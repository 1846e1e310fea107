// A directory of a test's own, removed with the object, with a database in it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/sqlite/sqlite_store.h"

namespace cpsg::storage::sqlite {

class SqliteHome final : public conformance::StoreHome {
 public:
  SqliteHome() {
    std::string name = (std::filesystem::temp_directory_path() / "cpsg-sqlite-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = name;
  }
  ~SqliteHome() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  SqliteHome(const SqliteHome&) = delete;
  SqliteHome& operator=(const SqliteHome&) = delete;

  [[nodiscard]] conformance::OpenStores open_stores() override {
    const std::shared_ptr<SqliteStore> store = open();
    return {.owner = store, .stores = store->stores()};
  }
  [[nodiscard]] std::unique_ptr<SqliteStore> open(const SqliteOptions& options = {}) const {
    return open_sqlite_store(path(), options);
  }
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  [[nodiscard]] std::filesystem::path path() const { return directory_ / "cpsg.db"; }

 private:
  std::filesystem::path directory_;
};

}  // namespace cpsg::storage::sqlite
