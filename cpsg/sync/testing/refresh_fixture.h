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
  RefreshProjects();
  ~RefreshProjects() override;

  std::string follow(const std::string& full_name);
  // As if its refs and pull requests had been read.
  void finish(const std::string& id);
  std::vector<RefreshResult> refresh(const std::vector<std::string>& ids);
  [[nodiscard]] model::Work work(const std::string& id) const { return store_->project(id).work; }

  UnixTime now_{std::chrono::seconds{1'800'000'000}};
  const Clock clock_ = [this] { return now_; };
  std::filesystem::path path_;
  FleetGithub github_;
  std::unique_ptr<storage::sqlite::SqliteStore> store_;
  std::optional<github::client::Client> client_;
};

}  // namespace cpsg::sync
