// For tests of the worker: it runs on a clock that the test moves, on a store whose calls are counted.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cpsg/storage/testing/counting_stores.h"
#include "cpsg/sync/testing/api_step_fixture.h"
#include "cpsg/sync/worker.h"

namespace cpsg::sync {

class WorkerFixture : public ApiStepFixture {
 protected:
  WorkerFixture() {
    settings_.api = nullptr;
    remote_->commit("one");
    options_.on_idle = [this] {
      const std::lock_guard lock(mutex_);
      ++idle_;
    };
  }

  // Another project, with one commit.
  std::string add(const std::string& name) {
    remotes_.push_back(std::make_unique<Remote>(directory_ / "owner" / (name + ".git")));
    remotes_.back()->commit("one");
    return follow(name);
  }
  std::string follow(const std::string& name) {
    return store_->add_project("owner", name, "", now(), now(), model::Priority::kRefresh).project.id;
  }

  void start() {
    worker_.emplace(counting_.stores(), settings_, clock_, options_);
    worker_->start();
  }
  // Until no sync runs, and all threads wait for the end of their poll interval. A running sync waits on the clock too,
  // to renew its lease; so the leases have to be the same before and after the waiting threads were counted.
  // A thread that was notified counts as waiting until it runs, so all of this has to hold many times in a row.
  void settle() {
    constexpr int kTimesInARow = 200;
    constexpr std::size_t kOtherThreads = 2;  // one refreshes, one clears what removed projects left
    int quiet = 0;
    wait_for([&] {
      const std::size_t taken = counting_.calls().of("acquire_lease");
      const bool is_quiet = counting_.calls().of("release_lease") == taken &&
                            clock_.waiters() == options_.parallel + kOtherThreads &&
                            counting_.calls().of("acquire_lease") == taken;
      quiet = is_quiet ? quiet + 1 : 0;
      return quiet >= kTimesInARow;
    });
  }
  // All threads ask the store once more what is due.
  void poll() {
    clock_.advance(options_.poll_interval);
    settle();
  }
  template <typename Condition>
  void wait_for(const Condition& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!condition() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    EXPECT_TRUE(condition());
  }

  [[nodiscard]] model::SyncState state(const std::string& id) const { return store_->project(id).status.state; }
  [[nodiscard]] std::size_t idle() {
    const std::lock_guard lock(mutex_);
    return idle_;
  }

  storage::CountingStores counting_{store_->stores()};
  std::vector<std::unique_ptr<Remote>> remotes_;
  WorkerOptions options_;
  std::mutex mutex_;
  std::size_t idle_ = 0;
  std::optional<Worker> worker_;
};

}  // namespace cpsg::sync
