// For tests of the refresh: a store of its own, and the small fleet at GitHub that its projects come from.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cpsg/storage/sqlite/sqlite_store.h"
#include "cpsg/storage/testing/counting_stores.h"
#include "cpsg/sync/refresh_projects.h"
#include "cpsg/sync/testing/fleet_github.h"

namespace cpsg::sync {

class RefreshProjects : public testing::Test {
 protected:
  RefreshProjects()
      : path_(std::filesystem::path(testing::TempDir()) /
              (std::string("cpsg_refresh_") + std::to_string(::getpid()) + "_" +
               testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
    store_ = storage::sqlite::open_sqlite_store(path_ / "cpsg.db", {});
    client_.emplace(github_.settings(), machine_clock());
  }
  ~RefreshProjects() override {
    store_.reset();
    std::filesystem::remove_all(path_);
  }

  std::string follow(const std::string& full_name) {
    const std::size_t slash = full_name.find('/');
    return store_
        ->add_project(full_name.substr(0, slash), full_name.substr(slash + 1), "", now_, now_,
                      model::Priority::kRefresh)
        .project.id;
  }
  // As if its refs and pull requests had been read.
  void finish(const std::string& id) {
    auto taken = store_->acquire_lease(id, "a test", now_, std::chrono::seconds{60}, {});
    const auto lease = std::get<storage::Lease>(taken);
    store_->publish(lease, {.now = now_});
    store_->finish_work(lease, model::kInitialWork, store_->project(id).work_version);
    store_->release_lease(lease);
  }
  std::vector<RefreshResult> refresh(const std::vector<std::string>& ids) {
    std::vector<model::Project> projects;
    for (const std::string& id : ids) projects.push_back(store_->project(id));
    return refresh_projects(store_->stores(), *client_, {}, projects, clock_, {});
  }
  [[nodiscard]] model::Work work(const std::string& id) const { return store_->project(id).work; }

  UnixTime now_{std::chrono::seconds{1'800'000'000}};
  const Clock clock_ = [this] { return now_; };
  std::filesystem::path path_;
  FleetGithub github_;
  std::unique_ptr<storage::sqlite::SqliteStore> store_;
  std::optional<github::client::Client> client_;
};

}  // namespace cpsg::sync
