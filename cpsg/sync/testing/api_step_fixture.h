// For tests of the API's steps: a project in a store of its own, leased, and the small GitHub that it comes from.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/storage/sqlite/sqlite_store.h"
#include "cpsg/sync/lease_holder.h"
#include "cpsg/sync/sync_project.h"
#include "cpsg/sync/testing/git_remote.h"
#include "cpsg/sync/testing/small_github.h"

namespace cpsg::sync {

class ApiStepFixture : public testing::Test {
 protected:
  ApiStepFixture();
  ~ApiStepFixture() override;

  void bind();
  // As a process that starts anew: nothing is known of budgets.
  void restart_client(bool token = true);

  [[nodiscard]] UnixTime now() const { return clock_.unix_time(); }
  [[nodiscard]] model::Project project() const { return store_->project(id_); }
  // For a step without a whole sync around it.
  storage::Lease take_lease();
  [[nodiscard]] std::vector<std::int64_t> stored_numbers() const;

  // The failure that `step` ends with.
  template <typename Step>
  static Failure failure_of(Step&& step) {
    try {
      step();
    } catch (...) {
      return current_failure();
    }
    ADD_FAILURE() << "it did not fail";
    return {};
  }

  SyncReport sync(const SyncOptions& options = {});

  std::filesystem::path directory_;
  std::unique_ptr<storage::sqlite::SqliteStore> store_;
  std::optional<Remote> remote_;
  SmallGithub github_;
  SyncSettings settings_;
  ManualClock clock_{system_clock()()};
  const Clock unix_time_ = [this] { return now(); };
  const ProgressSink quiet_ = [](const Progress&) {};
  std::atomic<bool> cancelled_{false};
  std::optional<github::client::Client> client_;
  std::string id_;
};

}  // namespace cpsg::sync
