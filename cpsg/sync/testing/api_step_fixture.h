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
  ApiStepFixture()
      : directory_(std::filesystem::path(testing::TempDir()) /
                   ("cpsg_api_step_" + std::to_string(::getpid()) + "_" +
                    testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directories(directory_);
    store_ = storage::sqlite::open_sqlite_store(directory_ / "cpsg.db", {});
    remote_.emplace(directory_ / "owner" / "name.git");
    settings_.git_url = "file://" + directory_.string();
    settings_.spool_directory = directory_;
    settings_.holder = current_holder();
    settings_.lease_wait = std::chrono::seconds{0};
    id_ = store_->add_project("owner", "name", "", now(), now(), model::Priority::kRefresh).project.id;
    client_.emplace(github_.settings(), machine_clock());
    settings_.api = &*client_;
  }
  ~ApiStepFixture() override {
    client_.reset();
    store_.reset();
    std::filesystem::remove_all(directory_);
  }

  void bind() {
    store_->bind_identity(store_->project(id_),
                          {SmallGithub::kNumber, std::string(SmallGithub::kNodeId), "owner", "name"}, now());
  }
  // As a process that starts anew: nothing is known of budgets.
  void restart_client(bool token = true) {
    client_.emplace(github_.settings(token), machine_clock());
    settings_.api = &*client_;
  }

  [[nodiscard]] UnixTime now() const { return clock_.unix_time(); }
  [[nodiscard]] model::Project project() const { return store_->project(id_); }
  // For a step without a whole sync around it.
  storage::Lease take_lease() {
    return std::get<storage::Lease>(store_->acquire_lease(id_, "a test", now(), std::chrono::seconds{600}, {}));
  }
  [[nodiscard]] std::vector<std::int64_t> stored_numbers() const {
    std::vector<std::int64_t> numbers;
    for (const storage::PullMark& mark : store_->pull_request_marks(id_)) numbers.push_back(mark.number);
    return numbers;
  }

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

  SyncReport sync(const SyncOptions& options = {}) {
    SyncReport report;
    sync_project(store_->stores(), settings_, id_, options, clock_, quiet_, cancelled_, report);
    return report;
  }

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
